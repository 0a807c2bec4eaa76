"""Headings in Spanish."""

from typing import Final

from detente.council.papers.languages.labels import Labels
from detente.council.papers.minutes import Result

LABELS: Final = Labels(
    language="es",
    months=(
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
    date="{day} de {month} de {year}",
    rehearsal_mark="ENSAYO",
    rehearsal_note="Hecho con claves propias. Las partes aquí nombradas no hablaron en esta línea.",
    page="Página {page} de {pages}",
    sentences=(
        "El acuse de recibo no es acuerdo.",
        "La notificación no es permiso.",
        "El registro no es reconocimiento.",
    ),
    colon=": ",
    minutes="Acta",
    reference="Referencia",
    level="Nivel",
    place="Lugar",
    over_the_line="por la línea",
    began="Apertura",
    ended="Clausura",
    goes_on="no clausurada",
    chair="Presidencia",
    delegations="Delegaciones",
    results="Resultados",
    item="Punto {number}",
    tabled_by="Presentado por {parties}",
    contested_by="Impugnado por {parties}",
    on_behalf_of="en nombre de {parties}",
    unofficial="traducción no oficial",
    result="Resultado",
    verdicts={
        Result.AGREED: "Acordado",
        Result.NOT_AGREED: "Sin acuerdo; ambas posiciones se mantienen",
        Result.NOTED: "Se toma nota",
        Result.DEFERRED: "Aplazado",
    },
    brackets="Variantes aún abiertas",
    summary="Resumen de la presidencia",
    summary_note="Es de la presidencia y no obliga a nadie más.",
    signatures="Firmas",
    signed="firmado el {time}",
    unsigned="sin firmar",
    missing="Faltan las firmas de {parties}.",
    sources="Fuentes",
    basis={
        "sourced": "según fuentes",
        "reconstructed": "reconstruido",
        "inject": "añadido del ensayo: nadie lo hizo ni lo dijo",
    },
    record="El registro en que se basa este documento",
    as_of="Estado al {time}",
    entries="{size} asientos",
    levels={
        "watch officer": "oficiales de guardia",
        "expert": "expertos",
        "military representative": "representantes militares",
        "ambassador": "embajadores",
        "minister": "ministros",
        "head of state or government": "jefes de Estado o de Gobierno",
    },
    communique="Comunicado",
    joint_communique="Comunicado conjunto",
    published="Publicado el",
    authors="Autores",
    consents="Consentimientos a este texto",
    consented="consintió el {time}",
    authentic="texto auténtico",
    verify="Cómo comprobarlo",
    verify_why=(
        "Nadie tiene que confiar en esta página. La nota firmada y el archivo de prueba que la acompañan dicen lo "
        "mismo, y cualquiera puede comprobarlos con herramientas públicas, sin preguntar a las partes."
    ),
    verify_command="Comprobar el archivo de prueba con",
    digest="SHA-256 del texto firmado",
    note="Nota firmada",
    evidence="Archivo de prueba",
    all_communiques="Todos los comunicados",
    feed="Canal Atom",
)
