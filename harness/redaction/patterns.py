"""What is taken for a key or for personal data, one pattern a form.

Forms of keys are those that vendors document or print. A long token of mixed letters and digits, or of hexadecimal
digits, counts as a key though it may be an id or a digest: nothing tells them apart, and a key that stays does harm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from harness.redaction.numbers import is_card, is_iban

Kind = Literal["key", "e-mail", "IBAN", "card", "SSN", "phone"]


_GROUP = re.compile(r"[^\s-]+")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A form of something to take out. `hints` are signs without which it cannot be there, any of them is enough;
    `holds` decides in the end. The group `secret` is what is replaced, the whole where there is none. With `in_groups`
    the form finds groups of signs, of which those that stand side by side may be it.
    """

    kind: Kind
    form: re.Pattern[str]
    hints: tuple[str, ...] = ()
    holds: Callable[[str], bool] = lambda _: True
    in_groups: bool = False

    def matches(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands: begin and end."""
        if self.hints and not any(hint in text for hint in self.hints):
            return
        part = "secret" if "secret" in self.form.groupindex else 0
        for match in self.form.finditer(text):
            if self.in_groups:
                yield from self._runs(match)
            elif match.start(part) >= 0 and self.holds(match[part]):
                yield match.span(part)

    def _runs(self, match: re.Match[str]) -> Iterator[tuple[int, int]]:
        """A number may have others before and behind it: `4111 1111 1111 1111 12/27`."""
        # The longest run that holds wins, from every group on: a card's number with its date behind is no number of a
        # card as a whole, and a regular expression cannot compute the check digit that tells where it ends.
        groups = [(group.start() + match.start(), group.end() + match.start()) for group in _GROUP.finditer(match[0])]
        first = 0
        while first < len(groups):
            begin = groups[first][0]
            ends = (
                last for last in range(len(groups), first, -1) if self.holds(match.string[begin : groups[last - 1][1]])
            )
            last = next(ends, None)
            if last is not None:
                yield begin, groups[last - 1][1]
            first = last or first + 1


SECRET_NAME = re.compile(
    r"(?i)^(?:[\w.-]*[_.-])?(?:api[_-]?key|apikey|secret|client[_-]?secret|token|access[_-]?token|refresh[_-]?token"
    r"|auth[_-]?token|id[_-]?token|password|passwd|pwd|passphrase|authorization|credentials?|private[_-]?key"
    r"|access[_-]?key(?:[_-]?id)?|secret[_-]?access[_-]?key|x-api-key|cookie|set-cookie)$"
)
"""Names under which an object holds a secret, whatever its value looks like."""

_PREFIXED = (
    # models and their tools
    r"sk-[A-Za-z0-9_-]{16,}", r"AIza[A-Za-z0-9_-]{30,}", r"gsk_[A-Za-z0-9]{20,}", r"xai-[A-Za-z0-9_-]{20,}",
    r"pplx-[A-Za-z0-9]{20,}", r"hf_[A-Za-z0-9]{20,}", r"r8_[A-Za-z0-9]{20,}", r"nvapi-[A-Za-z0-9_-]{20,}",
    r"fw_[A-Za-z0-9]{20,}", r"tgp_v1_[A-Za-z0-9_-]{20,}", r"csk-[A-Za-z0-9]{20,}", r"lsv2_(?:pt|sk)_[A-Za-z0-9_]{20,}",
    r"pk-lf-[A-Za-z0-9-]{20,}", r"voyage-[A-Za-z0-9_-]{30,}", r"jina_[A-Za-z0-9_-]{30,}", r"tvly-[A-Za-z0-9-]{16,}",
    r"wandb_v1_[A-Za-z0-9_]{20,}", r"ABSK[A-Za-z0-9+/=]{40,}", r"bedrock-api-key-[A-Za-z0-9+/=]{20,}",
    # clouds
    r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}", r"ya29\.[A-Za-z0-9_-]{20,}", r"GOCSPX-[A-Za-z0-9_-]{20,}",
    r"do[opr]_v1_[a-f0-9]{40,}", r"dapi[a-f0-9]{32}(?:-\d)?", r"hv[bs]\.[A-Za-z0-9_-]{20,}",
    r"(?<![A-Za-z0-9])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}", r"AGE-SECRET-KEY-1[A-Z0-9]{50,}",
    # code and its registries
    r"gh[opsur]_[A-Za-z0-9]{20,}",
    r"github_pat_[A-Za-z0-9_]{20,}", r"gl(?:pat|dt|rt|ft|cbt|ptt|soat)-[A-Za-z0-9_.-]{20,}",
    r"npm_[A-Za-z0-9]{20,}", r"pypi-[A-Za-z0-9_-]{30,}", r"rubygems_[a-f0-9]{40,}", r"dckr_pat_[A-Za-z0-9_-]{20,}",
    r"ATATT3[A-Za-z0-9_=-]{20,}", r"ATBB[A-Za-z0-9]{28,}",
    r"lin_api_[A-Za-z0-9]{30,}", r"(?:secret|ntn)_[A-Za-z0-9]{40,}",
    r"figd_[A-Za-z0-9_-]{30,}", r"sntry[su]_[A-Za-z0-9_=+/-]{30,}", r"glsa_[A-Za-z0-9_]{30,}", r"NRAK-[A-Z0-9]{20,}",
    r"sbp_[a-f0-9]{40}", r"vercel_[A-Za-z0-9]{20,}", r"FlyV1 [A-Za-z0-9_,+/=-]{30,}",
    # money, mail, messages
    r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}", r"whsec_[A-Za-z0-9+/=]{20,}", r"sq0[a-z]{3}-[A-Za-z0-9_-]{20,}",
    r"EAAA[A-Za-z0-9_-]{40,}", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}", r"xox[abeoprs]-[A-Za-z0-9-]{10,}",
    r"xapp-[A-Za-z0-9-]{20,}", r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    r"key-[a-f0-9]{32}", r"[SA][KC][a-f0-9]{32}",
    r"(?<!\d)\d{8,10}:AA[A-Za-z0-9_-]{33}", r"[MNO][A-Za-z0-9_-]{23,25}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}",
    r"EZ[AT]K[A-Za-z0-9]{50,}", r"re_[A-Za-z0-9_]{30,}",
    r"mlsn\.[a-f0-9]{60,}", r"xkeysib-[a-f0-9]{60,}-[A-Za-z0-9]{16}",
)  # fmt: skip

_PEM = r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\Z)"
_JWT = r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,3}"
_WEBHOOK = r"https://(?:hooks\.slack\.com/(?:services|workflows)|discord(?:app)?\.com/api/webhooks)/[\w/-]{20,}"
_IN_URL = r"[a-z][a-z0-9+.-]{1,20}://[^\s:/@\"'<>]{0,80}:(?P<secret>[^\s/@\"'<>]{3,200})@"
_IN_QUERY = (
    r"(?i)[?&](?:key|sig|signature|token|access_token|api_?key|client_secret|code|password)="
    r"(?P<secret>[^&#\s\"'<>]{8,})"
)
_HEADER = r"(?i)\b(?:bearer|basic|token|apikey)[ \t]+(?P<secret>[A-Za-z0-9._~+/-]{16,}={0,2})"
_AUTHORIZATION = (
    r"(?i)\bauthorization\\?[\"']?\s{0,3}[:=]\s{0,3}\\?[\"']?(?:(?:bearer|basic|digest|token|apikey)\s+)?"
    r"(?P<secret>(?!bearer|basic|digest|token|apikey|\[)[^\s\"'\\,;]{6,})"
)
_LABELLED = (
    r"(?i)(?:api[_ -]?key|apikey|secret(?:[_ -]?(?:access[_ -]?)?key)?|client[_-]?secret|[_-]token|\btoken|password"
    r"|passwd|passphrase|\bpwd|\bpw|authorization|access[_ -]?key|credentials?|subscription[_-]?key|account[_-]?key"
    r"|shared[_-]?access[_-]?key)\\?[\"']?\s{0,3}(?:[:=]|=>|\bis\b)\s{0,3}\\?[\"']?"
    r"(?P<secret>[^\s\"'\\,;<>\[\](){}]{6,300})"
)
# From 32 digits, which are 128 bits; ids of commits (40) and digests of files (64) fall under it, too: see above.
_HEX = r"(?<![A-Za-z0-9_-])(?:[a-f0-9]{32,128}|[A-F0-9]{32,128})(?![A-Za-z0-9_-])"
# UUIDs are long enough for it (36 signs), but have letters of one case only, and `_is_mixed` lets them stay.
_RANDOM = r"(?<![A-Za-z0-9_+/=.-])[A-Za-z0-9_+/-]{28,512}={0,2}(?![A-Za-z0-9_+/=-])"


def _is_mixed(token: str) -> bool:
    """Words, paths and dates are no keys: a key of so many characters has capitals, small letters and digits."""
    kinds = [any(map(test, token)) for test in (str.isdigit, str.isupper, str.islower)]
    longest_word = max(map(len, re.findall(r"[a-z]+|[A-Z]+", token)), default=0)
    # A run of twelve letters in one case is a word: in a random token of 40 signs chance makes one in about a thousand.
    # Paths have more slashes than that, and a single digit is common in names.
    return all(kinds) and sum(map(str.isdigit, token)) > 1 and longest_word < 12 and token.count("/") < len(token) / 12  # noqa: PLR2004


def _are_no_words(value: str) -> bool:
    """`token classification-models` is prose."""
    return not re.fullmatch(r"[^\W\d_]+(?:[-_/.~+]+[^\W\d_]+)*", value)


def _is_secret(value: str) -> bool:
    """After `password:` a word may be prose; what has a digit or a sign among letters is not."""
    plain = value.rstrip(".!?")
    return not plain.isalpha() and not plain.startswith(("$", "{", "%", "http")) and any(map(str.isalnum, plain))


PATTERNS: tuple[Pattern, ...] = (
    Pattern("key", re.compile(_PEM), ("PRIVATE KEY",)),
    Pattern("key", re.compile(_WEBHOOK), ("https://",)),
    Pattern("key", re.compile(_IN_URL), ("://",)),
    Pattern("key", re.compile(_IN_QUERY), ("=",)),
    Pattern("key", re.compile(_JWT), ("eyJ",)),
    Pattern("key", re.compile(r"(?<![A-Za-z0-9])(?:" + "|".join(_PREFIXED) + ")")),
    Pattern("key", re.compile(_AUTHORIZATION)),
    Pattern("key", re.compile(_HEADER), (), _are_no_words),
    Pattern("key", re.compile(_LABELLED), (":", "=", " is "), _is_secret),
    Pattern("key", re.compile(_HEX)),
    Pattern("key", re.compile(_RANDOM), (), _is_mixed),
    Pattern("e-mail", re.compile(r"(?<![\w.%+-])[\w.%+'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}\b"), ("@",)),
    Pattern("IBAN", re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{1,34}){1,12}"), (), is_iban, in_groups=True),
    Pattern("card", re.compile(r"(?<![\w.])\d+(?:[ -]\d+){0,12}"), (), is_card, in_groups=True),
    Pattern("SSN", re.compile(r"(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])"), ("-",)),
    Pattern("phone", re.compile(r"(?<![\w+.])\+\d{1,3}(?:[ ./()-]{0,2}\d){6,13}(?!\d)"), ("+",)),
    Pattern("phone", re.compile(r"(?<![\d.])(?<!\d )00[1-9](?:[ ./()-]{0,2}\d){8,13}(?!\d)"), ("00",)),
    Pattern("phone", re.compile(r"(?<![\d.-])(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\d.-]?\d)")),
    Pattern(
        "phone", re.compile(r"(?<![\d.,/-])(?<!\d )\(?0[1-9]\d{1,4}\)?[ /-]{1,2}\d{3,4}(?:[ -]?\d{2,4}){1,2}"
            r"(?![\d.,/-]?\d)"), ("0",)
    ),
    Pattern("phone", re.compile(r"(?<![\d.,/-])(?<!\d )0[1-9](?:[ .]\d{2}){4}(?![\d.,/-]?\d)"), ("0",)),
    Pattern(
        "phone",
        re.compile(
            r"(?i)\b(?:phone|tel|telephone|telefon|mobile|mobil|cell|handy|fax|whatsapp|call me (?:at|on))"
            r"(?:[ _-]?(?:number|no|nr))?\\?[\"']?\.?\s{0,2}(?:[:=]|\bis\b)?\s{0,2}\\?[\"']?"
            r"(?P<secret>\d(?:[ ./()-]{0,2}\d){6,14})"
        ),
    ),
)  # fmt: skip
"""In the order in which they are looked for: what one has taken the next no longer sees."""
