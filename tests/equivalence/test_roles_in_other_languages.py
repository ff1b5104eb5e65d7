"""Who does what to whom, what is on and what is off, and names, in German, French, Spanish, Italian, Portuguese, Dutch."""

from __future__ import annotations

import pytest
from both_ways import assert_different, assert_same

DIFFERENT = """
    Le chien mord le chat. / Le chat mord le chien.
    Licht an / Licht aus
    Das Licht ist an. / Das Licht ist aus.
    Die Hauptstadt ist Berlin. / Die Hauptstadt ist Bonn.
    Die Sitzung findet in Berlin statt. / Die Sitzung findet in Bonn statt.
    Wir treffen uns am Montag in Berlin. / Wir treffen uns am Montag in Bonn.
    El perro muerde al gato. / El gato muerde al perro.
    Il cane morde il gatto. / Il gatto morde il cane.
    La banque paie le client. / Le client paie la banque.
    Der Hund beißt den Mann. / Der Mann beißt den Hund.
    Der Lehrer lobt den Schüler. / Der Schüler lobt den Lehrer.
    O cão morde o gato. / O gato morde o cão.
    De hond bijt de kat. / De kat bijt de hond.
    La mère appelle la fille. / La fille appelle la mère.
    Der Zug fährt nach Köln. / Der Zug fährt nach Bremen.
    Die Heizung ist an. / Die Heizung ist aus.
    Mach die Tür auf. / Mach die Tür zu.
    La lumière est allumée. / La lumière est éteinte.
    La luz está encendida. / La luz está apagada.
    Das Gerät ist eingeschaltet. / Das Gerät ist ausgeschaltet.
    Unser Ansprechpartner ist Herr Schmidt. / Unser Ansprechpartner ist Herr Weber.
    Das Treffen mit unseren Partnern findet am kommenden Dienstag um zehn Uhr in Berlin statt. / Das Treffen mit unseren Partnern findet am kommenden Dienstag um zehn Uhr in Bonn statt.
    Bitte schicken Sie die unterschriebenen Unterlagen bis Ende des Monats an unser Büro in Hamburg. / Bitte schicken Sie die unterschriebenen Unterlagen bis Ende des Monats an unser Büro in Dresden.
    Der Vertrag wurde von Frau Keller im Namen der Firma und ihrer beiden Töchter in Wien unterschrieben. / Der Vertrag wurde von Frau Lange im Namen der Firma und ihrer beiden Töchter in Wien unterschrieben.
    Die Lampe im Flur ist noch an. / Die Lampe im Flur ist noch aus.
    Bitte schalten Sie das Gerät ein. / Bitte schalten Sie das Gerät aus.
    Das Fenster ist auf. / Das Fenster ist zu.
    L'homme suit le chien. / Le chien suit l'homme.
    Le loup a mangé la chèvre. / La chèvre a mangé le loup.
    El abogado demandó al banco. / El banco demandó al abogado.
    La empresa compró el banco. / El banco compró la empresa.
    Il gatto insegue il topo. / Il topo insegue il gatto.
    De leraar prijst de leerling. / De leerling prijst de leraar.
    A empresa processou o banco. / O banco processou a empresa.
    Le chat est plus grand que le chien. / Le chien est plus grand que le chat.
    Het licht is aan. / Het licht is uit.
    De deur is open. / De deur is dicht.
    La réunion avec nos partenaires aura lieu mardi prochain à dix heures dans nos bureaux de Lyon. / La réunion avec nos partenaires aura lieu mardi prochain à dix heures dans nos bureaux de Lille.
    Le vendeur trompe l'acheteur. / L'acheteur trompe le vendeur.
    Les élèves aident les maîtres. / Les maîtres aident les élèves.
    El tren espera al autobús. / El autobús espera al tren.
    La figlia chiama la madre. / La madre chiama la figlia.
    Ein Arzt in Leipzig hat Frau Braun untersucht. / Ein Arzt in Leipzig hat Frau Weiss untersucht.
    Die Heizung bleibt nachts aus. / Die Heizung bleibt nachts an.
    Die Firma zieht nach Österreich. / Die Firma zieht nach Polen.
    Komm bitte rein. / Komm bitte raus.
    La vaca sigue al toro. / El toro sigue a la vaca.
    De radio staat aan. / De radio staat uit.
"""
SAME = """
    Le chien mord le chat. / Le chat est mordu par le chien.
    Der Hund beißt den Mann. / Den Mann beißt der Hund.
    Die Sitzung findet in Berlin statt. / In Berlin findet die Sitzung statt.
    Das Licht ist an. / Das Licht ist eingeschaltet.
    La mère et la fille chantent. / La fille et la mère chantent.
    Die Hauptstadt ist Berlin. / Berlin ist die Hauptstadt.
    Wir treffen uns am Montag in Berlin. / Am Montag treffen wir uns in Berlin.
    Der Zug fährt nach Köln. / Nach Köln fährt der Zug.
    Hunde und Katzen sind erlaubt. / Katzen und Hunde sind erlaubt.
    Le client paie la banque. / C'est le client qui paie la banque.
    Den Mann beißt der Hund. / Der Hund beißt den Mann.
    Le père et la mère dorment. / La mère et le père dorment.
    Le chat joue avec le chien. / Le chien joue avec le chat.
    Le directeur est le père. / Le père est le directeur.
    Das Treffen findet am Dienstag in Berlin statt. / Am Dienstag findet das Treffen in Berlin statt.
    Bitte schalten Sie das Gerät ein. / Bitte schalten Sie das Gerät an.
    El lunes abre el banco. / El banco abre el lunes.
    La empresa compró el banco. / El banco fue comprado por la empresa.
    Le loup a mangé la chèvre. / La chèvre a été mangée par le loup.
    Die Sitzung ist am Montag in Köln. / In Köln ist am Montag die Sitzung.
    Am Abend kommt der Arzt nach Leipzig. / Der Arzt kommt am Abend nach Leipzig.
    Die Heizung bleibt nachts aus. / Nachts bleibt die Heizung aus.
    Heute zieht die Firma nach Wien. / Die Firma zieht heute nach Wien.
    Les élèves et les maîtres chantent. / Les maîtres et les élèves chantent.
    Le frère ressemble le cousin. / Le cousin ressemble le frère.
    Im Mai ist der Park in Bonn offen. / Der Park in Bonn ist im Mai offen.
    In Wien regnet es. / Es regnet in Wien.
    Herr Weber ruft an. / Herr Weber ruft an!
    Den Brief hat der Chef geschrieben. / Der Chef hat den Brief geschrieben.
"""


def rows(table: str) -> list[list[str]]:
    return [line.strip().split(" / ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(("ours", "theirs"), rows(DIFFERENT))
def test_another_claim_in_another_language(ours, theirs):
    assert_different(ours, theirs)


@pytest.mark.parametrize(("ours", "theirs"), rows(SAME))
def test_the_same_claim_in_another_order_or_build(ours, theirs):
    assert_same(ours, theirs)
