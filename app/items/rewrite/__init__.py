"""A forbidden sentence to be said properly, marked by people."""
