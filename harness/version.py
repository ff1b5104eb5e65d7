"""The package's version, in a module that imports nothing."""

__version__ = "0.1.0"
DISTRIBUTION = "portproof"
"""What the package index knows it by; the import and the command are `harness`."""
