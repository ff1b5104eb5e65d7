"""Units of measure and currencies, each with its base unit and what one of it is in that: the only such table."""

from __future__ import annotations

from collections.abc import Iterable

_LISTED: Iterable[tuple[str, float, str]] = (
    ("s", 1e-3, "ms millisecond milliseconds"),
    ("s", 1, "s sec secs second seconds sekunde sekunden seconde secondes segundo segundos 秒"),
    ("s", 60, "min mins minute minutes minuten minuto minutos minuti 分钟 分鐘 分"),
    ("s", 3600, "h hr hrs hour hours stunde stunden heure heures hora horas ora ore uur 小时 小時 時間"),
    ("s", 86400, "day days tag tage tagen jour jours día días dia dias giorno giorni dag dagen 天 日間"),
    ("s", 604800, "week weeks wk wks woche wochen semaine semaines semana semanas settimana settimane weken 周 週間"),
    ("s", 1209600, "fortnight fortnights"),
    ("month", 1, "month months monat monate monaten mois mes meses mese mesi maand maanden 个月 ヶ月 か月"),
    ("month", 12, "year years yr yrs jahr jahre jahren an ans année années año años anno anni jaar 年"),
    ("month", 3, "quarter-year trimester"),
    ("month", 120, "decade decades"),
    ("%", 1, "% percent percentage pct prozent pourcent por-ciento"),
    ("%", 0.1, "‰ promille"), ("bp", 0.01, "bps"), ("pp", 1, "pp"),
    ("ppm", 1, "ppm"), ("ppm", 1e-3, "ppb"),
    ("$", 1, "$ dollar dollars usd us$ us-dollar us-dollars buck bucks"),
    ("$", 0.01, "cent cents"),
    ("€", 1, "€ euro euros eur"), ("£", 1, "£ gbp quid"), ("£", 0.01, "pence"),
    ("¥", 1, "¥ yen jpy 円"), ("元", 1, "元 yuan rmb cny"), ("chf", 1, "chf francs franken"),
    ("₹", 1, "₹ rupee rupees inr"), ("sek", 1, "sek kronor"), ("nok", 1, "nok"), ("dkk", 1, "dkk"), ("kr", 1, "kr"),
    ("pln", 1, "pln zł zloty"), ("$", 0.01, "¢"), ("a$", 1, "a$ au$ aud"), ("c$", 1, "c$ ca$ cad"),
    ("nz$", 1, "nz$ nzd"), ("hk$", 1, "hk$ hkd"), ("s$", 1, "s$ sgd"), ("r$", 1, "r$ brl reais"),
    ("m", 1e-9, "nm nanometer nanometers nanometre nanometres"), ("m", 1852, "nmi"),
    ("m", 1e-3, "mm millimeter millimeters millimetre millimetres"),
    ("m", 0.01, "cm centimeter centimeters centimetre centimetres zentimeter"),
    ("m", 1, "m meter meters metre metres mètre mètres metro metros"),
    ("m", 1000, "km kilometer kilometers kilometre kilometres kilometern kilómetro kilómetros kilomètres"),
    ("mile", 1, "mile miles mi meile meilen"), ("foot", 1, "foot feet ft"), ("foot", 1 / 12, "inch inches"),
    ("foot", 3, "yard yards yd yds"),
    ("g", 1e-6, "µg μg mcg microgram micrograms"), ("g", 1e-3, "mg milligram milligrams milligramm"),
    ("g", 1, "g gram grams gramm grammes gramos"),
    ("g", 1000, "kg kilogram kilograms kilogramm kilo kilos"), ("g", 1e6, "tonne tonnes t"),
    ("lb", 1, "lb lbs pound-weight"), ("lb", 1 / 16, "oz ounce ounces"), ("pound", 1, "pound pounds"),
    ("floz", 1, "floz fluidounce fluidounces"),
    ("l", 1e-3, "ml milliliter milliliters millilitre millilitres"), ("l", 0.01, "cl"), ("l", 0.1, "dl"),
    ("l", 1, "l liter liters litre litres litro litros"),
    ("gallon", 1, "gallon gallons gal"), ("cup", 1, "cup cups"),
    ("tsp", 1, "tsp teaspoon teaspoons"), ("tsp", 3, "tbsp tablespoon tablespoons"),
    ("byte", 1, "byte bytes"), ("byte", 1e3, "kb kilobyte kilobytes"), ("byte", 1e6, "mb megabyte megabytes"),
    ("byte", 1e9, "gb gigabyte gigabytes"), ("byte", 1e12, "tb terabyte terabytes"),
    ("byte", 1024, "kib kibibyte kibibytes"), ("byte", 1024**2, "mib mebibyte mebibytes"),
    ("byte", 1024**3, "gib gibibyte gibibytes"), ("byte", 1024**4, "tib tebibyte tebibytes"),
    ("bit", 1, "bit bits"), ("bit", 1e3, "kbit kilobit kilobits"), ("bit", 1e6, "mbit megabit megabits"),
    ("bit", 1e9, "gbit gigabit gigabits"), ("bit/s", 1e3, "kbps"), ("bit/s", 1e6, "mbps"), ("bit/s", 1e9, "gbps"),
    ("°c", 1, "°c celsius"), ("°f", 1, "°f fahrenheit"), ("kelvin", 1, "kelvin"), ("deg", 1, "° degree degrees grad"),
    ("w", 1, "w watt watts"), ("w", 1e3, "kw kilowatt kilowatts"), ("w", 1e6, "mw megawatt megawatts"),
    ("w", 1e9, "gw gigawatt gigawatts"), ("wh", 1, "wh"), ("wh", 1e3, "kwh"), ("wh", 1e6, "mwh"), ("wh", 1e9, "gwh"),
    ("j", 1, "joule joules"), ("j", 1e3, "kj kilojoule kilojoules"), ("j", 1e6, "mj megajoule megajoules"),
    ("amp", 1, "amp amps ampere amperes"), ("amp", 1e-3, "ma milliamp milliamps"), ("ah", 1, "ah"), ("ah", 1e-3, "mah"),
    ("ohm", 1, "ω ohm ohms"), ("ohm", 1e3, "kω kiloohm"), ("farad", 1e-12, "pf"), ("farad", 1e-9, "nf"),
    ("farad", 1e-6, "µf μf uf"),
    ("v", 1, "v volt volts"), ("v", 1e3, "kv"), ("v", 1e-3, "mv"), ("hz", 1, "hz hertz"), ("hz", 1e3, "khz"),
    ("hz", 1e6, "mhz"), ("hz", 1e9, "ghz"), ("kcal", 1, "kcal"), ("bar", 1, "bar"), ("bar", 1e-3, "mbar"),
    ("psi", 1, "psi"), ("pa", 1, "pa pascal"), ("pa", 100, "hpa"), ("pa", 1e3, "kpa"), ("mmhg", 1, "mmhg"),
    ("mol", 1, "mol mole moles"), ("mol", 1e-3, "mmol"), ("mol", 1e-6, "µmol μmol"),
    ("m/s", 1 / 3.6, "kph kmh"), ("mph", 1, "mph"), ("knot", 1, "knot knots"),
    ("m2", 1, "sqm qm"), ("foot2", 1, "sqft"), ("m2", 1e4, "hectare hectares"), ("acre", 1, "acre acres"),
    ("mile", 1, "mile-long"), ("px", 1, "px pixel pixels"), ("dozen", 12, "dozen-of"),
)  # fmt: skip
UNITS: dict[str, tuple[str, float]] = {
    name: (base, factor) for base, factor, names in _LISTED for name in names.split()
}
"""Name in lower case → base unit, and how many of that one of it is."""
CASED: dict[str, tuple[str, float]] = {
    "Kb": ("bit", 1e3), "Mb": ("bit", 1e6), "Gb": ("bit", 1e9), "Tb": ("bit", 1e12), "A": ("amp", 1.0),
    "K": ("kelvin", 1.0), "C": ("°c", 1.0), "F": ("°f", 1.0), "mW": ("w", 1e-3), "MΩ": ("ohm", 1e6),
    "M\u2126": ("ohm", 1e6), "J": ("j", 1.0), "MV": ("v", 1e6), "Pa": ("pa", 1.0), "MPa": ("pa", 1e6),
    "NM": ("m", 1852.0), "Nm": ("newton-metre", 1.0),
}  # fmt: skip
"""Symbols in which a capital counts: 10 Mb are bits and 10 MB bytes. In small letters both are read as bytes."""
NOT_AFTER_A_WORD = frozenset(
    {
        "an",
        "t",
        "w",
        "v",
        "ore",
        "mes",
        "dia",
        "ora",
        "bar",
        "cup",
        "gal",
        "second",
        "quarter-year",
        "ma",
        "ah",
        "bit",
        "mole",
        "moles",
        "qm",
        "pp",
        "pa",
        "grad",
        "degree",
        "degrees",
    }
)
"""Names that are also other words: units only beside digits, never as "a …" nor after a number word."""
MONEY = frozenset({
    "$", "€", "£", "¥", "元", "chf", "₹", "sek", "nok", "dkk", "kr", "pln", "a$", "c$", "nz$", "hk$", "s$", "r$",
})  # fmt: skip
_EXTENTS = "m m2 m3 mile mile2 foot foot2 foot3 acre l gallon cup tsp floz".split()  # noqa: SIM905
KINDS = dict.fromkeys(MONEY, "money") | dict.fromkeys(_EXTENTS, "extent") | {
    "s": "time", "month": "time", "lb": "g", "°f": "°c", "kelvin": "°c", "pp": "%", "bp": "%", "ppm": "%", "share": "%",
    "bit": "byte", "mph": "m/s", "knot": "m/s", "psi": "pa", "bar": "pa", "mmhg": "pa",
    "wh": "j", "kcal": "j", "w": "j",
}  # fmt: skip
"""Base unit → what it measures, where that has several base units."""
METRIC = {
    "mile": ("m", 1609.344), "foot": ("m", 0.3048), "lb": ("g", 453.59237), "gallon": ("l", 3.785412),
    "pound": ("g", 453.59237), "floz": ("l", 0.0295735), "ppm": ("%", 1e-4), "bp": ("%", 1.0),
    "mph": ("m/s", 0.44704), "knot": ("m/s", 0.514444), "bar": ("pa", 1e5), "psi": ("pa", 6894.757),
    "mmhg": ("pa", 133.3224), "wh": ("j", 3600.0), "kcal": ("j", 4184.0), "acre": ("m2", 4046.856),
    "foot2": ("m2", 0.09290304), "mile2": ("m2", 2589988.0), "m3": ("l", 1000.0), "foot3": ("l", 28.31685),
    "byte": ("bit", 8.0), "byte/s": ("bit/s", 8.0),
}  # fmt: skip
"""Base units of the other system in ours."""


_PER = frozenset({"bit", "byte", "m", "mile", "foot", "g", "l", "gallon", "mol", "w", "px", "kcal", "lb", "wh", "j"})
_POWERS = {"²": 2, "^2": 2, "2": 2, "³": 3, "^3": 3, "3": 3, "square": 2, "sq": 2, "cubic": 3}


def measure(name: str, exact: str, power: str, per: str) -> tuple[str, float] | None:
    """Base and factor of a unit in lower case (`exact`: as written), squared or cubed, by another: "km", "", "h".

    None where there is no such unit; a second unit that none is measured by is left aside.
    """
    found = CASED.get(exact) or UNITS.get(name)
    if found is None:
        return None
    base, factor = found
    if power:
        if base not in ("m", "foot", "mile"):
            return None
        base, factor = f"{base}{_POWERS[power]}", factor ** _POWERS[power]
    by = UNITS.get(per)
    if by is not None and base in _PER:
        base, factor = f"{base}/{by[0]}", factor / by[1]
    return base, factor


def base_name(name: str) -> str:
    """One name for every spelling of a unit: "kilometers" and "km" are `km`; other words stay as they are."""
    return _FIRST.get(name, name)


_FIRST = {name: names.split()[0] for _, _, names in _LISTED for name in names.split()}
