"""`{{ placeholders }}`: the small, bounded part of Jinja that suites may use.

`template` is what others call; it loads `jinja` only once there is something to fill in. Nothing here knows where a
template stands or which variables a suite has.
"""
