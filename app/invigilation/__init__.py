"""Exam days: sittings, accommodations, who is in, lost minutes given back, answer files brought in by staff."""
