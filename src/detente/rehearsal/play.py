"""What a rehearsal brought about: acts with their receipts, cuts, what the checks found, and the proof of a detour."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from detente.clock import Instant, rfc3339, written
from detente.council.desks import line
from detente.rehearsal.cues import Held
from detente.rehearsal.scenario import Act, Event


@dataclass(slots=True)
class Said:
    """One act as it was said at its party's node.

    Args:
        id: the scenario's name of it.
        council: id.
        ref: the human reference, like `RU/LINE/7`.
        holders: every other holder of its channel, in the order of the charter.
        receipts: by party, as the author's node holds them.
        kind: of act.
        dossier: reference of the first act of its matter.
        matter: what that adds up to at its author's node: desk and status, in the desk's words.
        seconds: by party, real time from asking its node until its author held that party's receipt.
        files_at: readers at whose nodes its files are whole, as they say themselves.
    """

    id: str
    ref: str
    party: str
    channel: str
    at: Instant
    holders: tuple[str, ...]
    event: Event | None = None
    receipts: dict[str, Held] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    council: str = ""
    kind: str = "message"
    dossier: str = ""
    matter: tuple[str, str] = ("", "")
    files_at: set[str] = field(default_factory=set)

    @property
    def files(self) -> tuple[str, ...]:
        """Return the names of the files that went with it."""
        act = self.event.what if self.event else None
        return tuple(one.name for one in act.attach) if isinstance(act, Act) else ()

    @property
    def complete(self) -> bool:
        """Say if every other holder has receipted it."""
        return set(self.holders) <= set(self.receipts)

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape of design section 8."""
        return {
            "ref": self.ref,
            "act": self.id,
            "council": self.council,
            "kind": self.kind,
            "dossier": self.dossier,
            "desk": self.matter[0],
            "status": self.matter[1],
            "party": self.party,
            "channel": self.channel,
            "claimed_at": rfc3339(self.at),
            "basis": self.event.basis.value if self.event else None,
            "received": [
                {"party": held.party, "at": rfc3339(held.at), "rung": held.rung} for held in self.receipts.values()
            ],
            "complete": self.complete,
            "files": list(self.files),
            "files_at": sorted(self.files_at),
        }


@dataclass(frozen=True, slots=True)
class CutWire:
    """A wire that was cut between two parties; `mended_at` is None while it still is."""

    between: tuple[str, str]
    at: Instant
    mended_at: Instant | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape of design section 8."""
        mended_at = written(self.mended_at)
        return {"between": list(self.between), "at": rfc3339(self.at), "mended_at": mended_at}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the nodes know, by which a check is decided."""

    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of the scenario found.

    Args:
        what: the check in words.
        facts: all of them must hold.
        via: the third holder, where the check asked for a detour.
    """

    event: int
    at: Instant
    what: str
    facts: tuple[Fact, ...]
    via: str = ""

    @property
    def holds(self) -> bool:
        """Say if the check holds."""
        return all(fact.holds for fact in self.facts)

    def as_json(self) -> dict[str, Any]:
        """Return it in the shape of design section 8."""
        return {
            "event": self.event,
            "at": rfc3339(self.at),
            "check": self.what,
            "via": self.via or None,
            "holds": self.holds,
            "facts": [{"text": fact.text, "holds": fact.holds} for fact in self.facts],
        }


@dataclass(slots=True)
class Record:
    """Everything that a rehearsal brought about so far."""

    said: dict[str, Said] = field(default_factory=dict)
    """By the scenario's name of the act."""
    replies: dict[str, Struct] = field(default_factory=dict)
    """By the scenario's name of the act or question: what its node answered."""
    cuts: list[CutWire] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    fsck: dict[str, str] = field(default_factory=dict)
    """By party: `ok`, or what is wrong first."""
    troubles: list[str] = field(default_factory=list)
    """What did not go as written: an act that its node refused, a cue that brought no answer."""

    @property
    def receipts(self) -> int:
        """Return how many receipts of acts their authors hold."""
        return sum(len(said.receipts) for said in self.said.values())

    @property
    def matters(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Return desk and status of each matter but plain words on the line, by council and first act."""
        return {
            (said.council, said.dossier): said.matter
            for said in self.said.values()
            if said.matter[0] not in ("", line.NAME)
        }

    @property
    def detours(self) -> list[Finding]:
        """Return what the checks found that asked for a detour."""
        return [finding for finding in self.findings if finding.via]

    @property
    def detour(self) -> bool | None:
        """Say if every detour asked for is proven; None where the scenario asks for none."""
        return all(finding.holds for finding in self.detours) if self.detours else None

    @property
    def passed(self) -> bool:
        """Say if all went as written, every holder receipted every act, and every record is sound."""
        return (
            not self.troubles
            and all(finding.holds for finding in self.findings)
            and all(said.complete for said in self.said.values())
            and bool(self.fsck)
            and set(self.fsck.values()) == {"ok"}
        )


def isolated(cuts: Sequence[CutWire], one: str, other: str, since: Instant) -> bool:
    """Say if the wire between two parties was cut at that time and has not been mended since."""
    return any(set(cut.between) == {one, other} and cut.at <= since and cut.mended_at is None for cut in cuts)
