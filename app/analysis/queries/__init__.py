"""The reads of item analysis."""
