"""One run from plan to result, and what it would take (`--dry-run`).

It puts the rooms below together and tells its listeners what happens; it shows nothing and decides nothing of its own.
"""
