"""Sign-in, profile, password, sessions and one's own data: pages."""
