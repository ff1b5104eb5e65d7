"""Samples of other evaluations: what was asked, what was answered, and what they gave for it."""
