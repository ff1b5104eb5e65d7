"""From answers to verdicts: which answers are compared, whether they say the same, and what the rates come to.

The judgment on one pair is `equivalence/`'s, the mathematics is `stats/`'; this room puts them together for a suite.
"""
