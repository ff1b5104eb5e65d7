"""States behind the name of a town: "Denver, CO" is Denver, Colorado."""

from __future__ import annotations

import re

_STATES = """
    AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware, FL Florida,
    GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas, KY Kentucky, LA Louisiana, ME Maine,
    MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, MO Missouri, MT Montana, NE Nebraska,
    NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York, NC North Carolina, ND North Dakota, OH Ohio,
    OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee,
    TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming,
    ON Ontario, QC Quebec, BC British Columbia, AB Alberta, MB Manitoba, SK Saskatchewan, NS Nova Scotia,
    NSW New South Wales, VIC Victoria, QLD Queensland, TAS Tasmania
"""
_BY_CODE = dict(state.split(maxsplit=1) for state in _STATES.split(","))
STATE = re.compile(rf"(?<=[a-z], )(?:{'|'.join([*_BY_CODE, *_BY_CODE.values()])})(?![\w/])")


def state(match: re.Match[str]) -> str:
    """A match of STATE in its one form: its name."""
    return _BY_CODE.get(match[0], match[0])
