"""Drills: matters in which every act bears the mark that it is practised.

A rehearsal marks a whole council, a drill one matter. The mark stands in the body of each act, so it is signed, and
travels wherever the act does. A dossier is a drill or it is none: what is practised and what is meant never stand in
one matter.
"""

from detente.council.kinds import Kind, Place, drill_of
from detente.council.said import Said
from detente.errors import Refused
from detente.protocol.acts import CHARTER_KINDS
from detente.protocol.charter import OWN, Charter


def check_drill(act: Said, kind: Kind, charter: Charter, *, opening: bool, drilled: str | None) -> None:
    """Be silent where the act is marked as a drill exactly where its dossier is one, and may be practised at all.

    Args:
        drilled: the drill as which the dossier was opened, empty for none; None where that does not come before.

    Raises:
        Refused: `drill-mixed`, `drill-not-for-kind`, `drill-to-nobody`.
    """
    drill = drill_of(act.body)
    if act.channel == OWN:
        return
    if not opening and drilled is not None and drill != drilled:
        raise Refused(
            "drill-mixed",
            expected=f"drill: {drilled!r}, as the dossier was opened" if drilled else "no drill: the dossier is none",
            got=repr(drill) if drill else "no mark of a drill",
            remedy="open a drill of its own: detente line drill",
        )
    if drill and not may_be_drilled(kind, charter, act.channel):
        raise Refused(
            "drill-not-for-kind",
            expected="a kind whose acts have their effect in their own dossier alone, in a channel that is not public",
            got=f"{kind.title} in {act.channel}",
            remedy="practise it in a rehearsal, which has keys of its own: detente demo",
        )
    if drill and opening and not act.to:
        raise Refused(
            "drill-to-nobody", expected="to: at least one party that takes part in the drill", got="nobody",
            remedy="name who takes part with --to",
        )  # fmt: skip


def may_be_drilled(kind: Kind, charter: Charter, channel: str) -> bool:
    """Say if acts of a kind can be practised: none that binds elsewhere, carries signatures, or is public."""
    public = channel in charter.channels and charter.channels[channel].public
    elsewhere = kind.background or kind.made or kind.name in CHARTER_KINDS or kind.place is Place.PUBLIC
    return not elsewhere and not public
