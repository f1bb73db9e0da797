"""What the pages of home show: one value per template."""
