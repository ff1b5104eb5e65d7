"""The product's own way of falling back, as a policy that can be drilled and proven.

`machine` and `breaker` decide and do nothing else: events in, decisions out, the time handed to them. `driver` does the
waiting. It is no gateway: it serves drills, and `export` writes the policy for those that are.
"""
