"""Whole runs that were judged before: where nothing that a replay rests on has changed, what it found is found again.

    question.py   what was asked: the project, the suites and the options
    grounds.py    what the answer rested on, down to the bytes: the key
    coding.py     a run and its summary as lines of JSON
    store.py      the files, under `.harness/judged`

A stored run is a memory and no evidence, as stored judgments are (`harness.comparison.stored`): a file that is damaged
or was not written where it lies counts for nothing, and what cannot be told from files is never stored.
"""
