"""What `assert:` may say: the forms of all assertions, read from their signatures, and the reading of a user's list.

Scoring is not here: `assertions/` says what a check means, `scoring/` applies it to an answer.
"""
