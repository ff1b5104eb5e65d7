"""Words that are opposites beside those of WordNet, by where they are said: offices, clinics, courts, machines."""

from __future__ import annotations

OPPOSITES = """
    allow forbid, allow prohibit, allow deny, permit prohibit, accept decline, accept reject, approve reject,
    approve deny, approve decline, include exclude, inclusive exclusive, include omit, before after, above
    below, over under, more less, more fewer, increase reduce, increase decline, grow shrink, rise drop, rise
    fall, up down, always never, everyone nobody, everybody nobody, everything nothing, all none, both neither,
    start stop, start finish, begin stop, begin finish, enable disable, open shut, win lose, won lost, pass
    fail, passed failed, succeed fail, success failure, safe dangerous, safe unsafe, safe risky, full empty,
    early late, young old, new old, first last, maximum minimum, most least, many few, high low, fast slow, buy
    sell, bought sold, agree disagree, agree deny, support oppose, love hate, like dislike, remember forget,
    free paid, valid expired, required optional, mandatory optional, mandatory voluntary, public private, inside
    outside, import export, true false, correct wrong, right wrong, correct incorrect, present absent, alive
    dead, guilty innocent, male female, man woman, boy girl, men women, husband wife, man girl, boy woman, east
    west, north south, refundable final, with without, sit stand, asleep awake, sleeping running, indoors
    outdoors, day night, hot cold, warm cold, warm cool, wet dry, near far, top bottom, front back, left right,
    tall short, big small, large small, rich poor, strong weak, light dark, light heavy, easy difficult, easy
    hard, soft hard, loud quiet, clean dirty, beautiful ugly, good bad, good poor, great terrible, best worst,
    better worse, excellent terrible, excellent awful, happy sad, delicious disgusting, well badly, prime
    composite, even odd, finite infinite, major minor, positive negative, majority minority, superior inferior,
    active inactive, ancient modern, temporary permanent, former latter, fixed variable, geöffnet geschlossen,
    offen geschlossen, erlaubt verboten, richtig falsch, mit ohne, kostenlos kostenpflichtig, ouvert fermé,
    ouverte fermée, autorisé interdit, vrai faux, avec sans, gratuit payant, abierto cerrado, abierta cerrada,
    permitido prohibido, verdadero falso, con sin, gratis pagado, inclusive exclusive, accepted rejected,
    approved denied, granted refused, deposit withdrawal, credit debit, entry exit, inner outer,
    in out, new existing, continue stop, continue cease, display conceal, display hide, reveal conceal,
    reveal hide, show hide, similar different, near distant, voluntary forced, join leave, arrive depart, attract repel,

    deny report, deny endorse, deny admit, deny confirm, close reopen, closed reopened,
    denied reported, denies reports, indicated contraindicated,
    benign malignant, improve worsen, improve deteriorate, acute chronic, symptomatic asymptomatic, febrile afebrile,
    typical atypical, systolic diastolic, proximal distal, anterior posterior, medial lateral, dorsal ventral, flexion
    extension, dilate constrict, tachycardia bradycardia, arterial venous, admitted discharged, admission discharge,
    intravenous oral, subcutaneous intramuscular, viral bacterial, ingest inject, inhale exhale, gain lose, elective
    emergency, resume discontinue, resume stop, restart stop, sensitive resistant,

    uphold dismiss, uphold overturn, upheld overturned, upheld dismissed, affirm reverse, affirm overturn, convict
    acquit, admit deny, plaintiff defendant, claimant respondent, appellant respondent, licensor licensee, assignor
    assignee, lessor lessee, grantor grantee, mortgagor mortgagee, payer payee, sender recipient, sender receiver,
    landlord tenant, buyer seller, vendor purchaser, survive expire, survive lapse, implied express, implied explicit,
    implicit explicit, civil criminal, terminate renew, expire renew, breach comply, waive enforce, valid void,
    void voidable,
    unilateral bilateral, unilateral mutual, prior subsequent, majority minority, repeal enact,

    raise cut, raise lower, rise decline, rise decrease, climb fall, climb drop, gain drop, exceed miss, beat miss,
    profit loss, surplus deficit, shortage surplus, bullish bearish, appreciate depreciate, asset liability, revenue
    expense, income expense, deduct add, subtract add, lend borrow, rally slump, hawkish dovish, growth contraction,
    expand contract, expand shrink, widen narrow, strengthen weaken, tighten loosen, tighten ease, accelerate slow,
    accelerate decelerate, solvent insolvent,

    ascending descending, online offline, local remote, static dynamic, horizontal vertical, append prepend, push pop,
    parent child, row column, client server, staging production, verbose quiet, mutable immutable, grant revoke,
    allowlist denylist, whitelist blacklist, read write, synchronous asynchronous, mount unmount, connect disconnect,
    pass crash, work crash, succeeded failed, successful unsuccessful, idle busy, exist missing, present missing,
    create delete, create destroy, add
    delete, keep delete, keep discard, retain discard, retain delete, save delete, save discard, restore delete,

    departure arrival, domestic international, inbound outbound, eastbound westbound, northbound southbound, window
    aisle, pickup dropoff, load unload, together separately, together apart, attach detach, upstairs downstairs,
    northern southern, eastern western, left-hand right-hand, clockwise anticlockwise, clockwise counterclockwise,
    single married, nonstop connecting, deliver collect,

    chill warm, chill heat, thaw freeze, melt freeze, heat cool, raw cooked, thicken thin, thickened thinned, boil
    freeze, add remove, remove return, keep return, fill drain, lift lower, fold unfold, crisp soggy, tender tough,

    hire fire, hire dismiss, resign dismiss, promote demote, senior junior, employed unemployed, full-time part-time,
    home away, attack defend, forward backward, forwards backwards, offensive defensive, sharp flat, crescendo
    diminuendo, crescendo decrescendo, victory defeat, victorious defeated, lead trail, piano forte, staccato legato,
    pre post,

    verneint bejaht, verneint berichtet, verneint angibt, steigt sinkt, steigt fällt, steigen sinken, steigen fallen,
    gestiegen gesunken, gestiegen gefallen, stieg sank, stieg fiel, erhöht gesenkt, erhöhen senken, links rechts,
    öffnet schließt, öffnen schließen, gewonnen verloren, gewinnt verliert, kaufen verkaufen, kauft verkauft, gekauft
    verkauft, angenommen abgelehnt, genehmigt abgelehnt, akzeptiert abgelehnt, bestanden durchgefallen, aktivieren
    deaktivieren, aktiviert deaktiviert, mindestens höchstens, innerhalb außerhalb, einschalten ausschalten, eingehend
    ausgehend, eingeschaltet ausgeschaltet, gesund krank, leer voll, lauter leiser, verbessert verschlechtert,
    augmenter baisser, augmente baisse, augmenté baissé, augmenter diminuer, augmenté diminué, hausse baisse, monter
    descendre, gauche droite, ouvre ferme, ouvrir fermer, gagné perdu, gagner perdre, acheter vendre, acheté vendu,
    accepté refusé, approuvé rejeté, réussi échoué, activer désactiver, activé désactivé, inclus exclu, entrée sortie,
    arrivée départ, arrive part, vide plein, amélioré aggravé, confirme nie, subir bajar, sube baja, subió bajó,
    subieron bajaron, aumentar disminuir, aumenta disminuye, aumentó disminuyó, izquierda derecha, abre cierra, abrir
    cerrar, ganó perdió, ganar perder, comprar vender, compró vendió, aceptado rechazado, aceptó rechazó, aprobado
    denegado, aprobado rechazado, activar desactivar, activado desactivado, incluido excluido, entrada salida, llegada
    salida, llega sale, lleno vacío, niega refiere, niega confirma, mejoró empeoró
"""
"""Pairs parted by commas; the past of an irregular verb follows from its base form."""
