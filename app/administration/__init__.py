"""People, teams, roles, one-time codes, audit and jobs: pages and commands of those who run an installation."""
