"""Numbers that prove themselves: the check digits of payment cards and bank accounts."""

from __future__ import annotations

import re

_ISSUERS = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3[68]|30[0-5]"), (14,)),
    (re.compile(r"6011|65|64[4-9]|62|35"), (16, 17, 18, 19)),
    (re.compile(r"50|5[6-8]|6[037]"), (13, 14, 15, 16, 17, 18, 19)),
)
"""How the numbers of a scheme begin, and how many digits they have."""
_IBAN_LENGTHS = range(15, 35)


def is_card(text: str) -> bool:
    """Whether the digits are a payment card's: of a scheme's range and length, Luhn's check digit (ISO/IEC 7812)."""
    digits = [int(sign) for sign in text if sign.isdecimal()]
    if not any(len(digits) in lengths and form.match("".join(map(str, digits))) for form, lengths in _ISSUERS):
        return False
    # The range comes first because Luhn alone is weak: one random number in ten passes it, order numbers among them.
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def is_iban(text: str) -> bool:
    """Whether it is an account number by its check digits (ISO 13616: modulo 97 is 1)."""
    plain = re.sub(r"[\s-]", "", text).upper()
    if len(plain) not in _IBAN_LENGTHS or not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]+", plain):
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1
