"""Where calls are made from: one file an engine. Limits, budget, journal and retries stay with the run."""
