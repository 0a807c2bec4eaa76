"""Headings in French."""

from typing import Final

from detente.council.papers.languages.labels import Labels
from detente.council.papers.minutes import Result

LABELS: Final = Labels(
    language="fr",
    months=(
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    date="{day} {month} {year}",
    rehearsal_mark="RÉPÉTITION",
    rehearsal_note="Réalisée avec ses propres clés. Les parties nommées ici n’ont pas parlé sur cette ligne.",
    page="Page {page} sur {pages}",
    sentences=(
        "L’accusé de réception ne vaut pas accord.",
        "La notification ne vaut pas autorisation.",
        "L’enregistrement ne vaut pas reconnaissance.",
    ),
    colon="\u00a0: ",
    minutes="Procès-verbal",
    reference="Référence",
    level="Niveau",
    place="Lieu",
    over_the_line="par la ligne",
    began="Ouverture",
    ended="Clôture",
    goes_on="non close",
    chair="Présidence",
    delegations="Délégations",
    results="Résultats",
    item="Point {number}",
    tabled_by="Inscrit à la demande de {parties}",
    contested_by="Contesté par {parties}",
    on_behalf_of="au nom de {parties}",
    unofficial="traduction non officielle",
    result="Résultat",
    verdicts={
        Result.AGREED: "Accord",
        Result.NOT_AGREED: "Pas d’accord\u00a0; les deux positions demeurent",
        Result.NOTED: "Pris acte",
        Result.DEFERRED: "Reporté",
    },
    brackets="Variantes encore ouvertes",
    summary="Résumé de la présidence",
    summary_note="Il n’engage que la présidence.",
    signatures="Signatures",
    signed="signé le {time}",
    unsigned="non signé",
    missing="Signatures manquantes\u00a0: {parties}.",
    sources="Sources",
    basis={
        "sourced": "selon des sources",
        "reconstructed": "reconstitué",
        "inject": "ajout de la répétition\u00a0: personne ne l’a fait ni dit",
    },
    record="Le registre dont ce document est tiré",
    as_of="État au {time}",
    entries="{size} inscriptions",
    levels={
        "watch officer": "officiers de permanence",
        "expert": "experts",
        "military representative": "représentants militaires",
        "ambassador": "ambassadeurs",
        "minister": "ministres",
        "head of state or government": "chefs d’État ou de gouvernement",
    },
    communique="Communiqué",
    joint_communique="Communiqué conjoint",
    published="Publié le",
    authors="Auteurs",
    consents="Consentements à ce texte",
    consented="a consenti le {time}",
    authentic="texte faisant foi",
    verify="Comment vérifier ce texte",
    verify_why=(
        "Nul n’est tenu de croire cette page. La note signée et le fichier de preuve joints disent la même chose, "
        "et chacun peut les vérifier avec des outils publics, sans rien demander aux parties."
    ),
    verify_command="Vérifier le fichier de preuve avec",
    digest="SHA-256 du texte signé",
    note="Note signée",
    evidence="Fichier de preuve",
    all_communiques="Tous les communiqués",
    feed="Flux Atom",
)
