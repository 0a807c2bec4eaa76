"""What a charter settles, for people: channels, topics, clocks; and what each amendment puts in place of what."""

from collections.abc import Iterator, Mapping
from typing import Any

from detente.errors import Malformed
from detente.home.replies.councils import ChannelTermsView, DifferenceView, TermsView
from detente.protocol.amended import Amended, apply
from detente.protocol.amendment import Amendment
from detente.protocol.charter import Charter

WORDS_MAX = 2_000
"""Characters of one value that a list of differences says; the amendment's text has all of it."""


def terms_of(charter: Charter) -> TermsView:
    """Return what a charter settles as it stands."""
    return TermsView(
        charter_sha256=charter.charter_hash.hex(),
        channels=tuple(
            ChannelTermsView(name, one.title, one.level, one.public, one.members, one.writers)
            for name, one in charter.channels.items()
        ),
        topics={
            name: str(one.get("title", "")) if isinstance(one, Mapping) else ""
            for name, one in charter.tables.get("topics", {}).items()
        },
        rule=str(charter.rule),
        deeming_hours=charter.clocks.deeming_hours,
        flash_deeming_hours=charter.clocks.flash_deeming_hours,
        quorum=charter.quorum,
        languages=charter.languages,
        settings={name: value for name, value in settings_of(charter.tables) if not name.startswith("topics.")},
    )


def differences_of(amended: Amended, amendment: Amendment) -> tuple[DifferenceView, ...]:
    """Return what an amendment changes, in the order of names; nothing where it no longer fits what stands.

    Args:
        amended: with the amendment in its chain, or before it.
    """
    course = amended.course
    stages = (*course.before, course.charter)
    if amendment in course.chain:
        at = course.chain.index(amendment)
        return _between(stages[at], stages[at + 1])
    try:
        return _between(course.charter, apply(course, amendment, amended.words))
    except Malformed:
        return ()


def _between(before: Charter, after: Charter) -> tuple[DifferenceView, ...]:
    one, other = dict(_lines(before)), dict(_lines(after))
    return tuple(
        DifferenceView(name, one.get(name), other.get(name))
        for name in sorted({*one, *other})
        if one.get(name) != other.get(name)
    )


def _lines(charter: Charter) -> Iterator[tuple[str, str]]:
    """Yield all that an amendment can change, each under a name of its own, as text."""
    for party, member in charter.parties.items():
        gone = " (has withdrawn)" if party in charter.withdrawn else ""
        yield f"parties.{party}", f"{member.name}{gone}"
    for name, one in charter.channels.items():
        yield f"channels.{name}.members", ", ".join(one.members)
        if one.writers != one.members:
            yield f"channels.{name}.writers", ", ".join(one.writers)
        for field, text in (("level", one.level), ("title", one.title), ("public", "true" if one.public else "")):
            if text:
                yield f"channels.{name}.{field}", text
    yield from settings_of(charter.tables)


def settings_of(tables: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the values of tables under their dotted names, as text."""
    for name, value in tables.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", text) for inner, text in settings_of(value))
        elif isinstance(value, list):
            yield name, ", ".join(map(str, value))[:WORDS_MAX]
        else:
            yield name, str(value)[:WORDS_MAX]
