"""The own side's desk: what a party writes for itself alone, in its private channel `own`.

Source: design section 4, "Own side": notes on any dossier, and the audit of what was disclosed to strangers.
"""

from collections.abc import Mapping

from detente.council.desk import Field, Kind, Speech

NOTE, DISCLOSURE = "note", "disclosure"

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(NOTE, Speech.INFORMS, cameo="01", fields={"text": Field(str, "Note")}, text={"en": "note: {text}"}),
        Kind(
            DISCLOSURE,
            Speech.INFORMS,
            cameo="01",
            fields={"ref": Field(str, "Act"), "text": Field(str, "What strangers can now read")},
            text={"en": "disclosed {ref}: {text}"},
        ),
    )
}
