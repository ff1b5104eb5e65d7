"""Commands that make a project, bring things into it, and say what may stand in it."""
