"""Answers of which some say the same and some do not, hard to keep and to hand on among them."""

from __future__ import annotations

TEXTS = (
    "Refunds take 30 days.",
    "Refunds take 60 days.",
    "We refund within thirty days of the purchase.",
    "I cannot help with that.",
    "",
    "lone \ud800 surrogate",
    "Berlin",
    "berlin ",
)
