"""What the templates of marking show."""
