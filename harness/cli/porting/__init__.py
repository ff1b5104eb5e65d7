"""Commands on the way from one model to another: what does not port, what is withdrawn, who succeeds."""
