"""Calls about the exchange of lists: binding this party to one, and showing it.

What a commitment hides is kept in `own` before the commitment is said, sealed for this party alone: so it can be shown
after a crash, and from another machine that has the record.
"""

import asyncio
import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Any, Final

from detente.council.desks import lists
from detente.council.exchange import Exchange
from detente.council.kinds import text_of
from detente.council.said import Said
from detente.errors import Refused
from detente.home import attachments, two_person
from detente.home.acting import uploads
from detente.home.acting.uploads import Upload
from detente.home.acts import locate, officer_of, sent
from detente.home.calls import CommitList, RevealList, Send
from detente.home.host import Host
from detente.home.replies import Sent
from detente.limits import ATTACHMENT_BYTES_MAX, LIST_TEXT_BYTES_MAX
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Draft
from detente.protocol.acts import Attachment
from detente.protocol.commitment import SALT_BYTES, Committed, commitment_of, file_words

SALTED: Final = b"detente salt of a list "


async def commit(host: Host, call: CommitList) -> Sent:
    """Keep a list with a fresh salt in `own`, then commit to it.

    Raises:
        Refused: `lists-unknown`, `file-unreadable`, `attachment-too-large`, and what the lists desk refuses.
    """
    data = await asyncio.to_thread(_read, Path(call.file))
    text = _text_of(data)
    council, opening = await host.read(lambda core: _opening(core, call.council, call.ref))
    salt, officer = secrets.token_bytes(SALT_BYTES), officer_of(host, call.officer)
    bound = _commitment(council, opening, host.keyring.party, salt, text)
    draft = _draft(council, opening, lists.COMMIT, {"item": call.item, "commitment": bound}, officer)
    await _check(host, draft)
    long = text.encode() != data
    # What is bound is these bytes, whatever they are: a list is revealed as it was committed.
    sealed = await attachments.seal_files(host, [call.file] if long else [], as_evidence=True)
    await host.submit(_note(draft, salt, text, sealed))
    return await sent(host, await two_person.submit(host, draft))


async def committing(host: Host, call: Send, file: Upload) -> dict[str, Any]:
    """Return the body of a commitment to a list that came with a form.

    Raises:
        Refused: `lists-unknown`, `file-unreadable`. Fault: `upload-lost`. Malformed: `cannot-open`.
    """
    _data, bound, _salt, _text = await _bound(host, call, file)
    return {"item": call.body.get("item", 0), "commitment": bound}


async def keep(host: Host, call: Send, file: Upload) -> None:
    """Keep a list that came with a form, and what hides it, in `own`; see `commit`.

    Raises:
        Refused: what the lists desk refuses, and the codes of `committing`.
    """
    data, bound, salt, text = await _bound(host, call, file)
    council, opening = await host.read(lambda core: _opening(core, call.council, call.re or ""))
    body = {"item": call.body.get("item", 0), "commitment": bound}
    draft = _draft(council, opening, lists.COMMIT, body, officer_of(host, call.officer))
    await _check(host, draft)
    sealed = await uploads.seal(host, [file] if text.encode() != data else [], erasable=False)
    await host.submit(_note(draft, salt, text, sealed))


async def _bound(host: Host, call: Send, file: Upload) -> tuple[bytes, bytes, bytes, str]:
    """Return a list, the commitment to it, and the salt and text that open that.

    The salt comes from the key under which the file was sealed as it came in: 32 random bytes for this file alone,
    which never leave the node. So preview and act are about one commitment.
    """
    council, opening = await host.read(lambda core: _opening(core, call.council, call.re or ""))
    data = await asyncio.to_thread(lambda: b"".join(uploads.content(host, file)))
    if not data:
        raise Refused("file-unreadable", expected="a list", got=f"{file.name}: nothing in it")
    about = f"{council} {opening.ref} {call.body.get('item', 0)}".encode()
    salt, text = hmac.digest(file.key, SALTED + about, "sha256"), _text_of(data)
    return data, _commitment(council, opening, host.keyring.party, salt, text), salt, text


async def _check(host: Host, draft: Draft) -> None:
    """Be silent where an act would be signed: nothing is kept for a commitment that would not."""
    now = host.clock.now()
    await host.read(lambda core: core.folding.check_draft(draft, now))


def _note(draft: Draft, salt: bytes, text: str, files: tuple[Attachment, ...]) -> Draft:
    body = {"opening": draft.re, "item": draft.body["item"], "salt": salt, "text": text}
    return Draft(draft.council, OWN, lists.KEPT, body, officer=draft.officer, attachments=files)


async def reveal(host: Host, call: RevealList) -> Sent:
    """Show the list to which this party committed, as it was kept.

    Raises:
        Refused: `lists-unknown`, `lists-not-kept`, and what the lists desk refuses.
    """
    council, opening, kept, files = await host.read(lambda core: _kept(core, call.council, call.ref, call.item))
    draft = _draft(council, opening, lists.REVEAL, _shown(kept), officer_of(host, call.officer), files)
    return await sent(host, await two_person.submit(host, draft))


async def revealing(host: Host, call: Send) -> dict[str, Any]:
    """Return the body that shows a list as it was kept.

    Raises:
        Refused: `lists-unknown`, `lists-not-kept`.
    """
    return _shown((await _kept_for(host, call))[2])


async def revealed_files(host: Host, call: Send) -> tuple[Attachment, ...]:
    """Return the file that goes with a list that is long, or no text; see `revealing`."""
    return (await _kept_for(host, call))[3]


async def _kept_for(host: Host, call: Send) -> tuple[str, Said, Said, tuple[Attachment, ...]]:
    return await host.read(lambda core: _kept(core, call.council, call.re or "", call.body.get("item", 0)))


def _shown(kept: Said) -> dict[str, Any]:
    return {"item": kept.body["item"], "salt": kept.body["salt"], "text": text_of(kept.body, "text")}


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(ATTACHMENT_BYTES_MAX + 1)
    except OSError as fault:
        raise Refused("file-unreadable", expected="a list", got=f"{path}: {fault.strerror}") from None
    if not data:
        raise Refused("file-unreadable", expected="a list", got=f"{path}: nothing in it")
    return data


def _text_of(data: bytes) -> str:
    """Return what is committed to: the list itself, or the words that stand for a long one or one that is no text."""
    if len(data) <= LIST_TEXT_BYTES_MAX:
        try:
            return data.decode()
        except UnicodeDecodeError:
            pass
    return file_words(len(data), hashlib.sha256(data).digest())


def _commitment(council: str, opening: Said, party: str, salt: bytes, text: str) -> bytes:
    return commitment_of(Committed(council, opening.ref, party, salt, text.encode()))


def _draft(
    council: str, opening: Said, kind: str, body: dict[str, object], officer: str, files: tuple[Attachment, ...] = ()
) -> Draft:
    return Draft(council, opening.channel, kind, body, officer=officer, re=opening.ref, attachments=files)


def _opening(core: Core, named: str | None, ref: str) -> tuple[str, Said]:
    council, exchange = _exchange(core, named, ref)
    return council, exchange.opening


def _exchange(core: Core, named: str | None, ref: str) -> tuple[str, Exchange]:
    """Return the exchange of which an act is part."""
    council, found = locate(core, named, ref)
    folded = core.folding.matter_of(council, found)
    state = folded.states.get(lists.NAME)
    exchange = state.exchanges.get(folded.ref) if isinstance(state, lists.ListsState) else None
    if exchange is None:
        raise Refused(
            "lists-unknown", expected="an exchange of lists", got=ref, remedy="detente dossier list --desk lists"
        )
    return council, exchange


def _kept(core: Core, named: str | None, ref: str, item: int) -> tuple[str, Said, Said, tuple[Attachment, ...]]:
    """Return what was kept for the commitment that stands, with the attachments that go with it."""
    council, exchange = _exchange(core, named, ref)
    given = [one.body["commitment"] for one in exchange.commitments.get((core.context.party, item), ())]
    rows = core.context.store.acts(council, channel=OWN, kinds={lists.KEPT})
    for one in core.folding.sayings.opened(row for _sequence, row in rows):
        salt, text = one.body["salt"], text_of(one.body, "text")
        if _commitment(council, exchange.opening, core.context.party, salt, text) in given:
            _council, _channel, files = attachments.offered(core, council, one.ref)
            return council, exchange.opening, one, files
    raise Refused(
        "lists-not-kept",
        expected=f"a list kept here for item {item} of {exchange.opening.ref}",
        got="none that was committed to",
        remedy="detente lists commit, or restore the record that holds it",
    )
