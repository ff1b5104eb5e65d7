"""Answers of drilled targets: right ones, and one figure off."""

from __future__ import annotations


def right(case):
    return f"Order {case[1:]} may be returned within 30 days."


def wrong(case):
    return f"Order {case[1:]} may be returned within 60 days."
