"""Assertions on the tools that a whole workflow called: `trajectory:tool-used` and its like."""
