"""Base forms of verbs: of the commonest irregular ones by a list, of others by their stem."""

from __future__ import annotations

from harness.reading.words import stem

IRREGULAR = {
    form: verb
    for verb, forms in {
        "be": "am is are was were been being", "have": "has had having", "do": "does did done", "get": "got gets",
        "take": "took taken", "send": "sent", "pay": "paid", "give": "gave given", "run": "ran", "go": "went gone",
        "leave": "left", "make": "made", "hold": "held", "begin": "began begun", "buy": "bought", "rise": "rose risen",
        "fall": "fell fallen", "grow": "grew grown", "come": "came", "break": "broke", "tell": "told", "lay": "laid",
        "bring": "brought", "choose": "chose chosen", "find": "found", "keep": "kept", "see": "saw seen",
        "write": "wrote written", "drive": "drove driven", "shut": "shuts",
    }.items()
    for form in forms.split()
}  # fmt: skip


def base_form(word: str) -> str:
    """The base form of a verb, of any other word the stem."""
    return stem(IRREGULAR.get(word, word))
