"""The local view: a read-only page over the history, for the person at this machine only.

`guard` lets nobody else in, `figures` turns what history measured into lines over time, `compared` holds one run
against another, `app` answers requests, `server` listens on loopback. Nothing here writes, and no file is served.
"""
