"""One `[[events]]` table of a scenario: its header (when, on what it rests) and the one thing that it is."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from detente.rehearsal import bodies
from detente.rehearsal import scenario as s
from detente.rehearsal.acts import ActReader
from detente.rehearsal.attached import Folder
from detente.rehearsal.setting import Concerned, Council, Party, Source
from detente.rehearsal.tables import Table, nearest

KINDS_OF_EVENT: Final = ("act", "ask", "tick", "cut", "mend", "stop", "start", "check", "published", "note")
QUOTED: Final = re.compile(r"“([^”]*)”|«([^»]*)»|„([^“]*)“|\"([^\"]*)\"")
QUOTATION_MARKS: Final = '“”«»„"'


class EventReader:
    """Reads events in the file's order: an act can be named by those after it only.

    Args:
        file: its name, for messages.
        sources, parties, concerned, councils: those that the scenario declares.
        folder: of the files that go with its acts.
    """

    def __init__(
        self,
        file: str,
        sources: Mapping[str, Source],
        parties: Mapping[str, Party],
        concerned: Mapping[str, Concerned],
        councils: Mapping[str, Council],
        folder: Folder,
    ) -> None:
        self.file = file
        self.sources = sources
        self.parties = parties
        self.concerned = concerned
        self.councils = councils
        self.said = ActReader(parties, councils, folder)

    def read(self, number: int, raw: object) -> s.Event:
        """Return the event that the table is.

        Raises:
            Malformed: a `scenario-…` code.
        """
        return self._event(number, Table(raw, f"{self.file}: event {number}"))

    def _event(self, number: int, table: Table) -> s.Event:
        kind = table.only_one(KINDS_OF_EVENT)
        if kind in ("act", "ask"):
            table.where += f" ({kind} {table.id(kind)})"
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
        self.said.check_call(table, found)
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
                return self.said.act(table)
            case "ask":
                return self.said.ask(table)
            case "tick":
                return self._tick(table)
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
                    language=self.said.language(table),
                    text=table.text("text"),
                    about=table.id("about", self.said.acts, what="act") if table.has("about") else "",
                    texts=table.texts("texts"),
                )
            case _:
                return s.Note(
                    table.text("note"), table.id("about", self.said.acts, what="act") if table.has("about") else ""
                )

    def _tick(self, table: Table) -> s.Tick:
        if not table.flag("tick"):
            raise table.wrong("scenario-value", expected="true", got="false", field="tick")
        return s.Tick()

    def _check(self, table: Table) -> s.Check:
        expect = table.word("check", s.Expect)
        if expect is s.Expect.FSCK:
            return s.Check(expect)
        act = self.said.acts[table.id("of", self.said.acts, what="act")]
        match expect:
            case s.Expect.STATE:
                return self._check_of_state(table, act)
            case s.Expect.IRREGULAR:
                code = table.id("code", what="code")
                return s.Check(expect, act.id, self._holder("by", table, self._readers(act)), code=code)
            case _:
                return self._check_of_receipt(table, expect, act)

    def _check_of_receipt(self, table: Table, expect: s.Expect, act: s.Act) -> s.Check:
        depositary = self.councils[act.council].depositary
        holders = [*self._readers(act), *([depositary] if depositary else [])]
        others = [holder for holder in holders if holder != act.party]
        return s.Check(
            expect,
            act.id,
            self._holder("by", table, others),
            table.word("rung", s.Rung, s.Rung.STORED),
            table.whole("within_seconds", 60, at_least=0, at_most=31_622_400),
            self._holder("via", table, others) if table.has("via") else "",
        )

    def _check_of_state(self, table: Table, act: s.Act) -> s.Check:
        data: Mapping[str, Any] = bodies.as_text(table.values("data"))
        self.said.check_references(table, "data", data)
        status = table.text("status", "")
        if not status and not data:
            raise table.wrong("scenario-missing", expected="status, data or both", got="neither", field="status")
        by = self._holder("by", table, self._readers(act)) if table.has("by") else ""
        return s.Check(s.Expect.STATE, act.id, by, status=status, data=data)

    def _readers(self, act: s.Act) -> tuple[str, ...]:
        return self.councils[act.council].channels[act.channel].members

    def _holder(self, key: str, table: Table, holders: Sequence[str]) -> str:
        party = table.id(key, self.parties, what="party")
        if party not in holders:
            raise table.wrong(
                "scenario-not-member",
                expected="one of those who hold the act's channel, other than whose own it is",
                got=repr(party),
                field=key,
                remedy=nearest(party, holders),
            )
        return party

    def _pair(self, key: str, table: Table) -> tuple[str, str]:
        pair = table.ids(key, self.parties, what="party")
        if len(pair) != 2:
            raise table.wrong("scenario-value", expected="two parties", got=str(len(pair)), field=key)
        return pair[0], pair[1]

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
            if isinstance(event.what, s.Act):
                found += [
                    ("body", text) for text in bodies.texts_in([event.what.body, event.what.args, event.what.file])
                ]
        case s.Note():
            found.append(("note", event.what.text))
        case _:
            pass
    return found
