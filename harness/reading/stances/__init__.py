"""How an answer to a question for one fact puts the value: it gives, denies or doubts it, or has others beside it."""
