"""Running code of strangers: an answer and its tests, each in a process that is given next to nothing.

The answer's process never computes a verdict. The tests run in a second process, which asks the first for results by
value and compares them itself. Not for harness's own work: what can be bounded by construction needs no process.
"""
