"""Which language a text is in: told by words that the others lack."""

from __future__ import annotations

import pytest

from harness.guards.language import differences
from harness.model.exchange import Response
from harness.reading.languages import language


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Mesa con mantel azul en la cocina.", "Armarios de madera en la cocina."),
        ("Una mujer corta un vegetal.", "Una mujer está cortando una planta."),
        ("Dos chicos están hablando por teléfono.", "Una mujer está hablando por teléfono."),
        ("Une fille chante et joue de la guitare.", "Un jeune homme chante tout en jouant de la guitare."),
        ("Un bus monte une côte sur une route de campagne.", "Un bus de course conduit le long d'un chemin de terre."),
        ("Una persona sta mescolando acqua e farina.", "Una persona sta facendo l'autostop su una strada."),
    ],
)
def test_sentences_of_one_language_are_in_no_other(ours, theirs):
    assert not differences(Response(text=ours), Response(text=theirs), None)
    assert not differences(Response(text=theirs), Response(text=ours), None)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("English", "The parcel will arrive in two days, and you can pick it up at the station."),
        ("Spanish", "El paquete llegará en dos días y se puede recoger en la estación, pero no en la tienda."),
        ("French", "Le colis arrivera dans deux jours et vous pouvez le retirer à la gare, mais pas au magasin."),
        (
            "Italian",
            "Il pacco arriverà tra due giorni e si può ritirare alla stazione, ma non nel negozio di via Roma.",
        ),
        ("Portuguese", "O pacote chega em dois dias e pode ser levantado na estação, mas não na loja do centro."),
        ("German", "Das Paket kommt in zwei Tagen und kann auf dem Bahnhof abgeholt werden, aber nicht im Laden."),
        ("Dutch", "Het pakket komt over twee dagen en kan op het station worden opgehaald, maar niet in de winkel."),
    ],
)
def test_a_sentence_or_two_tell_their_language(name, text):
    assert language(text) == name
