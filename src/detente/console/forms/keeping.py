"""Forms as they were typed, kept on this machine until they are sent or forgotten: nothing typed is lost.

A form has a number that goes up with each change. Whoever sends one says which number he saw, so what was changed in
another window is neither overwritten nor signed unseen: it is kept as a form of its own, also where the form is sent
meanwhile.

Heads and words lie on two shelves: a list of forms, or a count, opens no text, however long it is.
"""

import asyncio
import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from detente.clock import Instant
from detente.errors import Refused
from detente.home.access.sessions import key_of
from detente.home.access.state import Access, draw, everything, get, kept, put
from detente.home.acting import uploads
from detente.home.acting.uploads import Upload
from detente.limits import FORM_KEPT_SECONDS_MAX, FORMS_MAX, FORMS_OF_OFFICER_MAX
from detente.node.core import Core
from detente.node.once import said_once
from detente.protocol.passkeys import text_of

SHELF: Final = "forms"
WORDS: Final = "form-words"
"""Shelf of what is typed in each form."""
SPOKEN: Final = "languages"
"""Shelf of the language in which an officer wrote last: the next form begins with it."""
BEGINNING_CHARACTERS_MAX: Final = 300
LANGUAGE: Final = "language"
"""Name of the control of an act's language."""
_ID: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_TAG: Final = re.compile(r"[A-Za-z0-9 -]{1,35}")
"""What may be a tag or a name of a language, as one types it."""


class Form(Struct, frozen=True):
    """A form.

    Args:
        id: 32 random bytes, base64url; also what a second sending is known by.
        officer: whose it is.
        re: the act that it answers; `dossier` where it belongs to one and answers none.
        channel: where it will be said.
        typed: by name of control.
        carried: fields of the body that the desk filled in and no control shows.
        number: goes up with each change of what is typed.
        files: that go with it, in their order.
        begins: how its text or its title begins, for lists.
        sent: reference of what came of it, empty while it was not sent.
        apart: id under which is kept what another window made of it while it was sent.
        signed: SHA-256 in hex over what was typed in what was sent.
        window: which window changed it last, as its script names itself; empty where none ran.
        turn: how many changes that window had sent by then: what a closing window sends may come out of order.
    """

    id: str
    officer: str
    council: str
    kind: str
    title: str
    changed_at: Instant
    channel: str = ""
    re: str = ""
    dossier: str = ""
    typed: dict[str, str] = {}
    carried: dict[str, object] = {}
    number: int = 0
    files: tuple[Upload, ...] = ()
    begins: str = ""
    sent: str = ""
    apart: str = ""
    signed: str = ""
    window: str = ""
    turn: int = 0


class Words(Struct, frozen=True):
    """What is typed in a form, and carried by it."""

    typed: dict[str, str] = {}
    carried: dict[str, object] = {}


class Spoken(Struct, frozen=True):
    """The language in which an officer wrote last in a council, as it was typed."""

    language: str


def check_id(text: str) -> str:
    """Return a form's id.

    Raises:
        Refused: `form-unknown`.
    """
    if _ID.fullmatch(text) is None:
        raise unknown(text)
    return text


def unknown(text: str) -> Refused:
    """Return that there is no such form, in words."""
    return Refused("form-unknown", expected="a form of yours that is kept here", got=text[:48], remedy="see your forms")


async def find(access: Access, name: str, officer: str) -> Form | None:
    """Return an officer's form; somebody else's is as none."""
    found = await access.host.read(lambda core: _form(core, name))
    return found if found is not None and found.officer == officer else None


def _form(core: Core, name: str) -> Form | None:
    """Return a form with what came of it, which stands beside the act: who sent it may have died before noting it."""
    head = get(core, SHELF, name, Form)
    if head is None:
        return None
    words = get(core, WORDS, name, Words)
    return _told(core, head if words is None else replace(head, typed=words.typed, carried=words.carried))


def _put(core: Core, form: Form, now: Instant) -> None:
    until = now + FORM_KEPT_SECONDS_MAX
    put(core, SHELF, form.id, replace(form, typed={}, carried={}), until)
    put(core, WORDS, form.id, Words(form.typed, form.carried), until)


def _take_off(core: Core, name: str) -> bool:
    core.context.store.take_off_shelf(WORDS, name)
    return core.context.store.take_off_shelf(SHELF, name)


def _told(core: Core, form: Form) -> Form:
    said = None if form.sent else said_once(core.context, form.id)
    return form if said is None else replace(form, sent=said.ref)


def _heads(core: Core) -> list[Form]:
    """Return all forms without their words."""
    return [_told(core, one) for one in everything(core, SHELF, Form).values()]


async def listed(access: Access, officer: str) -> list[Form]:
    """Return an officer's forms that were not sent, without their words, the one changed last first."""
    mine = [one for one in await access.host.read(_heads) if one.officer == officer and not one.sent]
    return sorted(mine, key=lambda one: (-one.changed_at, one.id))


async def newest_like(access: Access, form: Form, fits: Callable[[Form], bool]) -> Form | None:
    """Return its officer's form about the same that was changed last and fits, or None; each is opened by itself."""
    for one in await listed(access, form.officer):
        if _about(one) == _about(form):
            whole = await find(access, one.id, form.officer)
            if whole is not None and whole.carried == form.carried and fits(whole):
                return whole
    return None


def _about(form: Form) -> tuple[str, ...]:
    return form.council, form.kind, form.re, form.dossier


async def last_language(access: Access, officer: str, council: str) -> str:
    """Return in which language an officer wrote last in a council, sent or not; nothing where that is not known."""
    found = await access.host.read(lambda core: get(core, SPOKEN, _spoken_by(officer, council), Spoken))
    return "" if found is None else found.language


def _spoken_by(officer: str, council: str) -> str:
    return key_of(f"{council} {officer}")


async def keep(access: Access, form: Form, seen: int) -> Form:
    """Keep what was typed, and return the form with its new number.

    Args:
        seen: the number of the form as the page had it on which this was typed.

    Raises:
        Refused: `form-changed` where another window changed it meanwhile; `form-sent`; `forms-full`.
    """
    now = access.now()

    def do(core: Core) -> Form:
        made = replace(form, number=seen + 1, changed_at=now, begins=_beginning(form))
        known = _form(core, form.id)
        if known is None:
            if (said := said_once(core.context, form.id)) is not None:
                raise _sent(form.id, said.ref)
            core.context.store.clear_shelves(now)
            if sum(one.officer == form.officer and not one.sent for one in _heads(core)) >= FORMS_OF_OFFICER_MAX:
                raise Refused(
                    "forms-full", expected=f"at most {FORMS_OF_OFFICER_MAX} forms of one officer that are kept",
                    got="one more", remedy="send or discard some of yours",
                )  # fmt: skip
            if len(core.context.store.shelf(SHELF)) >= FORMS_MAX and not _forget_one_sent(core):
                raise Refused(
                    "forms-full", expected=f"at most {FORMS_MAX} forms that are kept", got="one more",
                    remedy="send or discard some of yours",
                )  # fmt: skip
        elif known.officer != form.officer:
            raise unknown(form.id)
        elif known.sent:
            raise _sent(known.id, known.sent)
        elif known.number != seen and known.window and known.window == form.window:
            # One window, one form: it sends what was typed without waiting for what came of the last time.
            if form.turn <= known.turn:
                return known
            made = replace(form, number=known.number + 1, changed_at=now)
        elif known.number != seen:
            raise Refused(
                "form-changed", expected=f"the form as it stood on this page, change {seen}",
                got=f"change {known.number}, from another window", remedy="look at both, and go on with one",
            )  # fmt: skip
        # A browser sends no list of files: what is attached is changed by `change_files` alone.
        kept_now = replace(made, files=known.files) if known is not None else made
        _put(core, kept_now, now)
        spoken = form.typed.get(LANGUAGE, "")
        if _TAG.fullmatch(spoken) and form.council in core.context.directory.councils:
            key = _spoken_by(form.officer, form.council)
            put(core, SPOKEN, key, Spoken(spoken), now + FORM_KEPT_SECONDS_MAX)
        return kept_now

    return await kept(access.host, do)


def _forget_one_sent(core: Core) -> bool:
    """Forget what came of the form that was sent longest ago; say if there was one."""
    sent = [one for one in _heads(core) if one.sent]
    oldest = min(sent, key=lambda one: one.changed_at, default=None)
    return oldest is not None and _take_off(core, oldest.id)


def _beginning(form: Form) -> str:
    return (form.typed.get("body.text") or form.typed.get("body.title", ""))[:BEGINNING_CHARACTERS_MAX]


async def change_files(
    access: Access, name: str, officer: str, change: Callable[[tuple[Upload, ...]], tuple[Upload, ...]]
) -> Form:
    """Change which files go with a form, and return it; what no form names any more is removed.

    Raises:
        Refused: `form-unknown`, `form-sent`.
    """

    def do(core: Core) -> tuple[Form, Form]:
        known = _form(core, name)
        if known is None or known.officer != officer:
            raise unknown(name)
        if known.sent:
            raise _sent(known.id, known.sent)
        made = replace(known, files=change(known.files), changed_at=access.now())
        _put(core, made, access.now())
        return known, made

    known, made = await kept(access.host, do)
    await clear_files(access, known.files)
    return made


async def clear_files(access: Access, gone: Iterable[Upload] = ()) -> None:
    """Remove files that no form names: those that were taken from one, and what was left of requests that broke."""
    forms = await access.host.read(_heads)
    named = {each.id for one in forms if not one.sent for each in one.files}
    await asyncio.to_thread(uploads.clear, access.host, {one.id for one in gone}, named)


async def note_sent(access: Access, form: Form, ref: str) -> None:
    """Note what came of a form, and let go of what was signed: the act has it, in whose commit it was noted already.

    What another window typed or attached meanwhile was not signed: it stays, as a form of its own.

    Args:
        form: as it was signed.
    """
    now = access.now()

    def do(core: Core) -> None:
        known, apart = _form(core, form.id), ""
        if known is not None and (known.number, known.files) != (form.number, form.files):
            apart = text_of(draw())
            _put(core, replace(known, id=apart, sent="", window="", turn=0, changed_at=now), now)
        last = known or form
        done = replace(
            form, sent=ref, apart=apart, signed=_digest(form), typed={}, carried={}, files=(), begins="",
            changed_at=now, number=last.number, window=last.window, turn=last.turn,
        )  # fmt: skip
        _put(core, done, now)

    await kept(access.host, do)
    await clear_files(access, form.files)


def says_nothing_new(known: Form, form: Form) -> bool:
    """Say if what a browser sends of a form that was sent is what was signed, or older words of the window before."""
    late = bool(form.window) and form.window == known.window and form.turn <= known.turn
    return late or not any(form.typed.values()) or known.signed == _digest(form)


def _digest(form: Form) -> str:
    # The language may have been filled in for a small form that asks for words alone.
    said = sorted((name, text) for name, text in form.typed.items() if text and name != LANGUAGE)
    return sha256(msgspec.json.encode(said)).hexdigest()


async def discard(access: Access, name: str, officer: str) -> None:
    """Forget a form of an officer's.

    Raises:
        Refused: `form-unknown`.
    """
    known = await find(access, name, officer)
    if known is None:
        raise unknown(name)
    await kept(access.host, lambda core: _take_off(core, name))
    await clear_files(access, known.files)


def _sent(name: str, ref: str) -> Refused:
    return Refused("form-sent", expected="a form that was not sent yet", got=f"{name[:8]}…, sent as {ref}")
