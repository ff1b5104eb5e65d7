"""Every key that `harness.yaml` and a suite may have, with its type: what is checked, and what the JSON Schemas say."""
