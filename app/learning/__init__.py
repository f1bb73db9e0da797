"""Programmes, enrolment, assignments, lessons, self-checks and progress."""
