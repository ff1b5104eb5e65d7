"""Are two answers the same? Hard breaks first, meaning second; see `docs/equivalence.md`."""

from harness.equivalence.comparer import Comparer, equivalent, equivalents

__all__ = ["Comparer", "equivalent", "equivalents"]
