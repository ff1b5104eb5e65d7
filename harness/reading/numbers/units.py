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
    ("$", 1, "$ dollar dollars usd us$ us-dollar us-dollars buck bucks"),
    ("$", 0.01, "cent cents"),
    ("€", 1, "€ euro euros eur"), ("£", 1, "£ gbp quid"), ("£", 0.01, "pence"),
    ("¥", 1, "¥ yen jpy 円"), ("元", 1, "元 yuan rmb cny"), ("chf", 1, "chf francs franken"),
    ("₹", 1, "₹ rupee rupees inr"), ("sek", 1, "sek kronor"), ("a$", 1, "a$ au$ aud"), ("c$", 1, "c$ ca$ cad"),
    ("nz$", 1, "nz$ nzd"), ("hk$", 1, "hk$ hkd"), ("s$", 1, "s$ sgd"), ("r$", 1, "r$ brl reais"),
    ("m", 1e-3, "mm millimeter millimeters millimetre millimetres"),
    ("m", 0.01, "cm centimeter centimeters centimetre centimetres zentimeter"),
    ("m", 1, "m meter meters metre metres mètre mètres metro metros"),
    ("m", 1000, "km kilometer kilometers kilometre kilometres kilometern kilómetro kilómetros kilomètres"),
    ("mile", 1, "mile miles mi meile meilen"), ("foot", 1, "foot feet ft"), ("foot", 1 / 12, "inch inches"),
    ("foot", 3, "yard yards yd yds"),
    ("g", 1e-6, "µg mcg microgram micrograms"), ("g", 1e-3, "mg milligram milligrams milligramm"),
    ("g", 1, "g gram grams gramm grammes gramos"),
    ("g", 1000, "kg kilogram kilograms kilogramm kilo kilos"), ("g", 1e6, "tonne tonnes t"),
    ("lb", 1, "lb lbs pound-weight"), ("lb", 1 / 16, "oz ounce ounces"),
    ("l", 1e-3, "ml milliliter milliliters millilitre millilitres"), ("l", 0.01, "cl"), ("l", 0.1, "dl"),
    ("l", 1, "l liter liters litre litres litro litros"),
    ("gallon", 1, "gallon gallons gal"), ("cup", 1, "cup cups"),
    ("tsp", 1, "tsp teaspoon teaspoons"), ("tsp", 3, "tbsp tablespoon tablespoons"),
    ("byte", 1, "byte bytes"), ("byte", 1e3, "kb kilobyte kilobytes"), ("byte", 1e6, "mb megabyte megabytes"),
    ("byte", 1e9, "gb gigabyte gigabytes"), ("byte", 1e12, "tb terabyte terabytes"),
    ("°c", 1, "°c celsius"), ("°f", 1, "°f fahrenheit"),
    ("w", 1, "w watt watts"), ("w", 1e3, "kw kilowatt kilowatts"), ("w", 1e6, "mw megawatt megawatts"),
    ("kwh", 1, "kwh"), ("v", 1, "v volt volts"), ("v", 1e3, "kv"), ("hz", 1, "hz hertz"), ("hz", 1e3, "khz"),
    ("hz", 1e6, "mhz"), ("hz", 1e9, "ghz"), ("kcal", 1, "kcal"), ("bar", 1, "bar"), ("psi", 1, "psi"),
    ("mph", 1, "mph"), ("mile", 1, "mile-long"), ("px", 1, "px pixel pixels"), ("dozen", 12, "dozen-of"),
)  # fmt: skip
UNITS: dict[str, tuple[str, float]] = {
    name: (base, factor) for base, factor, names in _LISTED for name in names.split()
}
"""Name in lower case → base unit, and how many of that one of it is."""
NOT_AFTER_A_WORD = frozenset(
    {"an", "t", "w", "v", "ore", "mes", "dia", "ora", "bar", "cup", "gal", "second", "quarter-year"}
)
"""Names that are also other words: units only beside digits, never as "a …" nor after a number word."""
MONEY = frozenset({"$", "€", "£", "¥", "元", "chf", "₹", "sek", "a$", "c$", "nz$", "hk$", "s$", "r$"})
KINDS = dict.fromkeys(MONEY, "money") | {
    "s": "time", "month": "time", "mile": "m", "foot": "m", "lb": "g", "gallon": "l", "cup": "l", "tsp": "l",
    "°f": "°c",
}  # fmt: skip
"""Base unit → what it measures, where that has several base units."""
METRIC = {"mile": ("m", 1609.344), "foot": ("m", 0.3048), "lb": ("g", 453.59237), "gallon": ("l", 3.785412)}
"""Base units of the other system in ours."""


def base_name(name: str) -> str:
    """One name for every spelling of a unit: "kilometers" and "km" are `km`; other words stay as they are."""
    return _FIRST.get(name, name)


_FIRST = {name: names.split()[0] for _, _, names in _LISTED for name in names.split()}
