"""Having calls answered: recordings first, then the run that is taken up again, else the targets themselves.

Limits, retries, budget and journal are layers around a connection here. What is asked, and what an answer is worth,
is decided elsewhere (`planning/`, `scoring/`).
"""
