"""Evidence bundles: a run with all it rests on, in one file, that anybody can score again without a network.

`bundle.make` gathers a run, the recordings it used, its suites and the rules of its comparison, scores them once more
and writes them if they give the same numbers. `verification.verify` does the same from the file alone.
"""
