"""YAML as users write it, with the place of every value kept.

From bytes to a `Document`, and from a `Document` to pydantic forms whose complaints name line and column. It knows
nothing of suites or targets; what may stand in which file is `suitefile`'s and `checks`' business.
"""
