"""Passkeys of officers: the link through which one is enrolled, those that stand, and taking one back."""

import hashlib
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from msgspec import Struct

from detente.clock import Instant
from detente.council.desks.access import COUNT_MAX, PASSKEY, WITHDRAWN, Passkey, passkey_of
from detente.errors import Refused
from detente.home.access import audit
from detente.home.access.state import Access, Submitting, draw, everything, get, kept, put, woven
from detente.home.acts import locate
from detente.home.views import council_of
from detente.limits import ENROLMENT_SECONDS_MAX, ENROLMENTS_MAX, PASSKEYS_MAX
from detente.node.core import Core
from detente.node.directory import OWN
from detente.protocol.passkeys import Site, challenge_of, registration_options, text_of, user_of, verify_registration

SHELF = "enrolments"


class Enrolment(Struct, frozen=True):
    """For whom a link is, and until when; only the hash of its token is kept."""

    council: str
    officer: str
    until: Instant


async def invite(access: Access, officer: str, council: str | None) -> tuple[str, Enrolment]:
    """Return the token of a link through which an accredited officer enrols a passkey, once.

    Raises:
        Refused: `officer-not-accredited`, `enrolments-full`, `council-unknown`.
    """
    at, now, token = access.host.clock.now(), access.now(), draw()

    def do(core: Core) -> Enrolment:
        where = council_of(core, council)
        check_accredited(core, where, officer, at)
        core.context.store.clear_shelves(now)
        if len(core.context.store.shelf(SHELF)) >= ENROLMENTS_MAX:
            raise Refused(
                "enrolments-full", expected=f"at most {ENROLMENTS_MAX} links that wait to be used", got="one more",
                remedy=f"use them, or wait {ENROLMENT_SECONDS_MAX // 60} minutes until they end",
            )  # fmt: skip
        made = Enrolment(where, officer, now + ENROLMENT_SECONDS_MAX)
        put(core, SHELF, _key(text_of(token)), made, made.until)
        return made

    return text_of(token), await kept(access.host, do)


async def invitation(access: Access, token: str) -> Enrolment:
    """Return for whom a link is.

    Raises:
        Refused: `enrolment-unknown`, for a link that was used as for one that never was.
    """
    now = access.now()
    found = await access.host.read(lambda core: get(core, SHELF, _key(token), Enrolment))
    if found is None or now > found.until:
        raise _unknown()
    return found


async def ask(access: Access, token: str, site: Site) -> str:
    """Return as JSON what the browser is asked that opened a link.

    Raises:
        Refused: `enrolment-unknown`.
    """
    found = await invitation(access, token)
    challenge, ring, folder = draw(), access.host.keyring, access.host.folder.path.resolve()
    access.challenges.put(challenge, f"enrol {_key(token)}", access.now())
    mine = [one for one in (await standing(access)).values() if one.officer == found.officer]
    # By this name a device offers it beside those of other nodes: the council without its hash, and the folder.
    name = f"{ring.party.upper()} · {found.council.rpartition('-')[0]} · {found.officer} · {folder.name}"
    user = user_of(ring.root.text(), str(folder), found.officer)
    return registration_options(site, user, name, challenge, [one.credential for one in mine])


async def enrol(access: Access, token: str, answer: str, site: Site) -> tuple[Enrolment, str]:
    """Enrol the passkey that a browser made, and return for whom, and the act in `own`; the link is used up.

    Raises:
        Refused: `enrolment-unknown`, `challenge-unknown`, `officer-not-accredited`, `passkey-known`, `passkeys-full`.
        Malformed: `passkey-unsound`.
    """
    found = await invitation(access, token)
    challenge = challenge_of(answer)
    access.challenges.take(challenge, f"enrol {_key(token)}", access.now())
    made = verify_registration(answer, site, challenge)
    at = access.host.clock.now()
    body = {
        "officer": found.officer, "credential": made.id, "key": made.key, "site": site.id,
        "count": min(made.count, COUNT_MAX),
        "model": made.model.replace("00000000-0000-0000-0000-000000000000", ""),
    }  # fmt: skip

    def use(core: Core, submit: Submitting) -> str:
        check_accredited(core, found.council, found.officer, at)
        known = read_standing(core)
        if made.id in known:
            raise Refused("passkey-known", expected="a passkey that nobody has enrolled yet", got=known[made.id].ref)
        if len(known) >= PASSKEYS_MAX:
            raise Refused(
                "passkeys-full", expected=f"at most {PASSKEYS_MAX} passkeys", got="one more",
                remedy="withdraw those that nobody uses: detente officer passkeys",
            )  # fmt: skip
        if not core.context.store.take_off_shelf(SHELF, _key(token)):
            raise _unknown()
        return audit.enter(core, submit, found.council, PASSKEY, body, at, officer=found.officer)

    return found, await woven(access.host, use)


async def standing(access: Access) -> Mapping[bytes, Passkey]:
    """Return the passkeys that are enrolled and not withdrawn, by the id of the credential."""
    return await access.host.read(standing_in)


def standing_in(core: Core) -> Mapping[bytes, Passkey]:
    """Return the passkeys that stand, between two steps: read once until something is written."""
    mark = core.context.store.changes()
    known = _STANDING.get(core)
    if known is None or known[0] != mark:
        known = _STANDING[core] = mark, read_standing(core)
    return known[1]


def read_standing(core: Core) -> Mapping[bytes, Passkey]:
    """Return the passkeys that stand in this record's own channels, read anew: also within a step."""
    found: dict[bytes, Passkey] = {}
    for council in core.context.directory.councils:
        rows = core.context.store.acts(council, channel=OWN, kinds=(PASSKEY, WITHDRAWN))
        acts = list(core.folding.sayings.opened(row for _sequence, row in rows))
        gone = {act.re for act in acts if act.kind == WITHDRAWN}
        found |= {
            one.credential: one
            for one in map(passkey_of, (a for a in acts if a.kind == PASSKEY))
            if one.ref not in gone
        }
    return found


_STANDING: WeakKeyDictionary[Core, tuple[int, Mapping[bytes, Passkey]]] = WeakKeyDictionary()
"""The passkeys that stand, with how often the record had been written when they were read."""


async def withdraw(access: Access, ref: str, council: str | None, officer: str, text: str) -> str:
    """Take a passkey back, and return the act that says so.

    Raises:
        Refused: `passkey-not-standing`, `reference-unknown`.
    """
    where, whole = await access.host.read(lambda core: locate(core, council, ref))
    body = {"text": text} if text else {}
    return await audit.note(access.host, where, WITHDRAWN, body, officer=officer, re=whole)


def accredits(core: Core, officer: str, at: Instant) -> str | None:
    """Return the first council in which the party accredits an officer at a second, or None."""
    party, councils = core.context.party, core.context.directory.councils
    return next((one for one in councils if officer in core.folding.standing(one, party).present(at)), None)


def check_accredited(core: Core, council: str, officer: str, at: Instant) -> None:
    """Be silent where a party's credentials of an officer hold at a second.

    Raises:
        Refused: `officer-not-accredited`.
    """
    present = core.folding.standing(council, core.context.party).present(at)
    if officer not in present:
        raise Refused(
            "officer-not-accredited",
            expected=f"an officer whom {core.context.party.upper()} accredits in {council}: "
            f"{', '.join(sorted(present)) or 'none yet'}",
            got=officer or "nobody",
            remedy="detente officer present NAME --rank RANK, or the name of one who is accredited",
        )


async def waiting(access: Access) -> list[Enrolment]:
    """Return the links that wait to be used."""
    now = access.now()
    found = await access.host.read(lambda core: everything(core, SHELF, Enrolment))
    return [one for one in found.values() if now <= one.until]


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _unknown() -> Refused:
    return Refused(
        "enrolment-unknown",
        expected="an enrolment link that was not used and has not ended",
        got="another one",
        remedy="ask who keeps the node for a new one: detente officer enrol NAME",
    )
