r"""`lists`: an item of a list stands under another heading, or a list names one more or one less.

"Pros:\n- cheap\n\nCons:\n- loud" with both items exchanged, answers exchanged between two questions ("Q: …\nA: …");
"Admins:\n- ann\n- ben" and the same with "- eve" behind. Headings are those of Markdown and HTML, bold lines and lines
that a list follows; both answers must have the same ones. An open list ("for example", "tips") may go on. Not where the
question asks for one fact.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.model.exchange import Response
from harness.model.result import Difference
from harness.reading.answers import asks_for_one_fact
from harness.reading.exactly.sections import Item, elsewhere, further, sections
from harness.reading.excerpts import short

KIND = "exchanged"
LOST, ADDED = "lost content", "added content"


def differences(baseline: Response, candidate: Response, context: str | None) -> Sequence[Difference]:
    if "\n" not in baseline.text or "\n" not in candidate.text or (context and asks_for_one_fact(context)):
        return ()
    ours, theirs = sections(baseline.text), sections(candidate.text)
    if not ours or ours == theirs or ours.keys() != theirs.keys():
        return ()
    if found := elsewhere(ours, theirs):
        return [Difference("lists", _shown(found[0]), _shown(found[1]), KIND)]
    missing = [
        Difference("lists", f'left out: "{_shown(item)}"', "nothing of the kind", LOST, side="baseline")
        for item in further(ours, theirs)
    ]
    return missing + [
        Difference("lists", "nothing of the kind", f'added: "{_shown(item)}"', ADDED, side="candidate")
        for item in further(theirs, ours)
    ]


def _shown(item: Item) -> str:
    heading, what = item
    return short(f"{heading}: {what}" if heading else what)
