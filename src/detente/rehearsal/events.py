"""One `[[events]]` table of a scenario: its header (when, on what it rests) and the one thing that it is."""

import re
from collections.abc import Mapping
from typing import Final

from detente.rehearsal import scenario as s
from detente.rehearsal.tables import LANGUAGE, Table, nearest

KINDS_OF_EVENT: Final = ("act", "cut", "mend", "stop", "start", "check", "published", "note")
QUOTED: Final = re.compile(r"“([^”]*)”|«([^»]*)»|„([^“]*)“|\"([^\"]*)\"")
QUOTATION_MARKS: Final = '“”«»„"'


class EventReader:
    """Reads events in the file's order: an act can be named by those after it only.

    Args:
        file: its name, for messages.
        depositary: a party's id, or empty.
    """

    def __init__(
        self,
        file: str,
        sources: Mapping[str, s.Source],
        parties: Mapping[str, s.Party],
        concerned: Mapping[str, s.Concerned],
        channels: Mapping[str, s.Channel],
        depositary: str,
    ) -> None:
        self.file = file
        self.sources = sources
        self.parties = parties
        self.concerned = concerned
        self.channels = channels
        self.depositary = depositary
        self.acts: dict[str, s.Act] = {}

    def read(self, number: int, raw: object) -> s.Event:
        """Return the event that the table is.

        Raises:
            Malformed: a `scenario-…` code.
        """
        return self._event(number, Table(raw, f"{self.file}: event {number}"))

    def _event(self, number: int, table: Table) -> s.Event:
        kind = table.only_one(KINDS_OF_EVENT)
        if kind == "act":
            table.where += f" (act {table.id('act')})"
        basis = table.word("basis", s.Basis)
        sources = table.ids("source", self.sources, what="source")
        precision = table.word("precision", s.Precision) if table.has("precision") else None
        if basis is s.Basis.INJECT and (sources or precision):
            raise table.wrong(
                "scenario-source",
                expected="no source and no precision for an inject: nobody did or said it",
                got="an inject with " + ("a source" if sources else "a precision"),
                field="source" if sources else "precision",
                remedy="leave it out, or make the event reconstructed",
            )
        if basis is not s.Basis.INJECT and not (sources and precision):
            raise table.wrong(
                "scenario-source",
                expected=f"source and precision for what is {basis.value}",
                got="no source" if not sources else "no precision",
                field="precision" if sources else "source",
            )
        what = self._what(kind, table)
        found = s.Event(
            number=number,
            at=table.instant("at"),
            basis=basis,
            sources=sources,
            precision=precision,
            headline=self._headline(table),
            what=what,
            reported_by=table.ids("reported_by", [*self.parties, *self.concerned], what="party or concerned state"),
            remark=table.text("remark", ""),
        )
        table.done()
        self._check_quotations(table, found)
        return found

    def _headline(self, table: Table) -> str:
        line = table.text("headline")
        if len(line) > s.HEADLINE_CHARACTERS_MAX:
            raise table.wrong(
                "scenario-too-long",
                expected=f"at most {s.HEADLINE_CHARACTERS_MAX} characters",
                got=str(len(line)),
                field="headline",
            )
        return line

    def _what(self, kind: str, table: Table) -> s.What:
        match kind:
            case "act":
                return self._act(table)
            case "cut":
                return s.Cut(self._pair("cut", table))
            case "mend":
                return s.Mend(self._pair("mend", table))
            case "stop":
                return s.Stop(table.id("stop", self.parties, what="party"))
            case "start":
                return s.Start(table.id("start", self.parties, what="party"))
            case "check":
                return self._check(table)
            case "published":
                return s.Published(
                    by=table.id("published", [*self.parties, *self.concerned], what="party or concerned state"),
                    language=self._language(table),
                    text=table.text("text"),
                    about=self._optional_act("about", table),
                    texts=table.texts("texts"),
                )
            case _:
                return s.Note(table.text("note"), self._optional_act("about", table))

    def _act(self, table: Table) -> s.Act:
        name = table.id("act")
        if name in self.acts:
            raise table.wrong("scenario-twice", expected="an act's id once", got=repr(name), field="act")
        party = table.id("party", self.parties, what="party")
        channel = table.id("channel", self.channels, what="channel")
        members = self.channels[channel].members
        self._check_member(table, "party", party, members, channel)
        to = table.ids("to", self.parties, what="party")
        for addressee in to:
            self._check_member(table, "to", addressee, members, channel)
        if party in to:
            raise table.wrong(
                "scenario-value", expected="addressees other than the author", got=repr(party), field="to"
            )
        found = s.Act(
            id=name,
            party=party,
            channel=channel,
            kind=table.id("kind", what="kind") if table.has("kind") else "message",
            officer=table.text("officer"),
            language=self._language(table),
            text=table.text("text"),
            to=to,
            precedence=table.word("precedence", s.Priority, s.Priority.ROUTINE),
            re=self._optional_act("re", table),
            cites=table.ids("cites", self.acts, what="act"),
            dossier=self._optional_act("dossier", table),
            texts=table.texts("texts"),
        )
        self._check_act(table, found)
        self.acts[name] = found
        return found

    def _check_act(self, table: Table, act: s.Act) -> None:
        if act.language in act.texts:
            raise table.wrong(
                "scenario-twice", expected="translations into other languages", got=repr(act.language), field="texts"
            )
        for field, name in (("re", act.re), ("dossier", act.dossier), *(("cites", cited) for cited in act.cites)):
            if name and not self._readable(act, self.acts[name].channel):
                raise table.wrong(
                    "scenario-not-member",
                    expected="an act in this channel, or in one of which all its members are members",
                    got=f"{name!r} of the channel {self.acts[name].channel!r}",
                    field=field,
                )
        most = s.LINE_TEXT_BYTES_MAX if act.channel == "line" else s.ACT_TEXT_BYTES_MAX
        size = sum(len(text.encode()) for text in (act.text, *act.texts.values()))
        if size > most:
            raise table.wrong(
                "scenario-too-long",
                expected=f"at most {most} bytes of text and translations in {act.channel!r}",
                got=str(size),
                field="text",
                remedy="shorten it, or say it in another channel",
            )

    def _readable(self, act: s.Act, channel: str) -> bool:
        return set(self.channels[act.channel].members) <= set(self.channels[channel].members)

    def _check_member(self, table: Table, field: str, party: str, members: tuple[str, ...], channel: str) -> None:
        if party not in members:
            raise table.wrong(
                "scenario-not-member",
                expected=f"a member of the channel {channel!r}",
                got=repr(party),
                field=field,
                remedy=nearest(party, members),
            )

    def _check(self, table: Table) -> s.Check:
        expect = table.word("check", s.Expect)
        if expect is s.Expect.FSCK:
            return s.Check(expect)
        of = table.id("of", self.acts, what="act")
        by = table.id("by", self.parties, what="party")
        via = table.id("via", self.parties, what="party") if table.has("via") else ""
        act = self.acts[of]
        members = self.channels[act.channel].members
        holders = [*members, *([self.depositary] if self.depositary else [])]
        for field, party in (("by", by), ("via", via)):
            if party and (party not in holders or party == act.party):
                raise table.wrong(
                    "scenario-not-member",
                    expected=f"another holder of the channel {act.channel!r}",
                    got=repr(party),
                    field=field,
                    remedy=nearest(party, (holder for holder in holders if holder != act.party)),
                )
        rung = table.word("rung", s.Rung, s.Rung.STORED)
        within = table.whole("within_seconds", 60, at_least=0, at_most=31_622_400)
        return s.Check(expect, of, by, rung, within, via)

    def _pair(self, key: str, table: Table) -> tuple[str, str]:
        pair = table.ids(key, self.parties, what="party")
        if len(pair) != 2:
            raise table.wrong("scenario-value", expected="two parties", got=str(len(pair)), field=key)
        return pair[0], pair[1]

    def _optional_act(self, key: str, table: Table) -> str:
        return table.id(key, self.acts, what="act") if table.has(key) else ""

    def _language(self, table: Table) -> str:
        found = table.text("language")
        if not LANGUAGE.fullmatch(found):
            raise table.wrong(
                "scenario-value", expected="a language as in BCP 47, like ru", got=repr(found), field="language"
            )
        return found

    def _check_quotations(self, table: Table, event: s.Event) -> None:
        for field, text in _words(event):
            if not any(mark in text for mark in QUOTATION_MARKS):
                continue
            if event.basis is not s.Basis.SOURCED:
                raise table.wrong(
                    "scenario-quotation",
                    expected="quotation marks only in a sourced event, round words that its source published",
                    got=f"quotation marks in what is {event.basis.value}",
                    field=field,
                    remedy="say it in indirect speech",
                )
            rest = QUOTED.sub("", text)
            longest = max((len(" ".join(found).split()) for found in QUOTED.findall(text)), default=0)
            if any(mark in rest for mark in QUOTATION_MARKS) or longest > s.QUOTED_WORDS_MAX:
                raise table.wrong(
                    "scenario-quotation",
                    expected=f"paired quotation marks round at most {s.QUOTED_WORDS_MAX} words",
                    got=f"{longest} words" if longest > s.QUOTED_WORDS_MAX else "a mark without its pair",
                    field=field,
                )


def _words(event: s.Event) -> list[tuple[str, str]]:
    """Return every text of an event with its field."""
    found = [("headline", event.headline), ("remark", event.remark)]
    match event.what:
        case s.Act() | s.Published():
            found += [("text", event.what.text), *(("texts", text) for text in event.what.texts.values())]
        case s.Note():
            found.append(("note", event.what.text))
        case _:
            pass
    return found
