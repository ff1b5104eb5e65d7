"""Things written in several ways, each in one: § 12 is section 12, #fff is #ffffff, Ctrl-C is Ctrl+C, x² is x^2.

A notation is read from the form of what is written, never from what it means; `one_notation` puts the candidate's in
the baseline's where both are the same thing, so that what is left is what differs, in the answers' own words.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from harness.reading.exactly.clocks import HAN, HAN_SIGNS, WORDED, WORDED_WORDS, han, worded
from harness.reading.exactly.formulas import BLOOD_GROUP, SUBSTANCE, blood_group, formula, may_name_a_substance
from harness.reading.exactly.places import STATE, state
from harness.reading.words import apart, pieces, rarities, vocabulary

LONGEST = 20_000
"""Characters of texts that are looked at."""


Form = Callable[[re.Match[str]], str]


class _Rule(NamedTuple):
    """One kind of thing: characters of which one must be in what differs, what is looked for, and its one form.

    `needs`: words or signs of which one is in every text that has one, and `leap`: what stands in each and is found
    sooner; both save the search, and are left out where there are none.
    """

    signs: frozenset[str]
    pattern: re.Pattern[str]
    form: Form
    needs: frozenset[str]
    leap: Callable[[str], object] | None


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_NUMERAL = r"(?=[IVXL])(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})(?<=[IVXLC])"
_COUNTED = (
    r"[Cc]hapters?|[Pp]hases?|[Pp]arts?|[Vv]olumes?|[Vv]ol\.|[Bb]ooks?|[Ss]ections?|[Aa]rticles?|[Tt]itles?|[Ss]tages?"
    r"|[Tt]ypes?|[Aa]cts?|[Ss]cenes?|[Gg]rades?|[Cc]lass|[Ll]evels?|[Tt]iers?|[Ff]igures?|[Tt]ables?|[Aa]nnex|War"
    r"|§§?|[Ss]ect?\.|[Aa]rt\.|[Cc]h(?:ap)?\.|[Ff]ig\.|[Pp]ages?|pp?\.|[Nn]umber|[Nn]o\.|[Nn]r\.|#|[Ee]quation|[Ee]q\."
    r"|[Tt]ab\.|calendar week|week|KW|port number|port|Abs\.|Absatz|[Pp]aragraph|[Pp]ara\.|[Cc]lauses?"
)
_COUNTED_WORDS = """
    chapter chapters phase phases part parts volume volumes vol book books section sections article articles title
    titles stage stages type types act acts scene scenes grade grades class level levels tier tiers figure figures table
    tables annex war § sect sec art ch chap fig page pages p pp number no nr # equation eq tab week kw port abs absatz
    paragraph paragraphs para clause clauses
"""
_LABELS = {
    "§": "section", "sec": "section", "sect": "section", "art": "article", "ch": "chapter", "chap": "chapter",
    "fig": "figure", "p": "page", "pp": "page", "pg": "page", "no": "number", "nr": "number", "#": "number",
    "vol": "volume", "eq": "equation", "tab": "table", "abs": "absatz", "para": "paragraph", "kap": "kapitel",
    "s": "seite", "calendar week": "week", "kw": "week", "port number": "port", "version": "v", "ver": "v",
}  # fmt: skip
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-n0123456789+-")
_KEYS = {
    "ctrl": "ctrl", "control": "ctrl", "strg": "ctrl", "⌃": "ctrl", "cmd": "cmd", "command": "cmd", "⌘": "cmd",
    "alt": "alt", "option": "alt", "⌥": "alt", "shift": "shift", "umschalt": "shift", "⇧": "shift", "win": "win",
    "windows": "win", "meta": "meta", "esc": "esc", "escape": "esc", "del": "del", "delete": "del", "return": "enter",
    "enter": "enter", "entf": "del",
}  # fmt: skip
_MODIFIER = "|".join(sorted((key for key in _KEYS if key[0].isalpha()), key=len, reverse=True))
_SYMBOLS = {
    "×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "−": "-", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~=",
    "∞": "infinity",
    "π": "pi", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "λ": "lambda", "μ": "mu", "σ": "sigma",
    "θ": "theta", "ω": "omega", "φ": "phi", "Δ": "Delta", "Σ": "Sigma", "Ω": "Omega", "∈": "in", "∉": "notin",
    "√": "sqrt", "♯": "#", "♭": "b", "→": "->", "⇒": "=>", "∪": "cup", "∩": "cap", "⊂": "subset", "⊆": "subseteq",
    "∀": "forall", "∃": "exists", "∅": "emptyset", "±": "±",
}  # fmt: skip
_GREEK = {sign: name for sign, name in _SYMBOLS.items() if "Α" <= sign <= "ω"}
_COMMANDS = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "leq": "<=", "le": "<=", "geq": ">=", "ge": ">=", "neq": "!=",
    "ne": "!=", "approx": "~=", "infty": "infinity", "to": "->", "rightarrow": "->", "Rightarrow": "=>", "pm": "±",
    "emptyset": "emptyset", "varnothing": "emptyset",
}  # fmt: skip
_SIZES = {"xl": "xl", "extra large": "xl", "extra-large": "xl", "xs": "xs", "extra small": "xs", "extra-small": "xs"}
_DECADES = {"twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8,
            "nineties": 9}  # fmt: skip
_CRON = {"yearly": "0 0 1 1 *", "monthly": "0 0 1 * *", "weekly": "0 0 * * 0", "daily": "0 0 * * *",
         "midnight": "0 0 * * *", "hourly": "0 * * * *", "annually": "0 0 1 1 *"}  # fmt: skip
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_WARS = {
    "i": 1, "ii": 2, "iii": 3, "1": 1, "2": 2, "3": 3, "one": 1, "two": 2, "three": 3, "first": 1, "second": 2,
    "third": 3,
}  # fmt: skip
_WAR = (
    r"\b(?:World War |WW ?)(?:(?P<numeral>I{1,3}\b)|(?P<number>[1-3]\b)|(?P<word>One|Two|Three)\b)"
    r"|\b(?P<which>[Ff]irst|[Ss]econd|[Tt]hird) World War\b"
)
WAR = re.compile(_WAR)
_DAYS = {
    "mon": 1, "monday": 1, "tue": 2, "tues": 2, "tuesday": 2, "wed": 3, "wednesday": 3, "thu": 4, "thur": 4, "thurs": 4,
    "thursday": 4, "fri": 5, "friday": 5, "sat": 6, "saturday": 6, "sun": 7, "sunday": 7,
}  # fmt: skip
_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral.lower()]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def war(match: re.Match[str]) -> str:
    """A match of WAR in its one form: ww2."""
    which = match["numeral"] or match["number"] or match["word"] or match["which"]
    return f"ww{_WARS[which.lower()]}"


def _url(match: re.Match[str]) -> str:
    address = match[0].rstrip(".,;:!?")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return address
    host = (parts.hostname or "") + (f":{port}" if port and (parts.scheme, port) not in _USUAL else "")
    query = "&".join(sorted(parts.query.split("&")))
    end = f"?{query}" * bool(query) + f"#{parts.fragment}" * bool(parts.fragment)
    return f"{parts.scheme.lower()}://{host}{parts.path.rstrip('/')}{end}"


_USUAL = {("http", 80), ("https", 443)}


def _network(match: re.Match[str]) -> str:
    try:
        return str(ipaddress.ip_interface(match[0]))
    except ValueError:
        return match[0]


def _ipv6(match: re.Match[str]) -> str:
    try:
        return str(ipaddress.ip_address(match[0]))
    except ValueError:
        return match[0]


def _colour(match: re.Match[str]) -> str:
    if match["red"]:
        parts = [int(match[name]) for name in ("red", "green", "blue")]
        return "#" + "".join(f"{part:02x}" for part in parts) if max(parts) < 256 else match[0]  # noqa: PLR2004
    digits = match["digits"].lower()
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)  # noqa: PLR2004


def _labelled(match: re.Match[str]) -> str:
    label = match["label"].lower().rstrip(".")
    label = "section" if label == "§§" else _LABELS.get(label) or _LABELS.get(label.rstrip("s"), label.rstrip("s"))
    return f"{label} {_roman(match['numeral']) if match['numeral'] else match['what'].replace(' ', '')}"


def _keys(match: re.Match[str]) -> str:
    parts = re.split(r" ?[+-] ?|(?<=[⌘⌃⌥⇧])", match[0].lower())
    return "+".join(_KEYS.get(part, part) for part in parts if part)


def _path(match: re.Match[str]) -> str:
    path = match[0].replace("${HOME}", "~").replace("$HOME", "~")
    return path.removeprefix("./").rstrip("/") or path


def _options(match: re.Match[str]) -> str:
    letters = match[0].replace("-", "").replace(" ", "")
    return "-" + "".join(sorted(letters)) if len(set(letters)) == len(letters) else match[0]


def _fraction(match: re.Match[str]) -> str:
    return "/".join(part if re.fullmatch(r"\w+", part) else f"({part})" for part in (match["over"], match["under"]))


def _rule(
    signs: str,
    pattern: str | re.Pattern[str],
    form: Form,
    flags: int = 0,
    *,
    needs: str = "",
    leap: str | Callable[[str], bool] | None = None,
) -> _Rule:
    sooner = re.compile(leap).search if isinstance(leap, str) else leap
    return _Rule(frozenset(signs), re.compile(pattern, flags), form, frozenset(needs.split()), sooner)


_DIGITS = "0123456789"
_LOWERED_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉₊₋"
_STATUS = (
    "OK|Created|Accepted|No Content|Moved Permanently|Found|Not Modified|Bad Request|Unauthorized|Forbidden|Not Found"
    "|Method Not Allowed|Conflict|Gone|Too Many Requests|Internal Server Error|Bad Gateway|Service Unavailable"
    "|Gateway Timeout"
)
_NAMED_SIGNS = "|".join(sorted((name for name in _SYMBOLS.values() if len(name) > 1 and name.isalpha()), key=len))
_RULES = (
    _rule("/", r"\bhttps?://[^\s<>\"'`)\]]{1,300}", _url, re.IGNORECASE, needs="http https"),
    _rule("@", r"<?\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,5}\b>?", lambda match: match[0].strip("<>").lower()),
    _rule(
        "#(",
        r"(?<![\w&])#(?P<digits>[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![\w-])"
        r"|\brgb\((?P<red>\d{1,3}), ?(?P<green>\d{1,3}), ?(?P<blue>\d{1,3})\)",
        _colour,
        needs="# rgb",
    ),
    _rule(
        "-:",
        r"(?<![\w:-])(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])",
        lambda match: match[0].lower().replace("-", ":"),
        leap=r"[:-][0-9A-Fa-f]{2}[:-]",
    ),
    _rule(
        "-",
        r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b",
        lambda match: match[0].lower(),
        leap="-[0-9a-fA-F]{4}-",
    ),
    _rule(
        "/",
        r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}/(?:(?:\d{1,3}\.){3}\d{1,3}|\d{1,2}(?!\d|\.\d))",
        _network,
        needs="/",
    ),
    _rule(
        ":",
        r"(?<![\w:.])(?=[0-9a-fA-F]*:[0-9a-fA-F]*:)[0-9a-fA-F:]{3,39}(?![\w:])",
        _ipv6,
        needs=":",
        leap=":[0-9a-fA-F]*:",
    ),
    _rule(
        _DIGITS,
        r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b(?!-)",
        lambda match: match[0].replace(" ", ""),
        leap=r"[A-Z]\d\d",
    ),
    _rule(
        _DIGITS,
        r"\b97[89](?:-\d{1,5}-\d{1,7}-\d{1,7}-|[ -]?\d{9})[\dX]\b",
        lambda match: re.sub("[ -]", "", match[0]),
        leap="97[89]",
    ),
    _rule(
        "+(.-/",
        r"(?<![\w.,/-])(?:\+\d{1,3}[ .-]?(?:\(0\) ?)?(?:\(\d{1,5}\) ?)?\d{2,12}(?:[ ./-]?\d{2,8}){0,5}"
        r"|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}([.-])\d{3}\1\d{4})(?![\w-])(?!\.\d)",
        lambda match: re.sub(r"[^\d+]", "", match[0].replace("(0)", "")),
    ),
    _rule(
        _DIGITS,
        r"(?<![\w.-])(?:[Vv]ersion |[Vv]er\. ?|[Rr]elease |v\.? ?)?(?P<what>\d{1,4}(?:\.\d{1,6}){1,3}(?:-[\w.]+)?)"
        r"(?![\w]|\.\w|[ -]?[%$€£°]| ?[a-zA-Zµ]{1,3}\b)|(?<![\w.-])(?:[Vv]ersion |v)(?P<whole>\d{1,4})(?![\w.]\w|\w)",
        lambda match: f"v{match['what'] or match['whole']}",
        leap=r"\.\d|[vn] ?\d",
    ),
    _rule(
        "0",
        r"(?<![\w.,:/-])0?o?(?P<mode>[0-7]{3})(?![\w:/-]|[.,]\d)",
        lambda match: match["mode"],
        needs="chmod mode umask permission permissions",
    ),
    _rule(HAN_SIGNS, HAN, han),
    _rule(_DIGITS, WORDED, worded, re.IGNORECASE, needs=WORDED_WORDS),
    _rule("WS", _WAR, war, needs="war ww wwi wwii wwiii"),
    _rule(
        "§#(IVXLCASFPN" + _DIGITS,
        rf"(?<![\w.&])(?P<label>{_COUNTED}) ?(?:(?P<numeral>{_NUMERAL})\b(?![.'’+-]\w)"
        r"|(?P<what>\d{1,6}(?:\.\d{1,3}){0,3}(?: ?\([a-z0-9]{1,3}\)){0,3})(?!\w|[,.:/-]\d))",
        _labelled,
        needs=_COUNTED_WORDS,
    ),
    _rule(
        "IVXLC",
        rf"\b(?:(?P<numeral>{_NUMERAL})|(?P<number>\d{{1,2}})(?:st|nd|rd|th))(?= [Cc]entur)",
        lambda match: f"{_roman(match['numeral']) if match['numeral'] else match['number']}.",
        needs="century centuries century's",
    ),
    _rule(
        "+-⌘⌃⌥⇧E",
        rf"(?<![\w-])(?:(?:{_MODIFIER})(?: ?\+ ?|-))+(?:[a-z0-9]|f\d\d?|del|delete|enter|tab|esc|escape|space)(?![\w-])"
        r"|[⌘⌃⌥⇧]+ ?\+? ?\w(?!\w)|(?<![\w-])(?:esc|escape)(?![\w-])",
        _keys,
        re.IGNORECASE,
        needs=" ".join(_KEYS),
    ),
    _rule(
        "~/$",
        r"(?<![\w/\\:.~$-])(?:~|\$HOME|\$\{HOME\}|\.{1,2})?(?:/[\w.+-]*\w){1,12}/?(?![\w/])"
        r"|(?<![\w/\\:.~$-])(?:\./)?[a-z_][\w-]*(?:/[\w.+-]+)*/[\w-]+\.\w{1,5}\b",
        _path,
        needs="/",
    ),
    _rule(
        "√(",
        r"√\(?(?P<what>\w{1,20})\)?|\bsqrt\((?P<bare>\w{1,20})\)",
        lambda match: f"sqrt({match['what'] or match['bare']})",
        needs="√ sqrt",
    ),
    _rule(
        "^*" + _LOWERED_RAISED,
        r"(?<=[\w)])(?:\^\{?(?P<what>[-−]?\w{1,6})\}?|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+(?![⁺⁻])| ?\*\* ?(?P<power>-?\w{1,6}))",
        lambda match: f"^{match['what'] or match['power'] or match[0].translate(_RAISED)}".replace("−", "-"),
    ),
    _rule(
        _LOWERED_RAISED,
        rf"(?<!\w)(?=\w*[\d{_LOWERED_RAISED}]|[A-Z][a-z]?[+-])(?:[A-Z][a-z]?[0-9{_LOWERED_RAISED}]{{0,3}}|[()])+[+⁺⁻-]?(?![\w+-])",
        lambda match: match[0].translate(_RAISED),
    ),
    _rule(
        "".join(name for name in _SYMBOLS if _SYMBOLS[name].isalpha()) + _DIGITS,
        rf"(?<![A-Za-z])(?:(?P<sign>[{''.join(_GREEK)}])|(?P<name>{'|'.join(_GREEK.values())})) ?"
        r"(?P<what>[a-zA-Z])(?![a-zA-Z])",
        lambda match: f"{_GREEK.get(match['sign']) or match['name']} {match['what']}",
    ),
    _rule(
        "".join(_SYMBOLS),
        rf"[{''.join(_SYMBOLS)}]|\b(?:{_NAMED_SIGNS})\b|<=|>=|!=|->|=>|(?<=[\w)])#|(?<= )[*/-](?= )|(?<=\b[A-G])b\b",
        lambda match: _SYMBOLS.get(match[0], match[0]),
    ),
    _rule(
        "@",
        rf"@(?P<name>{'|'.join(_CRON)})\b|(?<![\w*])(?:\d{{1,2}}|\*)(?: (?:\d{{1,2}}|\*)){{4}}(?![\w*/])",
        lambda match: _CRON[match["name"]] if match["name"] else match[0],
    ),
    _rule(
        "/½¼¾⅓⅔⅛",
        r"\b(?P<over>\d{1,4}) (?:out of|von|sur) (?P<under>\d{1,4})\b|(?<![\d/.])(?P<top>\d{1,4})/(?P<bottom>\d{1,4})"
        r"(?![\d/]|\.\d)",
        lambda match: f"{match['over'] or match['top']}/{match['under'] or match['bottom']}",
        needs="/ out von sur",
        leap=r"/[ ]?\d|\d (?:out of|von|sur) ",
    ),
    _rule("X", r"\b(?:XL|XS|[Ee]xtra[ -](?:large|small))\b", lambda match: _SIZES[match[0].lower()]),
    _rule(
        _DIGITS,
        rf"\bthe (?:(?P<full>(?:19|20)[2-9]0)s|(?P<said>{'|'.join(_DECADES)}))\b",
        lambda match: f"{match['full'][2:] if match['full'] else _DECADES[match['said'].lower()] * 10}s",
        re.IGNORECASE,
        leap=r"[tT][hH][eE] ",
    ),
    _rule(
        "Q",
        rf"\bQ(?P<number>[1-4])(?: of)? (?P<year>(?:19|20)\d\d)\b"
        rf"|\bthe (?P<which>{'|'.join(_QUARTERS)}) quarter (?:of )?(?P<in>(?:19|20)\d\d)\b",
        lambda match: f"q{match['number'] or _QUARTERS[match['which'].lower()]} {match['year'] or match['in']}",
        leap=r"Q[1-4]|the ",
    ),
    _rule(
        "-–",
        rf"\b(?P<first>{_DAY})\.? ?(?:[-–]|to|through) ?(?P<last>{_DAY})\b",
        lambda match: f"{_DAYS[match['first'].lower()]}-{_DAYS[match['last'].lower()]}",
        re.IGNORECASE,
        needs=" ".join(_DAYS),
    ),
    _rule(
        "O0",
        r"(?<![\w-])(?:O-O(?:-O)?|0-0(?:-0)?)(?![\w-])",
        lambda match: match[0].replace("0", "O"),
        leap="O-O|0-0",
    ),
    _rule("-", r"-(?<![\w-]-)(?:[A-Za-z]{2,4}|[A-Za-z](?: -[A-Za-z]){1,3})(?![\w-])", _options),
    _rule(
        "J",
        r"\b(?:(?P<side>LEFT|RIGHT|FULL) )?(?:OUTER |INNER )?JOIN\b",
        lambda match: f"{match['side'] or 'inner'} join".lower(),
        needs="join",
    ),
    _rule("<=≠", r" ?(?:<>|!=|≠) ?", lambda _: "!=", leap="<>|!=|≠"),
    _rule(
        "H" + _DIGITS,
        rf"(?<![\w.,:#/-])(?:(?:HTTP(?: status)?|status)(?: code)? )?(?P<code>[1-5]\d\d)(?: (?:{_STATUS})\b)?"
        r"(?![\w:/-]|[.,]\d| ?[%$€£°])",
        lambda match: match["code"],
        leap=r"[1-5]\d\d",
    ),
    _rule("ACDFGHIKLMNOPQRSTUVW", STATE, state, needs=","),
    _rule("B", r"\b(?:BCE?\b|B\.C\.)", lambda _: "bc", leap=r"BC|B\.C"),
    _rule("COHNSK", SUBSTANCE, formula, leap=may_name_a_substance),
    _rule("ABO0", BLOOD_GROUP, blood_group, leap=r"[ABO0] ?(?:[-+−–]|[PpNn](?:os|eg))"),
    _rule(
        _DIGITS + "'′’\"″",
        r"(?<![\w'’.,])(?P<feet>\d{1,2})(?:['′’](?!\w)|['′’](?=\d)| ?-?(?:ft|feet|foot)\b\.?)"
        r"(?:,? ?(?:and )?(?P<inches>\d{1,2})"
        r"(?:[\"″”]|''| ?-?(?:inch(?:es)?|in(?! \w))\b\.?|(?<=['′’]\d)|(?<=['′’]\d\d)))?(?!\w)",
        lambda match: f"{match['feet']}ft{match['inches'] or ''}",
        leap=r"\d(?:['′’]| ?-?f(?:t|eet|oot))",
    ),
)  # fmt: skip
_MATHS = re.compile(r"(?<![\w$\\])\$(?P<what>[^$\n]{1,120}?)\$(?![\w$])")
_IS_MATHS = re.compile(r"[\\^_=+*/]|^[a-zA-Z]$")
_OVER = re.compile(r"\\[dt]?frac\{(?P<over>[^{}]{1,40})\}\{(?P<under>[^{}]{1,40})\}")
_ROOT = re.compile(r"\\sqrt\{(?P<what>[^{}]{1,40})\}")
_COMMAND = re.compile(r"\\(?P<name>[a-zA-Z]{2,12})(?![a-zA-Z{])(?= |[^\w ]|\d|\Z)")


def plain_maths(text: str) -> str:
    r"""LaTeX as it is written without: `$\frac{1}{2}$` is 1/2. What is no formula stays as it is."""
    if "$" in text:
        text = _MATHS.sub(lambda match: match["what"] if _IS_MATHS.search(match["what"]) else match[0], text)
    if "\\" not in text:
        return text
    text = _ROOT.sub(r"sqrt(\g<what>)", _OVER.sub(_fraction, text))
    known = {**{name: name for name in _SYMBOLS.values()}, **_COMMANDS}
    return _COMMAND.sub(lambda match: known.get(match["name"], match[0]), text)


_SMALL_LABELS = (" p. ", " pp. ", " fig. ", " sec. ", " ch. ", " no. ", " eq. ")
"""Labels that differ from their long form in small letters alone."""
_SMALL_LABEL_WORDS = frozenset(label.strip() for label in _SMALL_LABELS)
_OF_PROSE = frozenset(".,;:!?'’\"“”")


def one_notation(baseline: str, candidate: str) -> str:
    """The candidate with the baseline's way to write whatever both write of the kinds above."""
    if baseline == candidate or max(len(baseline), len(candidate)) > LONGEST:
        return candidate
    ours, theirs = pieces(baseline), pieces(candidate)
    signs = rarities(apart(baseline, candidate))
    if not (_SMALL_LABEL_WORDS.isdisjoint(ours) and _SMALL_LABEL_WORDS.isdisjoint(theirs)) and any(
        label in baseline or label in candidate for label in _SMALL_LABELS
    ):
        signs |= {"#"}
    if signs <= _OF_PROSE:
        return candidate
    known = vocabulary(baseline) | rarities(baseline)
    for rule in _RULES:
        if (
            not rule.signs.isdisjoint(signs)
            and not (rule.needs and rule.needs.isdisjoint(known))
            and (rule.leap is None or rule.leap(baseline))
        ):
            candidate = _as_there(rule, baseline, candidate)
    return candidate


def _as_there(rule: _Rule, baseline: str, candidate: str) -> str:
    written: dict[str, list[str]] = {}
    for match in rule.pattern.finditer(baseline):
        if match[0]:
            written.setdefault(rule.form(match), []).append(match[0])
    if not written:
        return candidate
    own = {each for ways in written.values() for each in ways}

    def as_there(match: re.Match[str]) -> str:
        ways = written.get(rule.form(match)) if match[0] and match[0] not in own else None
        # Of "water" and H2O the one that begins alike stands for H₂O.
        return match[0] if ways is None else next((way for way in ways if way[0] == match[0][0]), ways[0])

    return rule.pattern.sub(as_there, candidate)
