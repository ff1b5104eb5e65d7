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
        "write": "wrote written", "drive": "drove driven", "shut": "shuts", "arise": "arose arisen",
        "become": "became", "build": "built", "catch": "caught", "cut": "cuts", "deal": "dealt", "draw": "drew drawn",
        "eat": "ate eaten", "feed": "fed", "fight": "fought", "fly": "flew flown", "forget": "forgot forgotten",
        "freeze": "froze frozen", "hear": "heard", "hide": "hid hidden", "hit": "hits", "know": "knew known",
        "lead": "led", "lend": "lent", "lose": "lost", "mean": "meant", "meet": "met", "overpay": "overpaid",
        "put": "puts", "read": "reads", "rebuild": "rebuilt", "reset": "resets", "say": "said",
        "seek": "sought", "sell": "sold", "set": "sets", "shake": "shook shaken", "show": "shown",
        "shrink": "shrank shrunk",
        "sink": "sank sunk", "speak": "spoke spoken", "spend": "spent", "split": "splits", "stand": "stood",
        "steal": "stole stolen", "swear": "swore sworn", "swim": "swam swum", "teach": "taught", "think": "thought",
        "throw": "threw thrown", "undergo": "underwent undergone", "understand": "understood", "undo": "undid undone",
        "bind": "bound", "blow": "blew blown", "bend": "bent", "cling": "clung", "dig": "dug", "drink": "drank drunk",
        "flee": "fled", "forbid": "forbade forbidden", "forgive": "forgave forgiven", "hang": "hung",
        "overcome": "overcame", "ride": "rode ridden", "ring": "rang rung", "sing": "sang sung", "sit": "sat",
        "sleep": "slept", "slide": "slid", "spring": "sprang sprung", "stick": "stuck", "strike": "struck",
        "sweep": "swept", "swing": "swung", "tear": "tore torn", "uphold": "upheld", "wake": "woke woken",
        "weep": "wept", "withhold": "withheld", "let": "lets", "wear": "wore worn", "win": "won",
        "withdraw": "withdrew withdrawn",
    }.items()
    for form in forms.split()
}  # fmt: skip

UNCHANGED = frozenset("cut hit let put read reset set shut split".split())  # noqa: SIM905
"""Verbs whose past is written as their base form."""


def base_form(word: str) -> str:
    """The base form of a verb, of any other word the stem."""
    return stem(IRREGULAR.get(word, word))
