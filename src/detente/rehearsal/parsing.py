"""From a scenario's text to a checked `Scenario`: tables first, then events, then what only the whole course shows.

Codes of `Malformed`, each with expected, got (file, event, field) and remedy: see docs/spec/scenario.md section 6.
"""

from importlib.resources.abc import Traversable
from typing import Final

from detente.errors import Malformed
from detente.protocol.toml import parse_toml
from detente.rehearsal import scenario as s
from detente.rehearsal.attached import Folder
from detente.rehearsal.councils import CouncilReader
from detente.rehearsal.course import check_course
from detente.rehearsal.events import EventReader
from detente.rehearsal.setting import Concerned, Confidence, Party, Seen, Source
from detente.rehearsal.tables import Table

SUPPORTED: Final = 1


def parse_scenario(text: str, file: str, folder: Traversable | None = None) -> s.Scenario:
    """Return the scenario that the text is, with every reference resolved.

    Args:
        text: TOML.
        file: its name, for messages.
        folder: where files that go with its acts lie; None where there is none.

    Raises:
        Malformed: a `scenario-…` code.
    """
    try:
        raw = parse_toml("scenario-toml", text)
    except Malformed as fault:
        raise Malformed("scenario-toml", expected=fault.expected, got=f"{fault.got} ({file})") from None
    return _scenario(Table(raw, file), file, Folder(folder))


def _scenario(top: Table, file: str, folder: Folder) -> s.Scenario:
    version = top.take("detente-scenario", int, "the format's version")
    if version != SUPPORTED:
        raise top.wrong("scenario-version", expected=str(SUPPORTED), got=str(version), field="detente-scenario")
    sources = top.each("sources", _source, required=False)
    parties = top.each("parties", _party)
    concerned = top.each("concerned", _concerned, required=False)
    if both := sorted(parties.keys() & concerned.keys()):
        raise top.wrong("scenario-twice", expected="a state is a party or concerned, not both", got=both[0])
    councils = CouncilReader(parties).read(top, file)
    reader = EventReader(file, sources, parties, concerned, councils, folder)
    found = s.Scenario(
        id=top.id("id"),
        file=file,
        title=top.text("title"),
        titles=top.texts("titles"),
        summary=top.lines("summary", s.SUMMARY_LINES),
        sources=sources,
        parties=parties,
        concerned=concerned,
        councils=councils,
        events=tuple(
            reader.read(number, item)
            for number, item in enumerate(top.take("events", list, "tables [[events]]"), start=1)
        ),
    )
    top.done()
    check_course(found)
    return found


def _source(name: str, table: Table) -> Source:
    return Source(
        id=name,
        title=table.text("title"),
        where=table.text("where"),
        seen=table.word("seen", Seen),
        confidence=table.word("confidence", Confidence),
    )


def _party(name: str, table: Table) -> Party:
    short = table.text("short")
    if len(short) > 5 or not short.isascii() or short != short.upper():
        raise table.wrong("scenario-value", expected="at most 5 ASCII capitals", got=repr(short), field="short")
    return Party(
        id=name,
        name=table.text("name"),
        short=short,
        run_by=table.text("run_by"),
        note=table.text("note", ""),
        fictional=table.flag("fictional"),
    )


def _concerned(name: str, table: Table) -> Concerned:
    return Concerned(id=name, name=table.text("name"), note=table.text("note"))
