"""The answer contains XML: elements that an XML parser accepts, with the required ones among them.

- contains-xml
- contains-xml: analysis.classification,analysis.color

It may stand in a Markdown fence or among words. A required element is named by its path from the outermost one.
"""

from __future__ import annotations

from harness.assertions._text import binary_score, listed
from harness.assertions._xml import Paths, elements_in, missing_paths
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject, value: Paths = None) -> Score:
    elements = elements_in(subject.text)
    if not elements:
        return binary_score(passed=False, fact="contains no XML element")
    absent = missing_paths(elements, value)
    return binary_score(not absent, f"lacks the elements {listed(absent)}" if absent else "contains XML as asked for")
