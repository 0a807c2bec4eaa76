"""What members agreed to erase and is still here, and what this node says when it is gone."""

from msgspec import Struct

from detente.council.desks import erasures as desk
from detente.council.desks.erasures import ErasuresState
from detente.council.said import Said
from detente.errors import DetenteError
from detente.node.context import Context
from detente.node.events import Draft, Erased
from detente.node.folding import Folding
from detente.node.reader import open_at
from detente.node.references import find
from detente.protocol.acts import Act
from detente.protocol.attachments import parts_of


class Agreed(Struct, frozen=True):
    """An agreed erasure that this node has not done yet.

    Args:
        ref: of the proposal.
        attachments: hashes of sealed files and of their key parts.
        removable: those of them that stand in no other channel.
    """

    council: str
    channel: str
    ref: str
    attachments: tuple[bytes, ...]
    removable: tuple[bytes, ...]


class Erasures:
    """The erasures of a record; each is done once, and again where a restored folder brought the files back."""

    def __init__(self, context: Context, folding: Folding) -> None:
        self._context = context
        self._folding = folding
        self._looked: dict[tuple[str, str], int] = {}
        """Dossiers in which nothing is to be done, by the sequence of the last act that they had then."""

    def due(self) -> list[Agreed]:
        """Return what is agreed and not noted as erased here."""
        found: list[Agreed] = []
        for council in self._context.directory.councils:
            dossiers = {row.dossier for _, row in self._context.store.acts(council, kinds=[desk.ERASURE])}
            for dossier in sorted(dossiers):
                found += self._of_dossier(council, dossier)
        return found

    def _of_dossier(self, council: str, dossier: str) -> list[Agreed]:
        row = self._context.store.dossier(council, dossier)
        last = 0 if row is None else row.last_sequence
        if self._looked.get((council, dossier)) == last:
            return []
        state = self._state(council, dossier)
        found = [one for act in (state.agreed() if state else ()) if (one := self._agreed(council, act))]
        if not found:
            self._looked[council, dossier] = last
        return found

    def statement(self, event: Erased) -> Draft | None:
        """Return what this node says of what it erased, or None where it has said so already."""
        row = self._context.store.act(event.council, event.ref)
        state = None if row is None else self._state(event.council, row.dossier)
        if state is None or self._context.party in state.done.get(event.ref, frozenset()):
            return None
        files = list(desk.files_of(state.proposed[event.ref]))
        return Draft(event.council, event.channel, desk.DONE, {"files": files}, re=event.ref)

    def _state(self, council: str, dossier: str) -> ErasuresState | None:
        state: ErasuresState | None = self._folding.folded(council, dossier).states.get(desk.NAME)
        return state

    def _agreed(self, council: str, act: Said) -> Agreed | None:
        """Return what of an agreed proposal is still to be done: what came with the act that it names, and no more."""
        offered = self._named(council, act.re or "").attachments
        parts, hashes = parts_of(offered), {one.hash for one in offered}
        named = [one for one in desk.files_of(act) if one in hashes]
        all_of_it = [*named, *(parts[one].hash for one in named if one in parts)]
        live = {
            (row.hash, row.council, row.channel)
            for one in all_of_it
            for row in self._context.attachments.of(one)
            if not row.erased_by
        }
        here = tuple(one for one in all_of_it if (one, council, act.channel) in live)
        if not here:
            return None
        elsewhere = {one for one, *place in live if place != [council, act.channel]}
        return Agreed(council, act.channel, act.ref, here, tuple(one for one in here if one not in elsewhere))

    def _named(self, council: str, ref: str) -> Act:
        try:
            feed, index = find(self._context, council, ref)
            opened = open_at(self._context, feed, index)
        except DetenteError:
            return _NOTHING
        return opened if isinstance(opened, Act) else _NOTHING


_NOTHING = Act(kind="", claimed_at=0)
