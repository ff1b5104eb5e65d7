"""Names in German, where every noun has a capital: places by a table, people behind a title ("Frau Keller")."""

from __future__ import annotations

import re
from functools import lru_cache

PLACES = frozenset(
    """Berlin Hamburg München Köln Frankfurt Stuttgart Düsseldorf Leipzig Dortmund Bremen Dresden Hannover Nürnberg
    Duisburg Bochum Wuppertal Bielefeld Bonn Münster Mannheim Karlsruhe Augsburg Wiesbaden Mönchengladbach Gelsenkirchen
    Aachen Braunschweig Kiel Chemnitz Magdeburg Freiburg Krefeld Mainz Lübeck Erfurt Rostock Kassel Potsdam Saarbrücken
    Oldenburg Heidelberg Darmstadt Regensburg Würzburg Göttingen Ulm Jena Trier Weimar Konstanz Passau Bamberg Cottbus
    Schwerin Flensburg Wien Graz Linz Salzburg Innsbruck Klagenfurt Bregenz Zürich Bern Basel Genf Lausanne Luzern
    Winterthur Lugano Vaduz Paris London Rom Madrid Lissabon Brüssel Amsterdam Rotterdam Prag Warschau Krakau Budapest
    Kopenhagen Stockholm Oslo Helsinki Athen Dublin Mailand Venedig Neapel Florenz Barcelona Straßburg Lyon Marseille
    Luxemburg Moskau Kiew Istanbul Ankara Belgrad Zagreb Sofia Bukarest Riga Tokio Peking Shanghai Delhi Kairo Sydney
    Boston Chicago Washington Toronto Deutschland Österreich Schweiz Frankreich Italien Spanien Portugal Belgien
    Niederlande Niederlanden Dänemark Schweden Norwegen Finnland Polen Tschechien Slowakei Ungarn Griechenland Türkei
    England Schottland Irland Großbritannien Russland Ukraine China Japan Indien Kanada Mexiko Brasilien Argentinien
    Ägypten Südafrika Australien Europa Asien Afrika Amerika Bayern Hessen Sachsen Thüringen Brandenburg Niedersachsen
    Saarland Tirol Kärnten Steiermark Vorarlberg""".split()  # noqa: SIM905
)
"""Cities, countries and states as German writes them; none that is a common noun, too (Essen, Halle, Baden)."""
_TITLED = re.compile(r"\b(?:Herrn?|Frau|Familie|Dr\.|Prof\.)(?: (?:Dr|Prof)\.)* (?P<name>[A-ZÄÖÜ][a-zäöüß-]+)")
_WORD = re.compile(r"\b[A-ZÄÖÜ][a-zäöüß]+\b")


@lru_cache(maxsize=512)
def names(sentence: str) -> tuple[str, ...]:
    """Each once, in order: places first, then people."""
    places = (word for word in _WORD.findall(sentence) if word in PLACES)
    return tuple(dict.fromkeys((*places, *(match["name"] for match in _TITLED.finditer(sentence)))))
