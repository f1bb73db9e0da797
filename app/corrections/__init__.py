"""Corrections of questions after the fact: void, new key, full credit, always with a look at who flips."""
