"""What the templates of the bench show."""
