"""promptfoo's configurations and results, read as data; nothing of theirs is run."""
