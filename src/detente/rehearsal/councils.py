"""The councils of a scenario: `[council]` with `[channels]`, and `[councils.<name>]`; who sits, speaks, keeps time."""

from collections.abc import Mapping
from typing import Any, Final

from detente.council.kinds import Rank
from detente.rehearsal.setting import MAIN, Alliance, Channel, Council, Officer, Party
from detente.rehearsal.tables import LANGUAGE, Table

IMPLIED: Final = frozenset({"journal", "own"})
"""Channels that a charter has of itself."""
WRITTEN: Final = frozenset({"parties", "channels", "languages", "alliances"})
"""Tables of a charter that are written from the scenario's other keys."""


class CouncilReader:
    """Reads the councils of one scenario.

    Args:
        parties: of the scenario.
    """

    def __init__(self, parties: Mapping[str, Party]) -> None:
        self.parties = parties

    def read(self, top: Table, file: str) -> dict[str, Council]:
        """Return all councils by name, the main one last, since its charter may name the others.

        Raises:
            Malformed: a `scenario-…` code.
        """
        found: dict[str, Council] = top.each("councils", self._other, required=False)
        table = Table(top.take("council", dict, "the table [council]"), f"{file}: [council]")
        if MAIN in found:
            raise table.wrong("scenario-twice", expected=f"{MAIN} for the council in [council]", got=f"councils.{MAIN}")
        main = self._council(MAIN, table, top, found)
        table.done()
        found[MAIN] = main
        self._check_seated(top, found)
        return found

    def _other(self, name: str, table: Table) -> Council:
        return self._council(name, table, table, {})

    def _council(self, name: str, table: Table, around: Table, known: Mapping[str, Council]) -> Council:
        """Return a council; its channels and officers stand in `around`, its alliances have councils in `known`."""
        seated = table.ids("parties", self.parties, what="party") if table.has("parties") else tuple(self.parties)
        depositary = table.id("depositary", seated, what="party of the council") if table.has("depositary") else ""
        channels = around.each("channels", lambda id_, inner: _channel(id_, inner, seated, depositary))
        if "line" not in channels or not channels["line"].everybody:
            raise around.wrong(
                "scenario-value",
                expected="a channel `line` of all parties",
                got="none",
                field="channels",
                remedy='add a table channels.line with members = ["*"]',
            )
        return Council(
            id=name,
            name=_rehearsed(table),
            title=table.text("title"),
            founded_at=table.instant("founded_at"),
            parties=seated,
            channels=channels,
            depositary=depositary,
            languages=_languages(table),
            deeming_hours=table.whole("deeming_hours", 24, at_least=1, at_most=8_760),
            flash_deeming_hours=table.whole("flash_deeming_hours", 1, at_least=1, at_most=8_760),
            extra=_extra(table),
            alliances=table.each("alliances", lambda id_, inner: _alliance(id_, inner, known), required=False)
            if known
            else {},
            officers=_officers(around, seated, channels),
        )

    def _check_seated(self, top: Table, councils: Mapping[str, Council]) -> None:
        seated = {party for council in councils.values() for party in council.parties}
        for party in self.parties:
            if party not in seated:
                raise top.wrong(
                    "scenario-not-member", expected="every party to sit in a council", got=repr(party), field="parties"
                )


def _rehearsed(table: Table) -> str:
    name = table.id("name")
    if "rehearsal" not in name.split("-"):
        raise table.wrong(
            "scenario-not-rehearsal",
            expected="a name with the word rehearsal between hyphens",
            got=repr(name),
            field="name",
            remedy=f"name = {name + '-rehearsal'!r}",
        )
    return name


def _languages(table: Table) -> tuple[str, ...]:
    found = tuple(table.take("languages", list, "a list of languages")) if table.has("languages") else ()
    if not all(isinstance(language, str) and LANGUAGE.fullmatch(language) for language in found):
        raise table.wrong("scenario-value", expected="BCP 47, like ru", got=repr(found), field="languages")
    return found


def _extra(table: Table) -> Mapping[str, Any]:
    found = table.free("extra")
    if odd := sorted(WRITTEN & found.keys()):
        raise table.wrong(
            "scenario-value", expected="tables that the scenario's own keys do not write", got=odd[0], field="extra"
        )
    return found


def _channel(name: str, table: Table, seated: tuple[str, ...], depositary: str) -> Channel:
    if name in IMPLIED:
        raise table.wrong("scenario-value", expected="a channel that the charter does not imply", got=repr(name))
    everybody = table.has("members") and table.take("members", list, "a list of parties") == ["*"]
    if everybody:
        members = tuple(party for party in seated if party != depositary)
    else:
        members = table.ids("members", seated, what="party of the council")
    if len(members) < 2:
        raise table.wrong("scenario-value", expected="two members or more", got=str(len(members)), field="members")
    return Channel(name, table.text("title"), members, table.text("level"), table.flag("public"), everybody)


def _alliance(name: str, table: Table, known: Mapping[str, Council]) -> Alliance:
    council = known[table.id("council", known, what="council")]
    most = len([party for party in council.parties if party != council.depositary])
    return Alliance(name, table.text("name"), council.id, table.whole("rule", 0, at_least=1, at_most=most))


def _officers(around: Table, seated: tuple[str, ...], channels: Mapping[str, Channel]) -> tuple[Officer, ...]:
    raw = around.take("officers", list, "tables [[officers]]") if around.has("officers") else []
    found: list[Officer] = []
    for number, item in enumerate(raw, start=1):
        table = Table(item, f"{around.where}: officer {number}")
        officer = Officer(
            party=table.id("party", seated, what="party of the council"),
            name=table.text("name"),
            rank=table.word("rank", Rank),
            channels=table.ids("channels", channels, what="channel"),
            until=table.instant("until") if table.has("until") else None,
        )
        table.done()
        if (officer.party, officer.name) in [(other.party, other.name) for other in found]:
            raise table.wrong("scenario-twice", expected="an officer once", got=repr(officer.name), field="name")
        found.append(officer)
    return tuple(found)
