"""One spelling for words that English spells in two ways: "cheque" and "check", "organise" and "organize"."""

from __future__ import annotations

from functools import lru_cache

_LISTED = """
    cheque check, cheques checks, grey gray, tyre tire, tyres tires, kerb curb, plough plow, programme program,
    programmes programs, catalogue catalog, catalogues catalogs, dialogue dialog, aluminium aluminum, jewellery
    jewelry, pyjamas pajamas, moustache mustache, sceptical skeptical, storey story, storeys stories, artefact
    artifact, analyse analyze, analysed analyzed, analysing analyzing, paralyse paralyze, defence defense, offence
    offense, licence license, pretence pretense, practise practice, judgement judgment, acknowledgement
    acknowledgment, ageing aging, enrol enroll, enrolment enrollment, fulfil fulfill, fulfilment fulfillment,
    instalment installment, skilful skillful, wilful willful, travelled traveled, travelling traveling, traveller
    traveler, travellers travelers, cancelled canceled, cancelling canceling, labelled labeled, labelling labeling,
    modelled modeled, modelling modeling, levelled leveled, fuelled fueled, counsellor counselor, diarrhoea
    diarrhea, anaemia anemia, oestrogen estrogen, paediatric pediatric, foetus fetus, haemoglobin hemoglobin,
    manoeuvre maneuver, whisky whiskey, doughnut donut, draught draft, mum mom, mums moms, maths math, omelette
    omelet, yoghurt yogurt, e-mail email, e-mails emails, learnt learned, burnt burned, dreamt dreamed, spelt
    spelled, towards toward, afterwards afterward, okay ok, colour color, favourite favorite, neighbour neighbor,
    behaviour behavior, apt apartment, ave avenue, blvd boulevard, bldg building, dept department
"""
_AMERICAN = dict(pair.split() for pair in _LISTED.split(","))
_ENDINGS = (
    ("isation", "ization"), ("isations", "izations"), ("ising", "izing"), ("ised", "ized"), ("ises", "izes"),
    ("ise", "ize"), ("our", "or"), ("ours", "ors"), ("oured", "ored"), ("ouring", "oring"), ("tre", "ter"),
    ("tres", "ters"), ("ogue", "og"), ("ogues", "ogs"), ("ourable", "orable"),
)  # fmt: skip
_SHORTEST = 5


@lru_cache(maxsize=8192)
def one_spelling(word: str) -> str:
    """The American spelling of a word in lower case. Of words it does not know, the ending decides: compare results
    only, since "advise" becomes no word.
    """
    if word in _AMERICAN:
        return _AMERICAN[word]
    # Short words end in these letters by chance: "our", "wise", "tour".
    if len(word) >= _SHORTEST:
        for british, american in _ENDINGS:
            if word.endswith(british):
                return word[: -len(british)] + american
    return word
