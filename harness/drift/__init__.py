"""The nightly watch: has a target changed since its baseline run was pinned?

`judge` reads nightly runs from history, `trends` puts what it found into reports, `alert` writes a pager's message.
The mathematics is `harness.stats.drift`.
"""

from __future__ import annotations
