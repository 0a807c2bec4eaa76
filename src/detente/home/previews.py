"""What would be signed, before it is: the act that a call would make, checked as it would be, and nothing written."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.clock import Instant
from detente.council.registry import KINDS, desk_of, kind_of, part_of
from detente.council.titles import Frame
from detente.errors import Malformed, Refused
from detente.home import acts, making, two_person
from detente.home.acting.uploads import Upload
from detente.home.calls import Send
from detente.home.handled import handled, words_of
from detente.home.host import Host
from detente.home.sentences import tell
from detente.home.views import Viewer, plain
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Draft
from detente.node.scribe import Room
from detente.protocol import cbor
from detente.protocol.documents import draft_document, signer_name


@dataclass(frozen=True, slots=True)
class Preview:
    """An act that was not said.

    Args:
        officer, rank: in whose name, and with which rank that officer speaks in this channel.
        handling: how far it may go, as in `ActView`.
        part: of its matter that it is about, as in `NextActView`.
        readers: parties that would hold and read it, beside its author; empty for one's own channel.
        public: everybody may read it.
        cites: references of further acts that its officer names.
        held: a second officer releases it first.
        says: it as one sentence; `frame` tells of what it is made.
        body: as it would be signed, with times as RFC 3339 and bytes as hex.
        text: the document that it signs beside itself, exactly; `signer` the name under which the party's log key does.
        added: to it when it is signed: under which state of the charter it opens a matter.
        size_bytes: of the act, before it is sealed.
        digest: SHA-256 in hex over all of it but its time, what it cites and what is added, in deterministic CBOR; of
            files, over name, size, media type and their own SHA-256.
    """

    council: str
    channel: str
    kind: str
    title: str
    officer: str
    rank: str
    to: tuple[str, ...]
    readers: tuple[str, ...]
    public: bool
    held: bool
    re: str | None
    dossier: str | None
    cites: tuple[str, ...]
    precedence: str
    language: str
    marking: str
    says: str
    frame: Frame
    body: Mapping[str, Any]
    text: str
    signer: str
    added: Mapping[str, Any]
    size_bytes: int
    digest: str
    handling: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an officer was shown before signing.

    Args:
        digest: of it, as in `Preview`.
        place: where it is looked at again.
    """

    digest: str
    place: str


async def preview(host: Host, call: Send, files: Sequence[Upload] = ()) -> Preview:
    """Return what a call would say; it is refused here for all that it would be refused for then.

    Args:
        files: of its form; what the act says of them is shown as far as that is known before they are sealed.

    Raises:
        Refused: the codes of `acts.send`, `making.whole` and `making.planned`.
    """
    given = await _given(host, call, files)
    now = host.clock.now()
    await host.fold()

    def look(core: Core) -> Preview:
        held = two_person.as_held(core, given, host.config, now)
        return preview_of(core, core.check(given, now), now, held=held is not given)

    return await host.read(look)


async def draft_as_shown(host: Host, call: Send, files: Sequence[Upload], shown: Shown | None) -> Draft:
    """Return the draft that a call makes, with what its files will say as far as that is known before they are sealed.

    It is this draft that is to be signed: what is made anew of a call might by then be another one.

    Args:
        shown: what an officer saw of it; None where nobody was to look.

    Raises:
        Refused: `preview-old`, and the codes of `preview`.
    """
    given = await _given(host, call, files)
    if shown is None:
        return given
    now = host.clock.now()
    await host.fold()
    draft = await host.read(lambda core: core.check(given, now))
    if digest_of(draft) != shown.digest:
        raise Refused(
            "preview-old", expected="what the preview showed", got="another text: it was changed in another window",
            remedy=f"look at it again: {shown.place}",
        )  # fmt: skip
    return draft


async def _given(host: Host, call: Send, files: Sequence[Upload]) -> Draft:
    return await acts.draft_of(host, await making.whole(host, call, files), await making.planned(host, call, files))


async def room(host: Host, call: Send, files: Sequence[Upload] = ()) -> Room | None:
    """Return how long the act of a call is so far and how long it may be; None where that cannot be known yet."""
    now = host.clock.now()

    def look(core: Core, given: Draft) -> Room:
        draft = core.folding.complete(given)
        core.scribe.check(draft)
        return core.scribe.room(draft, now)

    try:
        given = await _given(host, call, files)
        return await host.read(lambda core: look(core, given))
    except (Refused, Malformed):
        return None


def preview_of(core: Core, draft: Draft, now: Instant, *, held: bool) -> Preview:
    """Return an act that was not said, as it would be signed now; nothing of it is checked.

    Raises:
        Refused: `kind-unknown`, `channel-unknown`, `reference-unknown`.
    """
    kind, party = kind_of(draft.kind), core.context.party
    charter = core.context.directory.charter(draft.council)
    own = draft.channel == OWN
    members = () if own else core.context.directory.members(draft.council, draft.channel)
    planned = core.scribe.planned(draft, now)
    shown: dict[str, Any] = plain(kind.show(dict(draft.body)))
    text = making.document_in(core, draft)
    added = {name: one for name, one in planned.body.items() if name not in draft.body}
    rank = core.folding.standing(draft.council, party).rank_of(draft.officer, draft.channel, now)
    says = tell(charter, draft.kind, party, draft.re, shown, lambda: Viewer(core).body_of(draft.council, draft.re))
    return Preview(
        council=draft.council,
        channel=draft.channel,
        kind=draft.kind,
        title=KINDS[draft.kind].title,
        officer=draft.officer,
        rank=rank.value,
        to=draft.to,
        readers=tuple(one for one in members if one != party),
        public=not own and charter.channels[draft.channel].public,
        held=held,
        re=draft.re,
        dossier=draft.dossier,
        cites=draft.cites,
        precedence=draft.precedence.name.lower(),
        language=draft.language,
        marking=draft.marking,
        says=says.words,
        frame=says.frame,
        body=shown,
        text=text,
        signer=signer_name(draft.council, draft_document(text).purpose, party) if text else "",
        added=plain(kind.show(added)),
        size_bytes=len(planned.to_bytes()),
        digest=digest_of(draft),
        part=part_of(draft.kind, _state_of(core, draft), draft.re, shown),
        handling=words_of(handled(core.folding, draft.council, draft.kind, draft.re, draft.body), draft.marking),
    )


def _state_of(core: Core, draft: Draft) -> Any:
    """Return the state of the matter in which an act would stand, as its desk has it; None where it opens one."""
    about = draft.re or draft.dossier
    return core.folding.matter_of(draft.council, about).states.get(desk_of(draft.kind).NAME) if about else None


def digest_of(draft: Draft) -> str:
    """Return what a person saw, as one number: two drafts have the same where the same would be signed."""
    said = [
        draft.council, draft.channel, draft.kind, dict(draft.body), draft.officer, list(draft.to),
        int(draft.precedence), draft.re or "", draft.dossier or "", list(draft.cites), draft.language, draft.marking,
        [[one.hash, one.size, one.name, one.media_type] for one in draft.attachments],
    ]  # fmt: skip
    return hashlib.sha256(cbor.encode(said)).hexdigest()
