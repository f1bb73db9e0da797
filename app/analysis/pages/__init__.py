"""What the templates of item analysis show: one value each."""
