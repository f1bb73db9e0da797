"""What the templates of role-plays show."""
