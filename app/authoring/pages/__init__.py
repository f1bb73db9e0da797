"""What the authors' templates show: one value each."""
