"""How well the instrument agrees with a user's own labels: thresholds of similarity, and judges."""
