"""Headings in German."""

from typing import Final

from detente.council.papers.languages.labels import Labels
from detente.council.papers.minutes import Result

LABELS: Final = Labels(
    language="de",
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    date="{day}. {month} {year}",
    rehearsal_mark="PROBE",
    rehearsal_note="Mit eigenen Schlüsseln durchgeführt. Die Genannten haben auf dieser Leitung nicht gesprochen.",
    page="Seite {page} von {pages}",
    sentences=(
        "Empfang ist keine Zustimmung.",
        "Mitteilung ist keine Erlaubnis.",
        "Aufzeichnung ist keine Anerkennung.",
    ),
    colon=": ",
    minutes="Sitzungsprotokoll",
    reference="Aktenzeichen",
    level="Ebene",
    place="Ort",
    over_the_line="über die Leitung",
    began="Beginn",
    ended="Ende",
    goes_on="nicht geschlossen",
    chair="Vorsitz",
    delegations="Delegationen",
    results="Ergebnisse",
    item="Punkt {number}",
    tabled_by="Eingebracht von {parties}",
    contested_by="Bestritten von {parties}",
    on_behalf_of="im Namen von {parties}",
    unofficial="nichtamtliche Übersetzung",
    result="Ergebnis",
    verdicts={
        Result.AGREED: "Einigung",
        Result.NOT_AGREED: "Keine Einigung; beide Positionen bleiben bestehen",
        Result.NOTED: "Zur Kenntnis genommen",
        Result.DEFERRED: "Vertagt",
    },
    brackets="Noch offene Fassungen",
    summary="Zusammenfassung des Vorsitzes",
    summary_note="Des Vorsitzes eigene; sie bindet niemand anderen.",
    signatures="Unterschriften",
    signed="unterzeichnet am {time}",
    unsigned="nicht unterzeichnet",
    missing="Noch nicht unterzeichnet: {parties}.",
    sources="Quellen",
    basis={
        "sourced": "belegt",
        "reconstructed": "rekonstruiert",
        "inject": "Einlage der Probe: niemand hat dies getan oder gesagt",
    },
    record="Die Aufzeichnungen hinter diesem Papier",
    as_of="Stand {time}",
    entries="{size} Einträge",
    levels={
        "watch officer": "Wachhabende",
        "expert": "Fachleute",
        "military representative": "militärische Vertreter",
        "ambassador": "Botschafter",
        "minister": "Minister",
        "head of state or government": "Staats- und Regierungschefs",
    },
    communique="Kommuniqué",
    joint_communique="Gemeinsames Kommuniqué",
    published="Veröffentlicht am",
    authors="Verfasser",
    consents="Zustimmungen zu diesem Text",
    consented="zugestimmt am {time}",
    authentic="verbindlicher Text",
    verify="Wie man dies prüft",
    verify_why=(
        "Niemand muss dieser Seite glauben. Die unterzeichnete Note und die Beweisdatei daneben sagen dasselbe, "
        "und jeder kann sie mit öffentlichen Werkzeugen prüfen, ohne die Parteien zu fragen."
    ),
    verify_command="Die Beweisdatei prüfen mit",
    digest="SHA-256 des unterzeichneten Textes",
    note="Unterzeichnete Note",
    evidence="Beweisdatei",
    all_communiques="Alle Kommuniqués",
    feed="Atom-Feed",
)
