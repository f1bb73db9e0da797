"""Marking by people: answers in one's own words, read blind against criteria."""
