"""What a run will ask: which suites, cases and targets are selected, and which call of a workflow comes next.

Everything here is pure: nothing is sent, read or written.
"""
