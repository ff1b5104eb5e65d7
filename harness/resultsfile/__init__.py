"""The results file (`harness.results/1`): writing it, its schema, and reading it back."""
