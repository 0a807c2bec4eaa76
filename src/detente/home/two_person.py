"""What takes two officers: which kinds a policy names, and the draft that is written instead of the act.

The policy is the charter's `[two_person] kinds`, which binds every party, together with `two_person` in the party's own
`party.toml`. `two_person_keys = true` there asks for both officers' signatures; without it their names suffice, which
shows who is said to have done what and no more (docs/council/officers.md section 4).
"""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from detente.clock import Instant
from detente.council.desks.releases import DRAFT
from detente.council.registry import KINDS_TO_HOLD
from detente.council.settings import two_person_kinds
from detente.errors import Refused
from detente.home.host import Host
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Draft, Written
from detente.protocol.acts import Precedence
from detente.protocol.charter import Charter

KINDS_SETTING, KEYS_SETTING = "two_person", "two_person_keys"


def kinds_held(config: Mapping[str, Any], charter: Charter) -> frozenset[str]:
    """Return the kinds that this party does not say before a second officer has released them.

    Raises:
        Refused: `two-person-policy`: a policy that cannot be read, or names what is not held, holds everything.
    """
    named = config.get(KINDS_SETTING, [])
    if not isinstance(named, list) or not all(isinstance(one, str) and one in KINDS_TO_HOLD for one in named):
        raise Refused(
            "two-person-policy",
            expected=f'kinds of act that others receive as {KINDS_SETTING} in party.toml, like ["suspend"]',
            got=str(named)[:200],
            remedy="detente kinds lists them; mend party.toml and start the node anew",
        )
    return frozenset(named) | two_person_kinds(charter)


def keys_asked(config: Mapping[str, Any]) -> bool:
    """Say if the party's policy asks for the signatures of both officers.

    Raises:
        Refused: `two-person-policy`.
    """
    asked = config.get(KEYS_SETTING, False)
    if not isinstance(asked, bool):
        raise Refused("two-person-policy", expected=f"true or false as {KEYS_SETTING} in party.toml", got=str(asked))
    return asked


async def submit(host: Host, draft: Draft) -> Written:
    """Append an act and return where it stands: in `own`, as a draft, where it takes two officers.

    Every call that says an act goes through here, but for the release of a draft.

    Raises:
        Refused: what `as_held` and the node say.
    """
    now = host.clock.now()
    return await host.submit(await host.read(lambda core: as_held(core, draft, host.config, now)))


def as_held(core: Core, draft: Draft, config: Mapping[str, Any], now: Instant) -> Draft:
    """Return the act to be written: the draft itself, or where it takes two officers, one in `own` that keeps it.

    Raises:
        Refused: `two-person-policy`, `draft-attachments`; and what would be refused of the act itself, here already.
    """
    held = kinds_held(config, core.context.directory.charter(draft.council))
    if draft.channel == OWN or draft.kind not in held:
        return draft
    if draft.attachments:
        raise Refused(
            "draft-attachments",
            expected=f"a {draft.kind} without files, since a second officer releases it",
            got=f"{len(draft.attachments)} files",
            remedy="send the files first in an act of another kind, and name it with --cites",
        )
    draft = core.check(draft, now)
    return Draft(
        draft.council, OWN, DRAFT, {"draft": fields_of(draft)}, officer=draft.officer, marking=draft.marking,
        beside=draft.beside, once=draft.once,
    )  # fmt: skip


def fields_of(draft: Draft) -> dict[str, Any]:
    """Return an act that is not said yet as fields, as one's own channel keeps it whole."""
    fields = {
        "kind": draft.kind,
        "channel": draft.channel,
        "body": dict(draft.body),
        "to": list(draft.to),
        "re": draft.re,
        "dossier": draft.dossier,
        "cites": list(draft.cites),
        "precedence": int(draft.precedence),
        "language": draft.language,
        "marking": draft.marking,
    }
    return {name: value for name, value in fields.items() if name == "body" or value not in (None, "", [], 0)}


def drafted(council: str, officer: str, fields: Mapping[str, Any], beside: Draft) -> Draft:
    """Return the act that a draft keeps, exactly as it was drafted, to be committed together with its release.

    Args:
        beside: the release.
    """
    return replace(kept_draft(council, officer, fields), beside=beside)


def kept_draft(council: str, officer: str, fields: Mapping[str, Any]) -> Draft:
    """Return the act that fields keep.

    Args:
        officer: who drafted it, and in whose name it goes.
        fields: of the act, as `fields_of` gave them.
    """
    return Draft(
        council=council,
        channel=fields["channel"],
        kind=fields["kind"],
        body=fields["body"],
        officer=officer,
        to=tuple(fields.get("to", ())),
        precedence=Precedence(fields.get("precedence", 0)),
        re=fields.get("re"),
        dossier=fields.get("dossier"),
        cites=tuple(fields.get("cites", ())),
        language=fields.get("language", ""),
        marking=fields.get("marking", ""),
    )
