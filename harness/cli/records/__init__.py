"""Commands that look at runs already done: reports, history, drift, bundles."""
