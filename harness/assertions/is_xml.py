"""The whole answer is XML, as an XML parser reads it, with the required elements in it.

- is-xml
- is-xml: analysis.classification,analysis.color
- is-xml: {requiredElements: [analysis.color]}

A required element is named by its path from the root.
"""

from __future__ import annotations

from harness.assertions._text import binary_score, listed
from harness.assertions._xml import NotXml, Paths, document, missing_paths
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: Paths = None) -> Score:
    try:
        root = document(subject.text)
    except NotXml as error:
        return binary_score(passed=False, fact=f"is not XML: {error}")
    absent = missing_paths([root], value)
    return binary_score(not absent, f"lacks the elements {listed(absent)}" if absent else "is XML as asked for")
