"""The whole answer is HTML: known elements, and no text outside of them.

- is-html

A fragment (`<p>Yes</p>`) is enough; a document that begins with `<?xml` is not HTML.
"""

from __future__ import annotations

from harness.assertions._html import read
from harness.assertions._text import binary_score, quote
from harness.model.result import Score
from harness.protocols import Subject


def check(subject: Subject) -> Score:
    text = subject.text.strip()
    if not text:
        return binary_score(passed=False, fact="is empty")
    if text[:5].lower() == "<?xml":
        return binary_score(passed=False, fact="is XML, not HTML")
    page = read(text)
    # Inside a body text may stand bare; a fragment with text around it is prose with tags.
    if page.loose and not page.has_body:
        return binary_score(passed=False, fact=f"has text outside of any element: {quote(page.loose)}")
    return binary_score(page.elements > 0, "is HTML" if page.elements else "has no HTML element")
