"""Turning authored files into the frozen objects of a release."""
