"""From a scenario's text to a checked `Scenario`: tables first, then events, then what only the whole course shows.

Codes of `Malformed`, each with expected, got (file, event, field) and remedy: see docs/spec/scenario.md section 6.
"""

import tomllib
from collections.abc import Mapping
from typing import Final

from detente.errors import Malformed
from detente.rehearsal import scenario as s
from detente.rehearsal.course import check_course
from detente.rehearsal.events import EventReader
from detente.rehearsal.tables import LANGUAGE, Table

SUPPORTED: Final = 1
IMPLIED: Final = frozenset({"journal", "own"})
"""Channels that a charter has of itself."""


def parse_scenario(text: str, file: str) -> s.Scenario:
    """Return the scenario that the text is, with every reference resolved.

    Args:
        text: TOML.
        file: its name, for messages.

    Raises:
        Malformed: a `scenario-…` code.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Malformed("scenario-toml", expected="TOML 1.0", got=f"{error} ({file})") from None
    return _Reader(Table(raw, file), file).scenario()


class _Reader:
    def __init__(self, top: Table, file: str) -> None:
        self.top = top
        self.file = file
        self.sources: Mapping[str, s.Source] = {}
        self.parties: Mapping[str, s.Party] = {}
        self.concerned: Mapping[str, s.Concerned] = {}
        self.channels: Mapping[str, s.Channel] = {}
        self.depositary = ""

    def scenario(self) -> s.Scenario:
        top = self.top
        version = top.take("detente-scenario", int, "the format's version")
        if version != SUPPORTED:
            raise top.wrong("scenario-version", expected=str(SUPPORTED), got=str(version), field="detente-scenario")
        self.sources = top.each("sources", _source, required=False)
        self.parties = top.each("parties", _party)
        self.concerned = top.each("concerned", _concerned, required=False)
        both = sorted(set(self.parties) & set(self.concerned))
        if both:
            raise top.wrong("scenario-twice", expected="a state is a party or concerned, not both", got=both[0])
        council = self._council()
        self.channels = top.each("channels", self._channel)
        if "line" not in self.channels or not self.channels["line"].everybody:
            raise top.wrong(
                "scenario-value",
                expected="a channel [channels.line] of all parties",
                got="none",
                field="channels",
                remedy='add [channels.line] with members = ["*"]',
            )
        reader = EventReader(self.file, self.sources, self.parties, self.concerned, self.channels, self.depositary)
        events = tuple(
            reader.read(number, item)
            for number, item in enumerate(top.take("events", list, "tables [[events]]"), start=1)
        )
        found = s.Scenario(
            id=top.id("id"),
            file=self.file,
            title=top.text("title"),
            titles=top.texts("titles"),
            summary=top.lines("summary", s.SUMMARY_LINES),
            council=council,
            sources=self.sources,
            parties=self.parties,
            concerned=self.concerned,
            channels=self.channels,
            events=events,
        )
        top.done()
        check_course(found)
        return found

    def _council(self) -> s.Council:
        table = Table(self.top.take("council", dict, "the table [council]"), f"{self.file}: [council]")
        name = table.id("name")
        if "rehearsal" not in name.split("-"):
            raise table.wrong(
                "scenario-not-rehearsal",
                expected="a name with the word rehearsal between hyphens",
                got=repr(name),
                field="name",
                remedy=f"name = {name + '-rehearsal'!r}",
            )
        self.depositary = table.id("depositary", self.parties, what="party") if table.has("depositary") else ""
        languages = tuple(table.take("languages", list, "a list of languages")) if table.has("languages") else ()
        if not all(isinstance(language, str) and LANGUAGE.fullmatch(language) for language in languages):
            raise table.wrong("scenario-value", expected="BCP 47, like ru", got=repr(languages), field="languages")
        found = s.Council(
            name=name,
            title=table.text("title"),
            founded_at=table.instant("founded_at"),
            depositary=self.depositary,
            languages=languages,
            deeming_hours=table.whole("deeming_hours", 24, at_least=1, at_most=8_760),
            flash_deeming_hours=table.whole("flash_deeming_hours", 1, at_least=1, at_most=8_760),
            extra=table.free("extra"),
        )
        table.done()
        return found

    def _channel(self, name: str, table: Table) -> s.Channel:
        if name in IMPLIED:
            raise table.wrong("scenario-value", expected="a channel that the charter does not imply", got=repr(name))
        everybody = table.has("members") and table.take("members", list, "a list of parties") == ["*"]
        if everybody:
            members = tuple(party for party in self.parties if party != self.depositary)
        else:
            members = table.ids("members", self.parties, what="party")
        if len(members) < 2:
            raise table.wrong("scenario-value", expected="two members or more", got=str(len(members)), field="members")
        return s.Channel(name, table.text("title"), members, table.text("level"), table.flag("public"), everybody)


def _source(name: str, table: Table) -> s.Source:
    return s.Source(
        id=name,
        title=table.text("title"),
        where=table.text("where"),
        seen=table.word("seen", s.Seen),
        confidence=table.word("confidence", s.Confidence),
    )


def _party(name: str, table: Table) -> s.Party:
    short = table.text("short")
    if len(short) > 5 or not short.isascii() or short != short.upper():
        raise table.wrong("scenario-value", expected="at most 5 ASCII capitals", got=repr(short), field="short")
    return s.Party(
        id=name,
        name=table.text("name"),
        short=short,
        run_by=table.text("run_by"),
        note=table.text("note", ""),
        fictional=table.flag("fictional"),
    )


def _concerned(name: str, table: Table) -> s.Concerned:
    return s.Concerned(id=name, name=table.text("name"), note=table.text("note"))
