"""Annotations shared by assertions; what a suite may write is read from them."""

from __future__ import annotations

import math
from typing import Annotated

from annotated_types import Interval

Number = int | float
TextOrNumber = str | int | float
Texts = str | list[str]
Scalars = list[str | int | float | bool]

Share = Annotated[float, Interval(ge=0, le=1)]
"""A threshold on a score in [0, 1]."""
Amount = Annotated[float, Interval(ge=0, lt=math.inf)]
"""A finite amount, zero or more."""
