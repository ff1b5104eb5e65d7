"""What is written exactly: ids, codes, formulas, options; in which notations, and when two are the same."""
