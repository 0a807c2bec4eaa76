"""The texts that an alliance's members are asked to sign, as its own council has them: who signed, who is missing.

What may be done when is the desk's: `council/desks/mandates.py`.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from detente.council.kinds import text_of
from detente.council.register import Register
from detente.council.said import Said
from detente.council.settings import table
from detente.errors import Malformed
from detente.protocol.charter import Charter
from detente.protocol.mandates import Alliance, Bundle, Mandate
from detente.protocol.mandates.alliance import ALL
from detente.tlog.notes import Note, parse_note

ASK: Final = "mandate-ask"
GRANT: Final = "mandate-grant"
REFUSE: Final = "mandate-refuse"
REVOCATION: Final = "mandate-revocation"


class MandatesState(Struct, frozen=True):
    """The texts that were asked for, and what members said to each.

    Args:
        acts: those of this desk, by reference.
        asked: what each text says, by the reference of the act that asked for it.
        standing: the texts that none replaced.
    """

    charter: Charter
    acts: Mapping[str, Said] = field(default_factory=dict)
    asked: Mapping[str, Mandate] = field(default_factory=dict)
    standing: Register[str] = field(default_factory=Register)

    @property
    def alliance(self) -> Alliance:
        """Return who the members are, and how many must sign."""
        return alliance_of(self.charter)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return serials that more than one text bears, each standing or complete."""
        alive = [ref for ref in sorted(self.asked) if ref in self.standing.values or self.complete(ref)]
        texts: dict[tuple[str, str, int], dict[str, str]] = {}
        for ref in alive:
            mandate = self.asked[ref]
            serial = (mandate.alliance, mandate.for_council, mandate.serial)
            texts.setdefault(serial, {}).setdefault(text_of(self.acts[ref].body, "text"), ref)
        return tuple(
            f"{', '.join(refs.values())} have one serial, {serial}, and differ"
            for (_alliance, _council, serial), refs in texts.items()
            if len(refs) > 1
        )

    def answers(self, ref: str, kind: str) -> list[Said]:
        """Return what was said to a text in acts of one kind, in the order of references."""
        return [act for _, act in sorted(self.acts.items()) if act.kind == kind and act.re == ref]

    def signed(self, ref: str) -> tuple[str, ...]:
        """Return the members that signed a text, in their order."""
        by = {act.party for act in self.answers(ref, GRANT)}
        return tuple(member for member in self.alliance.members if member in by)

    def missing(self, ref: str) -> tuple[str, ...]:
        """Return the other members."""
        signed = self.signed(ref)
        return tuple(member for member in self.alliance.members if member not in signed)

    def refused(self, ref: str) -> tuple[str, ...]:
        """Return the members that refused a text and did not sign it since."""
        by = {act.party for act in self.answers(ref, REFUSE)}
        return tuple(member for member in self.missing(ref) if member in by)

    def taken_back(self, ref: str) -> tuple[str, ...]:
        """Return the members that took their signature under a text back."""
        by = {act.party for act in self.answers(ref, REVOCATION)}
        return tuple(member for member in self.signed(ref) if member in by)

    def complete(self, ref: str) -> bool:
        """Say if as many members signed a text as must."""
        return len(self.signed(ref)) >= self.alliance.needed

    def waiting(self, ref: str) -> tuple[str, ...]:
        """Return the members that have said nothing yet to a text that stands and is not complete."""
        if ref not in self.standing.values or self.complete(ref):
            return ()
        refused = self.refused(ref)
        return tuple(member for member in self.missing(ref) if member not in refused)

    def status(self, ref: str) -> str:
        """Return how it stands with a text."""
        left = len(self.signed(ref)) - len(self.taken_back(ref))
        possible = len(self.alliance.members) - len(self.refused(ref))
        if self.complete(ref):
            return "complete" if left >= self.alliance.needed else "taken back"
        if ref not in self.standing.values:
            return "replaced"
        return "waiting" if possible >= self.alliance.needed else "not agreed"


def alliance_of(charter: Charter) -> Alliance:
    """Return the alliance that this council is, for display: its members, and how many of them must sign.

    Raises:
        Malformed: `charter-setting`.
    """
    rule = table(charter, "mandates")
    everybody = [party for party in charter.parties if party != charter.depositary]
    named = rule.texts("members") or everybody
    if len(set(named)) != len(named) or not set(named) <= set(everybody):
        rule.refuse(f"some of {', '.join(everybody)}, each once, as members", list(named))
    members = {party: charter.parties[party].root for party in named}
    whole = rule.value("rule") in (None, ALL)
    needed = len(members) if whole else rule.number("rule", 1, len(members))
    return Alliance("", charter.council_id, charter.name, needed, members)


def bundle_of(state: MandatesState, ref: str) -> Bundle:
    """Return a text with every signature under it and the identity notes of those who signed."""
    text, found = text_of(state.acts[ref].body, "text"), [grant_of(state, act) for act in state.answers(ref, GRANT)]
    lines = [line for one in found for line in parse_note(one.note).signatures]
    notes = dict.fromkeys(note for one in found for note in one.identities)
    return Bundle(Note(text, tuple(dict.fromkeys(lines))).to_bytes(), tuple(notes))


def revocation_of(act: Said) -> Bundle:
    """Return a revocation with its signature and the identity notes of who signed."""
    return _under(text_of(act.body, "text"), act)


def grant_of(state: MandatesState, act: Said) -> Bundle:
    """Return the text that an act signs, under that one signature.

    Raises:
        Malformed: `mandate-signature`, and the codes of `parse_note`.
    """
    return _under(text_of(state.acts[act.re or ""].body, "text"), act)


def _under(text: str, act: Said) -> Bundle:
    """Return a text under the signature line of an act.

    Raises:
        Malformed: `mandate-signature`, and the codes of `parse_note`.
    """
    data = f"{text}\n{text_of(act.body, 'signature')}\n".encode()
    note = parse_note(data)
    # What stands before the line could be more text, which nobody else would sign.
    if note.text != text or len(note.signatures) != 1:
        raise Malformed("mandate-signature", expected="one signature line", got=f"{len(note.signatures)}, or more text")
    return Bundle(data, tuple(act.body.get("identities", ())))
