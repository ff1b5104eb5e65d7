"""Checks on answers, and the questions that judges are asked about them.

An assertion states a fact about one answer (`assertions/`); this room applies all checks of a case, negates, weighs and
tolerates them, and collects what only a judge can decide. Verdicts on candidates are `comparison/`'s.
"""
