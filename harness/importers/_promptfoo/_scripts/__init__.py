"""Checks written as a line of JavaScript or Python, read as a sentence and said again in our words; never run."""
