"""From an event to the call that a party's node gets: its body, on what it rests, and references to earlier acts."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any, Final, get_args, get_type_hints

import msgspec

from detente.clock import rfc3339
from detente.home.calls import Call
from detente.home.wire import CALLS
from detente.rehearsal import scenario as s

REFERENCE: Final = re.compile(r"@([a-z0-9-]{1,32})((?:\.[a-z0-9_-]+)*)")
"""An earlier act or question, and the path into what its node replied."""

SEND: Final = "send"

ATTACHED: Final = "_attached"
"""Folder among a party's papers: files that go with acts. No act is called so, so no paper stands in its place."""

Told = Callable[[str, str], Any]
"""Returns the reference of an act (id, empty path), or what stands at a path in the reply to an act or question."""


def marks_of(event: s.Event) -> dict[str, Any]:
    """Return what an act's body says of the event beside its text: on what it rests; what is signed says so itself.

    Keys: basis, source, reported_by, and `unofficial` (translations by language). The event must be an act.
    """
    act = event.what
    assert isinstance(act, s.Act), "only an act has a body"
    marks: dict[str, Any] = {"basis": event.basis.value}
    if event.sources:
        marks["source"] = list(event.sources)
    if event.reported_by:
        marks["reported_by"] = list(event.reported_by)
    if act.texts:
        marks["unofficial"] = dict(act.texts)
    return marks


def body_of(event: s.Event, told: Told) -> dict[str, Any]:
    """Return the body of the act that the event is."""
    act = event.what
    assert isinstance(act, s.Act), "only an act has a body"
    text = {"text": filled(act.text, told)} if act.text else {}
    return {**text, **filled(act.body, told), **marks_of(event)}


def call_of(event: s.Event, council: str, told: Told, papers: str = "/") -> Call[Any]:
    """Return what the party's node is asked, so that the event happens.

    Args:
        council: id of the event's council.
        papers: folder of the party's files, for a call that reads a file or writes into a folder.

    Raises:
        msgspec.ValidationError: the call takes no such arguments.
    """
    what = event.what
    match what:
        case s.Ask():
            given: dict[str, Any] = {"council": council} if "council" in fields_of(what.call) else {}
        case s.Act():
            said = said_of(event, council, told, papers)
            given = {name: value for name, value in said.items() if name in fields_of(what.call or SEND) and value}
        case _:
            raise AssertionError("only acts and questions are calls")
    name = what.call or SEND
    if what.file:
        given["file"] = str(PurePath(papers) / paper_of(what))
    if "folder" in fields_of(name) and "folder" not in what.args:
        given["folder"] = str(PurePath(papers) / what.id)
    call: Call[Any] = msgspec.convert({**filled(what.args, told), **given, "call": name}, CALLS[name], strict=True)
    return call


def said_of(event: s.Event, council: str, told: Told, papers: str = "/") -> dict[str, Any]:
    """Return what an act's event gives to any call that asks for it, by the names of the calls' fields.

    Args:
        papers: folder of the party's files.
    """
    act = event.what
    assert isinstance(act, s.Act), "only an act says something"
    sent = {} if act.call else {"kind": act.kind, "body": body_of(event, told)}
    return {
        "council": council,
        "channel": act.channel,
        "officer": act.officer,
        "language": act.language,
        "text": filled(act.text, told),
        "to": act.to,
        "precedence": act.precedence.value,
        "re": told(act.re, "") if act.re else None,
        "dossier": told(act.dossier, "") if act.dossier else None,
        "cites": tuple(told(cited, "") for cited in act.cites),
        "attach": tuple(str(PurePath(papers) / ATTACHED / one.name) for one in act.attach),
        **sent,
    }


def paper_of(what: s.Act | s.Ask) -> str:
    """Return the name of the file that an act or question brings."""
    return f"{what.id}.txt"


def fields_of(call: str) -> tuple[str, ...]:
    """Return the names of a call's arguments."""
    return tuple(CALLS[call].__struct_fields__)


def args_as_sent(call: str, args: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call's arguments with date-times as the call has them: seconds in a field of numbers, else text."""
    hints = get_type_hints(CALLS[call])

    def counts(name: str) -> bool:
        return int in (hints.get(name), *get_args(hints.get(name)))

    return {
        name: int(value.timestamp()) if isinstance(value, datetime) and counts(name) else as_text(value)
        for name, value in args.items()
    }


def as_text(value: Any) -> Any:
    """Return a value of TOML with its date-times as RFC 3339."""
    match value:
        case datetime():
            return rfc3339(int(value.replace(tzinfo=value.tzinfo or UTC).timestamp()))
        case dict():
            return {key: as_text(one) for key, one in value.items()}
        case list():
            return [as_text(one) for one in value]
        case _:
            return value


def as_json(reply: msgspec.Struct) -> Any:
    """Return a reply as `--json` shows it: lists where the node has tuples, text where it has bytes."""
    return msgspec.json.decode(msgspec.json.encode(reply))


def filled(value: Any, told: Told) -> Any:
    """Return a value with every text `@act` and `@act.field` in it replaced, at any depth."""
    match value:
        case str():
            named = REFERENCE.fullmatch(value)
            return told(named[1], named[2][1:]) if named else value
        case Mapping():
            return {key: filled(one, told) for key, one in value.items()}
        case list() | tuple():
            return [filled(one, told) for one in value]
        case _:
            return value


def texts_in(value: Any) -> list[str]:
    """Return every text in a value that is no reference."""
    match value:
        case str():
            return [] if REFERENCE.fullmatch(value) else [value]
        case Mapping():
            return [text for one in value.values() for text in texts_in(one)]
        case list() | tuple():
            return [text for one in value for text in texts_in(one)]
        case _:
            return []


def at_path(value: Any, path: str) -> Any:
    """Return what stands at a path like `items.0.result` in what JSON can say; None where nothing does."""
    for step in path.split(".") if path else ():
        match value:
            case Mapping() if step in value:
                value = value[step]
            case list() | tuple() if step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            case _:
                return None
    return value
