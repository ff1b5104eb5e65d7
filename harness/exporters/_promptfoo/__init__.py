"""The parts of a promptfoo configuration, written from ours."""
