"""Commands that ask targets and judge what they answered."""
