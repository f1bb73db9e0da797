"""Aftercare 售后学堂: training, assessment and certification of after-sales service people."""
