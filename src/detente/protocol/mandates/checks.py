"""The nine steps by which a mandate is checked. Numbers: docs/spec/documents.md section 5."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct, field

from detente.clock import Instant
from detente.errors import Malformed, Refused
from detente.limits import MANDATE_CHAINS_KEPT
from detente.protocol.charter import Charter
from detente.protocol.documents import Document, parse_document, verify_document
from detente.protocol.evidence.report import Step
from detente.protocol.identity import Identity, note_digest, verify_chain
from detente.protocol.mandates.alliance import Alliance, alliances_of
from detente.protocol.mandates.bundle import Bundle
from detente.protocol.mandates.mandate import Mandate, Revocation, parse_mandate
from detente.protocol.mandates.report import MandateReport
from detente.protocol.mandates.use import Granted, Revoked, Use, check_cover, check_holder, check_time

FIRST: Final = "The note is a mandate"

Notes = Mapping[str, Sequence[bytes]]
"""Identity notes by party, each chain from its first note on."""


class Checks(Struct):
    """What is known of a mandate so far; each step adds to it, and returns what it found."""

    bundle: Bundle
    charter: Charter
    use: Use
    known: Notes
    revocations: tuple[Revoked, ...]
    read: tuple[Document, Mandate] | None = None
    named: Alliance | None = None
    chains: dict[str, tuple[Identity, ...]] = field(default_factory=dict)
    signed: frozenset[str] = frozenset()
    exchanged: frozenset[str] = frozenset()

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Yield title and check of each step, in order."""
        yield FIRST, self.check_text
        yield "It is of an alliance that the charter names", self.check_alliance
        yield "It is for this council, and for who speaks", self.check_council
        yield "Each identity chain starts at its root in the rule", self.check_chains
        yield "The signatures verify", self.check_signatures
        yield "The rule is met", self.check_rule
        yield "It holds at the time in question", self.check_time
        yield "It covers this dossier and this text", self.check_cover
        yield "It is not revoked", self.check_revocations

    @property
    def mandate(self) -> Mandate:
        """Return what step 1 read."""
        assert self.read is not None, "step 1 comes first"
        return self.read[1]

    @property
    def alliance(self) -> Alliance:
        """Return what step 2 found."""
        assert self.named is not None, "step 2 comes first"
        return self.named

    @property
    def granted(self) -> Granted:
        """Return what step 5 found."""
        members = self.alliance.members
        signed = tuple(member for member in members if member in self.signed)
        missing = tuple(member for member in members if member not in self.signed)
        return Granted(self.mandate, self.alliance.needed, signed, missing)

    def report(self, steps: Sequence[Step], code: str = "") -> MandateReport:
        """Return what was found by these steps."""
        if self.named is None:
            return MandateReport(tuple(steps), code, self.read and self.read[1])
        return MandateReport(tuple(steps), code, self.mandate, self.granted.signed, self.granted.missing)

    def check_text(self) -> str:
        """Step 1."""
        document = parse_document(self.bundle.note)
        self.read = document, parse_mandate(document)
        return f"{self.mandate.title}: serial {self.mandate.serial}"

    def check_alliance(self) -> str:
        """Step 2."""
        self.named = alliance_of(self.mandate, self.charter)
        return f"{self.named.name}, council {self.named.council}"

    def check_council(self) -> str:
        """Step 3."""
        check_council_of(self.mandate, self.charter)
        holder = self.mandate.holder
        if holder not in self.charter.parties:
            raise Refused("mandate-other-holder", expected=f"{holder} as a party", got=", ".join(self.charter.parties))
        check_holder(self.mandate, self.use)
        return f"{holder} may speak in {self.charter.council_id}"

    def check_chains(self) -> str:
        """Step 4."""
        self.chains = verify_chains(self.alliance, self.bundle, self.known)
        return ", ".join(f"{member} ({len(chain)})" for member, chain in self.chains.items()) or "none here"

    def check_signatures(self) -> str:
        """Step 5. A key counts while it is in force: one that was exchanged before the time in question does not."""
        assert self.read is not None, "step 1 comes first"
        document, _ = self.read
        self.signed = signers_of(document, self.chains, self.use.at)
        self.exchanged = verify_document(document, log_keys(self.chains)) - self.signed
        return f"signed by {_names(self.alliance, self.signed)}; {self._missing()}"

    def check_rule(self) -> str:
        """Step 6."""
        alliance = self.alliance
        rule = f"{alliance.needed} of {len(alliance.members)} members"
        if len(self.signed) < alliance.needed:
            raise unsigned(f"the signatures of {rule}", self._missing())
        return f"{len(self.signed)} signed; the rule asks for {rule}"

    def check_time(self) -> str:
        """Step 7."""
        return check_time(self.mandate, self.use)

    def check_cover(self) -> str:
        """Step 8."""
        return check_cover(self.mandate, self.use)

    def check_revocations(self) -> str:
        """Step 9."""
        return self.granted.check_standing(self.revocations)

    def _missing(self) -> str:
        """Say who has not signed, and why a line of theirs does not count."""
        missing = [
            member + (" (with a key not in force)" if member in self.exchanged else "")
            for member in self.alliance.members
            if member not in self.signed
        ]
        return f"missing: {', '.join(missing) or 'nobody'}"


def alliance_of(claimed: Mandate | Revocation, charter: Charter) -> Alliance:
    """Return the alliance of the charter, council and all, from which a text claims to be.

    Raises:
        Malformed: the codes of `alliances_of`.
        Refused: `mandate-other-alliance`.
    """
    alliances = alliances_of(charter)
    alliance = alliances.get(claimed.alliance)
    if alliance is None or alliance.council != claimed.council:
        named = ", ".join(f"{one.alliance} ({one.council})" for one in alliances.values())
        raise Refused(
            "mandate-other-alliance",
            expected=f"one of {named}" if named else "no mandate: the charter names no alliance",
            got=f"{claimed.alliance} ({claimed.council})",
        )
    return alliance


def check_council_of(claimed: Mandate | Revocation, charter: Charter) -> None:
    """Be silent where a text is for the council of this charter.

    Raises:
        Refused: `mandate-other-council`.
    """
    if claimed.for_council != charter.council_id:
        raise Refused("mandate-other-council", expected=f"one for {charter.council_id}", got=claimed.for_council)


def verify_chains(alliance: Alliance, bundle: Bundle, known: Notes) -> dict[str, tuple[Identity, ...]]:
    """Return the verified chains of those members whose notes are here, each from the root in the rule.

    Raises:
        Malformed: `mandate-identity`, and the codes of `verify_chain`.
    """
    carried = bundle.chains()
    if strangers := sorted(carried.keys() - alliance.members.keys()):
        raise _identity(f"notes of members of {alliance.alliance}", strangers[0])
    chains = {}
    for member, root in alliance.members.items():
        if notes := _longer(member, known.get(member, ()), carried.get(member, ())):
            chains[member] = chain = _verified(tuple(notes))
            if chain[0].root != root:
                raise _identity(f"a chain from the root of {member} in the rule", chain[0].root.text())
    return chains


@lru_cache(MANDATE_CHAINS_KEPT)
def _verified(notes: tuple[bytes, ...]) -> tuple[Identity, ...]:
    """Return what `verify_chain` does; the same chains come with every mandate, and each takes milliseconds."""
    return verify_chain(notes)


def _longer(member: str, one: Sequence[bytes], other: Sequence[bytes]) -> Sequence[bytes]:
    """Return the longer of two chains, of which it must begin with the shorter."""
    shorter, longer = sorted((one, other), key=len)
    if [note_digest(note) for note in shorter] != [note_digest(note) for note in longer[: len(shorter)]]:
        raise _identity(f"one chain of {member}", "two notes of one serial")
    return longer


def signers_of(document: Document, chains: Mapping[str, Sequence[Identity]], at: Instant) -> frozenset[str]:
    """Return the members whose signature verifies under the log key that was in force at a second.

    Raises:
        Malformed: `document-signature`.
    """
    in_force = {member: [link for link in chain if link.valid_from <= at][-1:] for member, chain in chains.items()}
    return verify_document(document, log_keys(in_force))


def log_keys(chains: Mapping[str, Iterable[Identity]]) -> dict[str, list[bytes]]:
    """Return the log keys that these identities name, by member, each once."""
    return {member: list(dict.fromkeys(link.log for link in chain)) for member, chain in chains.items()}


def _names(alliance: Alliance, members: frozenset[str]) -> str:
    return ", ".join(member for member in alliance.members if member in members) or "nobody"


def _identity(expected: str, got: str) -> Malformed:
    return Malformed("mandate-identity", expected=expected, got=got)


def unsigned(expected: str, missing: str) -> Refused:
    """Return the refusal of a text that too few members have signed."""
    return Refused("mandate-unsigned", expected=expected, got=missing, remedy="let the members sign the same text")
