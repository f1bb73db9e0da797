"""People, teams over time, role grants, credentials and sign-in sessions: rows and access, no pages."""
