"""Quantities and dates, in digits or in words, as a reader takes them: found in a text, and when two are the same."""
