"""Who in a session may say what officers are: present them, replace or withdraw credentials, take passkeys back.

A party vouches for its own officers, so the officers' desk asks no rank for it: else nobody could present the first. In
the pages the author is one officer among several. There nobody gives, or takes from another, more than that officer
has: the rank, in each channel. Nobody makes more of their own credentials; one's own may be narrowed and taken back.
Who keeps the node stands above this: the command judges nobody.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from detente.clock import Instant, rfc3339
from detente.council.background import Accreditation
from detente.council.desks import access, officers
from detente.council.desks.officers import CREDENTIALS, OfficersState, Presented
from detente.council.kinds import Rank, instant_of, texts_of
from detente.council.registry import KINDS
from detente.errors import Refused
from detente.home.acts import locate
from detente.node.core import Core

Given = Accreditation | Presented
VOUCHING: Final = (CREDENTIALS, officers.WITHDRAWN, access.WITHDRAWN)


def check_vouches(
    core: Core, council: str, officer: str, kind: str, re: str | None, body: Mapping[str, Any], at: Instant
) -> None:
    """Be silent where an officer may say this of officers in a session; of any other kind always.

    Args:
        re: what it answers, in any writing that names it.
        body: as the kind reads it; one that it does not let pass is left to the desk.

    Raises:
        Refused: `officer-of-higher-rank`, `officer-own-rights`, `reference-unknown`.
    """
    if kind not in VOUCHING:
        return
    check_not_raised(core, council, officer, kind, body, at)
    concerned = [one for one in _concerned(core, council, kind, re, body, at) if one[1].name != officer]
    if kind == CREDENTIALS and (given := _given(core, body)) is not None:
        concerned.append((council, given))
    for where, one in concerned:
        _check_reaches(core, where, officer, one, kind, at)


def _check_reaches(core: Core, council: str, officer: str, other: Given, kind: str, at: Instant) -> None:
    """Be silent where an officer has at least another's rank now in each channel in which that counts."""
    standing = core.folding.standing(council, core.context.party)
    for channel in other.channels or core.context.directory.charter(council).channels:
        spoken = standing.rank_of(officer, channel, at)
        if spoken.height < other.rank.height:
            # Under these names a sentence's words are looked up in the reader's language (docs/languages.md).
            rank, title = other.rank, KINDS[kind].title
            raise Refused(
                "officer-of-higher-rank", expected=f"an officer accredited as {rank} or higher for this: {title}",
                got=_speaks(officer, channel, spoken),
                remedy="let an officer of that rank say it, or who keeps the node: detente officer --help",
            )  # fmt: skip


def _speaks(officer: str, channel: str, rank: Rank) -> str:
    return f"{officer}, who speaks in {channel} as {rank}"


def check_not_raised(core: Core, council: str, officer: str, kind: str, body: Mapping[str, Any], at: Instant) -> None:
    """Be silent unless credentials would make more of what their officer has: of rank, channels or time.

    Raises:
        Refused: `officer-own-rights`.
    """
    given = _given(core, body) if kind == CREDENTIALS else None
    if given is None or given.name != officer:
        return
    known = _own(core, council, officer)
    if more := _more(known if known is not None and known.holds(at) else None, given):
        raise Refused(
            "officer-own-rights",
            expected="credentials of one's own with no higher rank, no further channel and no later end than stand",
            got=more,
            remedy="let another officer of that rank present you, or who keeps the node: detente officer present",
        )


def _more(mine: Accreditation | None, given: Presented) -> str:
    """Return in words what credentials give beyond what stands; everybody is a watch officer."""
    rank = given.rank
    if rank.height > (Rank.WATCH_OFFICER if mine is None else mine.rank).height:
        return f"a higher rank: {rank}"
    if mine is None:
        return ""
    if mine.channels and not (given.channels and set(given.channels) <= set(mine.channels)):
        return f"further channels than {', '.join(mine.channels)}"
    if mine.valid_until is not None and (given.valid_until is None or given.valid_until > mine.valid_until):
        return f"a later end than {rfc3339(mine.valid_until)}"
    return ""


def may_vouch(core: Core, council: str, officer: str, kind: str, re: str | None, at: Instant) -> bool:
    """Say if an officer may begin with an act about officers; of any other kind always."""
    try:
        check_vouches(core, council, officer, kind, re, {}, at)
    except Refused:
        return False
    return True


def ranks_given(core: Core, council: str, officer: str, at: Instant) -> tuple[str, ...]:
    """Return the ranks that an officer may give in a session."""
    mine = _own(core, council, officer)
    height = mine.rank.height if mine is not None and mine.holds(at) else Rank.WATCH_OFFICER.height
    return tuple(one.value for one in Rank if one.height <= height)


# --- whom it concerns -------------------------------------------------------------------------------------------------


def _concerned(
    core: Core, council: str, kind: str, re: str | None, body: Mapping[str, Any], at: Instant
) -> Iterator[tuple[str, Given]]:
    """Yield of whom it is said, each with the council in which that officer is what it says."""
    if kind == access.WITHDRAWN:
        yield from _holders(core, council, re, at)
        return
    party, names = core.context.party, [str(body.get("name", ""))]
    if re is not None:
        where, whole = locate(core, council, re)
        state = core.folding.matter_of(where, whole).states.get(officers.NAME)
        answered = state.presented.get(whole) if isinstance(state, OfficersState) else None
        if isinstance(state, OfficersState) and answered is not None and answered.party == party:
            names.append(answered.name)
            # Of concurrent credentials none counts, and each says what the officer may be.
            register = state.standing[answered.who]
            yield from ((where, one) for one in register.values.values() if not one.withdrawn)
    for name in dict.fromkeys(names):
        if (known := _own(core, council, name)) is not None:
            yield council, known


def _holders(core: Core, council: str, re: str | None, at: Instant) -> Iterator[tuple[str, Given]]:
    """Yield what the officer of a passkey is in each council: it opens the pages of all of them."""
    if re is None:
        return
    where, whole = locate(core, council, re)
    row = core.context.store.act(where, whole)
    acts = () if row is None or row.kind != access.PASSKEY else core.folding.sayings.opened([row])
    for act in acts:
        holder = access.passkey_of(act).officer
        for joined in core.context.directory.councils:
            known = _own(core, joined, holder)
            if known is not None and known.holds(at):
                yield joined, known


def _own(core: Core, council: str, name: str) -> Accreditation | None:
    return core.folding.standing(council, core.context.party).accreditations.get(name)


def _given(core: Core, body: Mapping[str, Any]) -> Presented | None:
    """Return what credentials give; None where they say no rank that there is."""
    if (rank := body.get("rank")) not in tuple(Rank):
        return None
    until = instant_of(body, "valid_until_at")
    return Presented(core.context.party, str(body.get("name", "")), Rank(rank), texts_of(body, "channels"), 0, until)
