"""What the pages of exam days show: one value per template."""
