"""Outages on purpose: the vendor is taken down on the wire, and what the fallbacks answer is judged like any candidate.

`serve` plays a vendor for other people's applications. The server is `serving/`'s, the faults `faults/`', the policy
`failover/`'s; what is served under an outage can never become a recording or a baseline.
"""
