"""Substances and blood groups by formula and by name: CO2 is carbon dioxide, "A positive" is A+."""

from __future__ import annotations

import re

_NAMES = {
    "CO2": "carbon dioxide", "CO": "carbon monoxide", "H2O": "water", "H2O2": "hydrogen peroxide",
    "NaCl": "sodium chloride", "KCl": "potassium chloride", "NH3": "ammonia", "CH4": "methane", "N2O": "nitrous oxide",
    "NO2": "nitrogen dioxide", "SO2": "sulfur dioxide", "HCl": "hydrochloric acid", "H2SO4": "sulfuric acid",
    "NaOH": "sodium hydroxide", "NaHCO3": "sodium bicarbonate", "CaCO3": "calcium carbonate", "O3": "ozone",
}  # fmt: skip
_FORMULAS = {name: formula for formula, name in _NAMES.items()} | {
    "sulphur dioxide": "SO2", "sulphuric acid": "H2SO4", "baking soda": "NaHCO3", "bicarbonate of soda": "NaHCO3",
}  # fmt: skip
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def _either_case(name: str) -> str:
    return rf"[{name[0].upper()}{name[0]}]{name[1:]}"


def _either_digits(formula: str) -> str:
    return re.sub("[0-9]", lambda digit: f"[{digit[0]}{chr(ord('₀') + int(digit[0]))}]", formula)


SUBSTANCE = (
    rf"(?<![\w-])(?:(?P<formula>{'|'.join(map(_either_digits, sorted(_NAMES, key=len, reverse=True)))})"
    rf"|(?P<name>{'|'.join(map(_either_case, sorted(_FORMULAS, key=len, reverse=True)))}))(?![\w-])"
)
"""A formula, or the name of what it stands for."""
_PARTS = (
    "xide", "ater", "loride", "mmonia", "ethane", " acid", "arbonate", "zone", " soda", "CO", "H2", "H₂", "NaC", "NaO",
    "NaH", "KCl", "NH", "CH", "N2O", "N₂O", "NO", "SO", "HCl", "O3", "O₃",
)  # fmt: skip


def may_name_a_substance(text: str) -> bool:
    """Whether a part stands there that a match of SUBSTANCE has, which is told sooner."""
    return any(part in text for part in _PARTS)


BLOOD_GROUP = (
    r"(?<![\w'’-])(?P<group>AB|A|B|O|0) ?(?:(?P<plus>\+|[Pp]ositive|[Pp]os\.?)|(?P<minus>[-−–]|[Nn]egative|[Nn]eg\.?))"
    r"(?![\w+=>-]|(?<=[a-z]) (?!and|or|but|with|blood|for|is|because)[a-z])"
)


def formula(match: re.Match[str]) -> str:
    """A match of SUBSTANCE in its one form: `CO2`."""
    return _FORMULAS[match["name"].lower()] if match["name"] else match["formula"].translate(_LOWERED)


def blood_group(match: re.Match[str]) -> str:
    """A match of BLOOD_GROUP in its one form: `O-`."""
    return match["group"].replace("0", "O") + ("+" if match["plus"] else "-")
