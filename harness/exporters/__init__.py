"""Suites and answers in the words of other tools: one file a format."""
