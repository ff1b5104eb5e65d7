"""What a run says, in plain words: counts, verdicts, reasons, the one sentence.

Reports and terminal only lay these out. Text of models, vendors and users' files comes out of
here on one visible line (`harness.visible`), never raw.
"""
