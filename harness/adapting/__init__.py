"""Adapting a suite to another target: a prompt with which it ports is sought on some cases and proven on others.

`split.py` decides beforehand what each case is for, `search.py` goes through the stages, `ledger.py` keeps every prompt
and every look at the held-out part, and nothing is written (`writing.py`) that the held-out part does not bear out.
"""
