"""Two or more right choices."""
