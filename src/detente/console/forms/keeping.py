"""Forms as they were typed, kept on this machine until they are sent or forgotten: nothing typed is lost.

A form has a number that goes up with each change. Whoever sends one says which number he saw, so what was changed in
another window is neither overwritten nor signed unseen: it is kept as a form of its own.
"""

import asyncio
import re
from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from detente.clock import Instant
from detente.errors import Refused
from detente.home.access.sessions import key_of
from detente.home.access.state import Access, everything, get, kept, put
from detente.home.acting import uploads
from detente.home.acting.uploads import Upload
from detente.limits import FORM_KEPT_SECONDS_MAX, FORMS_MAX, FORMS_OF_OFFICER_MAX
from detente.node.core import Core
from detente.node.once import said_once

SHELF: Final = "forms"
SPOKEN: Final = "languages"
"""Shelf of the language in which an officer wrote last: the next form begins with it."""
LANGUAGE: Final = "language"
"""Name of the control of an act's language."""
_ID: Final = re.compile(r"[A-Za-z0-9_-]{43}")


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
        sent: reference of what came of it, empty while it was not sent.
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
    sent: str = ""
    window: str = ""
    turn: int = 0


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
    known = get(core, SHELF, name, Form)
    return None if known is None else _told(core, known)


def _told(core: Core, form: Form) -> Form:
    said = None if form.sent else said_once(core.context, form.id)
    return form if said is None else replace(form, sent=said.ref)


def _all(core: Core) -> list[Form]:
    return [_told(core, one) for one in everything(core, SHELF, Form).values()]


async def listed(access: Access, officer: str) -> list[Form]:
    """Return an officer's forms that were not sent, the one changed last first."""
    mine = [one for one in await access.host.read(_all) if one.officer == officer and not one.sent]
    return sorted(mine, key=lambda one: (-one.changed_at, one.id))


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
        made = replace(form, number=seen + 1, changed_at=now)
        known = _form(core, form.id)
        if known is None:
            if (said := said_once(core.context, form.id)) is not None:
                raise _sent(form.id, said.ref)
            core.context.store.clear_shelves(now)
            if sum(one.officer == form.officer and not one.sent for one in _all(core)) >= FORMS_OF_OFFICER_MAX:
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
        put(core, SHELF, form.id, kept_now, now + FORM_KEPT_SECONDS_MAX)
        if spoken := form.typed.get(LANGUAGE):
            key = _spoken_by(form.officer, form.council)
            put(core, SPOKEN, key, Spoken(spoken), now + FORM_KEPT_SECONDS_MAX)
        return kept_now

    return await kept(access.host, do)


def _forget_one_sent(core: Core) -> bool:
    """Forget what came of the form that was sent longest ago; say if there was one."""
    sent = [one for one in _all(core) if one.sent]
    oldest = min(sent, key=lambda one: one.changed_at, default=None)
    return oldest is not None and core.context.store.take_off_shelf(SHELF, oldest.id)


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
        put(core, SHELF, name, made, access.now() + FORM_KEPT_SECONDS_MAX)
        return known, made

    known, made = await kept(access.host, do)
    await clear_files(access, known.files)
    return made


async def clear_files(access: Access, gone: Iterable[Upload] = ()) -> None:
    """Remove files that no form names: those that were taken from one, and what was left of requests that broke."""
    forms = await access.host.read(_all)
    named = {each.id for one in forms if not one.sent for each in one.files}
    await asyncio.to_thread(uploads.clear, access.host, {one.id for one in gone}, named)


async def note_sent(access: Access, form: Form, ref: str) -> None:
    """Note what came of a form, and let go of what was typed: the act has it, in whose commit it was noted already."""
    done = replace(form, sent=ref, typed={}, files=(), changed_at=access.now())
    await kept(access.host, lambda core: put(core, SHELF, form.id, done, access.now() + FORM_KEPT_SECONDS_MAX))
    await clear_files(access, form.files)


async def discard(access: Access, name: str, officer: str) -> None:
    """Forget a form of an officer's.

    Raises:
        Refused: `form-unknown`.
    """
    known = await find(access, name, officer)
    if known is None:
        raise unknown(name)
    await kept(access.host, lambda core: core.context.store.take_off_shelf(SHELF, name))
    await clear_files(access, known.files)


def _sent(name: str, ref: str) -> Refused:
    return Refused("form-sent", expected="a form that was not sent yet", got=f"{name[:8]}…, sent as {ref}")
