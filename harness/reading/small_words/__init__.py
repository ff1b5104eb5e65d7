"""Small words: those that limit or shift what is said, and which of them turn a sentence about."""
