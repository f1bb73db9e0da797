"""Standard library only: clock, ids, errors, text folding, canonical JSON, bilingual values."""
