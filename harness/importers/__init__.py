"""Answers that somebody already has, turned into suites and cassettes: one file a format."""
