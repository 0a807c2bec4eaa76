"""The fields of a statement in the media, as all formats give them: checked one by one, in one place."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

from detente.clock import Instant
from detente.council.papers.press import Precision
from detente.errors import Malformed
from detente.home.papers.plain import plain_text
from detente.limits import (
    ID_CHARACTERS_MAX,
    INSTANT_MAX,
    PRESS_LABEL_CHARACTERS_MAX,
    PRESS_LINK_CHARACTERS_MAX,
    PRESS_TEXT_CHARACTERS_MAX,
)

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
_PARTY: Final = re.compile(rf"[a-z0-9-]{{1,{ID_CHARACTERS_MAX}}}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class Unfit(Exception):  # noqa: N818  caught where the item's place is known, and worded there
    """A field that is not what it should be; the reader of the format knows where it stands."""

    def __init__(self, expected: str, got: str) -> None:
        self.expected = expected
        self.got = repr(got[:80])
        super().__init__(f"expected {expected}; got {self.got}")


def decode(data: bytes, encoding: str) -> str:
    """Return the text of bytes.

    Raises:
        Malformed: `press-encoding`.
    """
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise Malformed("press-encoding", expected=f"text in {encoding}", got=f"byte {fault.start}") from None


def link_of(text: str) -> str:
    """Return an address that can be opened over the web."""
    link = text.strip()
    expected = f"an http or https address of at most {PRESS_LINK_CHARACTERS_MAX} characters"
    if len(link) > PRESS_LINK_CHARACTERS_MAX or not link.isprintable() or " " in link:
        raise Unfit(expected, link)
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        raise Unfit(expected, link) from None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        raise Unfit(expected, link)
    return link


def time_of(text: str) -> tuple[Instant, Precision]:
    """Return a time as RSS, Atom and people write it: RFC 5322, RFC 3339 with its zone, or a day alone."""
    written = text.strip()
    try:
        if _DAY.fullmatch(written):
            day = date.fromisoformat(written)
            return _instant(datetime(day.year, day.month, day.day, tzinfo=UTC), text), Precision.DAY
        found = datetime.fromisoformat(written) if written[:4].isdigit() else _mail_time(written)
        if found.tzinfo is None:
            raise Unfit("a time with its zone, like 2016-04-20T12:00:00Z", written)
        return _instant(found, text), Precision.SECOND
    except (ValueError, OverflowError, TypeError, IndexError):
        raise Unfit("a day like 2016-04-20, or a time of RFC 3339 or RFC 5322", written) from None


def _mail_time(text: str) -> datetime:
    found = parsedate_to_datetime(text)
    # RFC 5322 section 3.3: -0000 is UTC of which nothing more is known.
    return found.replace(tzinfo=UTC) if found.tzinfo is None and text.endswith("-0000") else found


def _instant(found: datetime, text: str) -> Instant:
    at = int(found.timestamp())
    if not 0 <= at <= INSTANT_MAX:
        raise Unfit("a time from 1970 on", text)
    return at


def party_of(text: str) -> str:
    """Return a party's id in small letters, or nothing where none is named."""
    party = text.strip().lower()
    if party and not _PARTY.fullmatch(party):
        raise Unfit("a party's id, or nothing", text)
    return party


def language_of(text: str) -> str:
    """Return a language tag, or nothing where none is named."""
    language = text.strip()
    if language and (len(language) > PRESS_LABEL_CHARACTERS_MAX or not _LANGUAGE.fullmatch(language)):
        raise Unfit("a language tag like ru, or nothing", language)
    return language


def label_of(text: str) -> str:
    """Return a title or topic in one line, without tags."""
    label = " ".join(plain_text(_bounded(text)).split())
    if len(label) > PRESS_LABEL_CHARACTERS_MAX:
        raise Unfit(f"at most {PRESS_LABEL_CHARACTERS_MAX} characters", label)
    return label


def text_of(text: str) -> str:
    """Return what was said, without tags."""
    return plain_text(_bounded(text))


def _bounded(text: str) -> str:
    if len(text) > PRESS_TEXT_CHARACTERS_MAX:
        raise Unfit(f"at most {PRESS_TEXT_CHARACTERS_MAX:,} characters", f"{len(text):,}")
    return text
