"""The releases' desk: what one officer drafted and another lets go, kept in one's own channel.

Source: two-person integrity as rules for sensitive traffic ask for it: who drafts does not release. Which kinds it
takes is for the charter's `[two_person] kinds` and for the party's own `party.toml` to say (docs/council/officers.md,
section 4).

    who                        may
    any officer, by name       draft an act of a kind that takes two
    any other officer          release a draft that was neither released nor dropped
    anybody, its drafter too   drop a draft that was not released

A draft is a whole act: kind, channel, body and all. Nothing of it can change, since its entry cannot. The release is
committed together with the act that it lets go, or not at all; so a draft goes once.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.council.background import Background
from detente.council.desk import NextAct, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kept_act import ACT
from detente.council.kinds import Field, Kind, Place, Sort, Speech, table_of, text_of
from detente.council.said import Said
from detente.council.titles import titled
from detente.errors import Malformed, Refused
from detente.protocol import cbor
from detente.protocol.charter import Charter
from detente.protocol.documents import parse_document
from detente.protocol.officers import check_release, verify_release
from detente.protocol.statements import parse_release

NAME, TITLE = "releases", "Releases"
DRAFT, RELEASE, DROPPED = "draft", "release", "draft-dropped"
OPEN: Final = "held for release"
_SIGN: Final = "let both officers sign the text of detente release sign, and present them with their keys"

KINDS = table_of(
    Kind(
        DRAFT, "draft", Speech.INFORMS, "01", {"draft": Field("The act, whole", Sort.TABLE, fields=ACT)},
        place=Place.OWN, made=True, text={"en": "a draft, held for release"},
    ),
    Kind(
        RELEASE, "release of a draft", Speech.INFORMS, "01",
        {
            "act": Field("The act as it was sent"),
            "drafted_by": Field("Who drafted it"),
            "released_by": Field("Who released it"),
            "note": Field("The release, signed by both officers", Sort.BYTES, required=False),
            "session": Field("Session in which it was released", required=False, characters_max=32),
            "passkey": Field("Passkey of who released it", required=False, characters_max=200),
            "nonce": Field("What made its question fresh", Sort.BYTES, required=False),
            "authenticator": Field("What the passkey signed of itself", Sort.BYTES, required=False),
            "client": Field("What the browser asked of it", Sort.BYTES, required=False),
            "signature": Field("The passkey's signature", Sort.BYTES, required=False),
        },
        place=Place.OWN, needs_re=True, answers=(DRAFT,), opens=False, made=True,
        text={"en": "{released_by} released {re}, drafted by {drafted_by}: {act}"},
    ),
    Kind(
        DROPPED, "dropping of a draft", Speech.INFORMS, "01", {"text": Field("Reason", required=False)},
        place=Place.OWN, needs_re=True, answers=(DRAFT,), opens=False, text={"en": "dropped: {re}"},
        verb="drop the draft",
    ),
)  # fmt: skip


class Released(Struct, frozen=True):
    """One release: the act that says so, the act that was sent, and who let it go."""

    ref: str
    act: str
    by: str


class ReleasesState(Struct, frozen=True):
    """Drafts, and what became of each.

    Args:
        drafts: by reference.
        released: reference of the draft to its releases: one, but for what two generations of the own feed did at once.
        dropped: drafts.
    """

    charter: Charter
    drafts: Mapping[str, Said] = field(default_factory=dict)
    released: Mapping[str, frozenset[Released]] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return drafts that were released twice, or released and dropped, by acts that did not know each other."""
        return tuple(
            f"{ref}: released {'and dropped' if ref in self.dropped else 'twice'}"
            for ref, acts in sorted(self.released.items())
            if len(acts) > 1 or ref in self.dropped
        )

    def status_of(self, ref: str) -> str:
        """Return what became of a draft."""
        return "released" if ref in self.released else "dropped" if ref in self.dropped else OPEN


def begin(charter: Charter) -> ReleasesState:
    """Return the state before the first draft."""
    return ReleasesState(charter)


def may(state: ReleasesState, act: Said) -> Refused | None:
    """Return why an act does not count: a draft has a name under it, and goes once, by somebody else's hand."""
    if act.kind == DRAFT:
        return None if act.officer else _nobody()
    draft = state.drafts.get(act.re or "")
    if draft is None or state.status_of(draft.ref) != OPEN:
        status = "no draft that counts" if draft is None else state.status_of(draft.ref)
        return Refused(
            "release-done", expected="a draft that is held for release", got=f"{act.re}: {status}",
            remedy="detente release list",
        )  # fmt: skip
    return (_other_hand(act, draft) or _other_draft(act, draft)) if act.kind == RELEASE else None


def _other_hand(act: Said, draft: Said) -> Refused | None:
    releaser = text_of(act.body, "released_by")
    if text_of(act.body, "drafted_by") != draft.officer or releaser == draft.officer:
        return Refused(
            "release-same-officer", expected=f"another officer than {draft.officer}, who drafted it", got=releaser,
            remedy="let a second officer release it: detente release approve REF --officer NAME",
        )  # fmt: skip
    return None


def _other_draft(act: Said, draft: Said) -> Refused | None:
    """Return why a signed release does not let this draft go."""
    if "note" not in act.body:
        return None
    try:
        release = parse_release(parse_document(act.body["note"]))
        check_release(
            release, draft=digest_of(draft), kind=text_of(kept(draft), "kind"), channel=text_of(kept(draft), "channel")
        )
    except Malformed as fault:
        return Refused("release-unsound", expected=fault.expected, got=_told(fault), remedy=_SIGN)
    except Refused as reason:
        return reason
    return None


def _nobody() -> Refused:
    return Refused(
        "draft-officer-missing", expected="the officer who drafts it", got="nobody named",
        remedy="name the officer with --officer, or in party.toml",
    )  # fmt: skip


def may_in_light(background: Background, act: Said, charter: Charter) -> Refused | None:
    """Return why a release does not count: an accredited officer gives it; signatures are by accredited keys."""
    if act.kind != RELEASE:
        return None
    drafter, releaser = (text_of(act.body, name) for name in ("drafted_by", "released_by"))
    if releaser not in background.present(act.claimed_at):
        return Refused(
            "release-officer-unknown", expected="an officer whom the party accredits", got=releaser,
            remedy=f"detente officer present '{releaser}' --rank RANK",
        )  # fmt: skip
    if "note" not in act.body:
        return None
    try:
        release = verify_release(act.body["note"], charter.council_id, background.keys_at(act.claimed_at))
    except Malformed as fault:
        return Refused("release-unsigned", expected=fault.expected, got=_told(fault), remedy=_SIGN)
    named = tuple(background.id_of(name) for name in (drafter, releaser))
    if release.officers != named:
        got = " and ".join(release.officers)
        return Refused("release-unsigned", expected=f"signatures of {drafter} and {releaser}", got=got, remedy=_SIGN)
    return None


def _told(fault: Malformed) -> str:
    return f"{fault.code}: {fault.got}"


def kept(draft: Said) -> Mapping[str, Any]:
    """Return the act that a draft keeps, as fields."""
    found: Mapping[str, Any] = draft.body["draft"]
    return found


def digest_of(draft: Said) -> str:
    """Return what a release names its draft by: SHA-256 in hex of reference, officer and body in deterministic CBOR.

    Two drafts that say the same are two drafts.
    """
    return hashlib.sha256(cbor.encode([draft.ref, draft.officer, dict(draft.body)])).hexdigest()


def question_of(council: str, draft: Said, officer: str, nonce: bytes) -> bytes:
    """Return what a passkey signs to release a draft: SHA-256 over all that makes it this draft and this officer.

    Source: docs/council/officers.md section 4.
    """
    return hashlib.sha256(
        cbor.encode(["detente release", council, draft.ref, digest_of(draft), officer, nonce])
    ).digest()


def fold(state: ReleasesState, act: Said) -> ReleasesState:
    """Return the state with one more act."""
    ref = act.re or ""
    if act.kind == DRAFT:
        return replace(state, drafts={**state.drafts, act.ref: act})
    if act.kind == RELEASE:
        one = Released(act.ref, text_of(act.body, "act"), text_of(act.body, "released_by"))
        return replace(state, released={**state.released, ref: state.released.get(ref, frozenset()) | {one}})
    if act.kind == DROPPED:
        return replace(state, dropped=state.dropped | {ref})
    return state


def duties(state: ReleasesState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: nobody else waits for what was not said."""
    return ()


def turn(state: ReleasesState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody."""
    return frozenset()


def next_acts(state: ReleasesState, party: str) -> tuple[NextAct, ...]:  # noqa: ARG001  the desk contract
    """Return the drafts that may be dropped; a release is made by its command."""
    return tuple(NextAct(DROPPED, ref) for ref in sorted(state.drafts) if state.status_of(ref) == OPEN)


def render(state: ReleasesState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the draft for eyes."""
    drafts = [state.drafts[ref] for ref in sorted(state.drafts)]
    title = "; ".join(f"Draft of {text_of(kept(one), 'kind')} in {text_of(kept(one), 'channel')}" for one in drafts)
    statuses = dict.fromkeys(state.status_of(one.ref) for one in drafts)
    facts = tuple(("drafted by", one.officer) for one in drafts)
    return Sheet(titled(title), ", ".join(statuses), facts, data={"drafts": [_data(state, one) for one in drafts]})


HELD: Final = "held"
FOUND_BY = (HELD,)


def traits(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return that a draft is held for release, where one is."""
    return {HELD: (OPEN,) if any(one["status"] == OPEN for one in data["drafts"]) else ()}


def _data(state: ReleasesState, draft: Said) -> dict[str, Any]:
    return {
        "ref": draft.ref,
        "status": state.status_of(draft.ref),
        "drafted_by": draft.officer,
        "digest": digest_of(draft),
        "released": [
            {"ref": one.ref, "act": one.act, "released_by": one.by}
            for one in sorted(state.released.get(draft.ref, ()), key=lambda one: one.ref)
        ],
    }
