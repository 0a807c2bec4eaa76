"""Headings in Italian."""

from typing import Final

from detente.council.papers.languages.labels import Labels
from detente.council.papers.minutes import Result

LABELS: Final = Labels(
    language="it",
    months=(
        *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
        *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
    ),
    date="{day} {month} {year}",
    rehearsal_mark="PROVA",
    rehearsal_note="Svolta con chiavi proprie. Le parti qui nominate non hanno parlato su questa linea.",
    page="Pagina {page} di {pages}",
    sentences=(
        "La ricevuta non è accordo.",
        "La notifica non è autorizzazione.",
        "La registrazione non è riconoscimento.",
    ),
    colon=": ",
    minutes="Verbale",
    reference="Riferimento",
    level="Livello",
    place="Luogo",
    over_the_line="attraverso la linea",
    began="Apertura",
    ended="Chiusura",
    goes_on="non chiusa",
    chair="Presidenza",
    delegations="Delegazioni",
    results="Risultati",
    item="Punto {number}",
    tabled_by="Presentato da {parties}",
    contested_by="Contestato da {parties}",
    on_behalf_of="a nome di {parties}",
    unofficial="traduzione non ufficiale",
    result="Risultato",
    verdicts={
        Result.AGREED: "Accordo",
        Result.NOT_AGREED: "Nessun accordo; entrambe le posizioni restano",
        Result.NOTED: "Si prende atto",
        Result.DEFERRED: "Rinviato",
    },
    brackets="Varianti ancora aperte",
    summary="Sintesi della presidenza",
    summary_note="È della presidenza e non vincola nessun altro.",
    signatures="Firme",
    signed="firmato il {time}",
    unsigned="non firmato",
    missing="Firme mancanti: {parties}.",
    sources="Fonti",
    basis={
        "sourced": "secondo fonti",
        "reconstructed": "ricostruito",
        "inject": "aggiunta della prova: nessuno l’ha fatto né detto",
    },
    record="Il registro da cui è tratto questo documento",
    as_of="Situazione al {time}",
    entries="{size} registrazioni",
    levels={
        "watch officer": "ufficiali di guardia",
        "expert": "esperti",
        "military representative": "rappresentanti militari",
        "ambassador": "ambasciatori",
        "minister": "ministri",
        "head of state or government": "capi di Stato o di governo",
    },
    communique="Comunicato",
    joint_communique="Comunicato congiunto",
    published="Pubblicato il",
    authors="Autori",
    consents="Consensi a questo testo",
    consented="ha dato il consenso il {time}",
    authentic="testo autentico",
    verify="Come verificarlo",
    verify_why=(
        "Nessuno deve fidarsi di questa pagina. La nota firmata e il file di prova allegati dicono la stessa cosa, "
        "e chiunque può verificarli con strumenti pubblici, senza chiedere alle parti."
    ),
    verify_command="Verificare il file di prova con",
    digest="SHA-256 del testo firmato",
    note="Nota firmata",
    evidence="File di prova",
    all_communiques="Tutti i comunicati",
    feed="Feed Atom",
)
