"""Searches kept under a name: sealed in one's own channel, listed with what is new, renamed, removed; by command."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from council_of_two import NOW, Two, at_rest
from typer.testing import CliRunner

from detente.cli import options
from detente.cli.main import app
from detente.clock import ScenarioClock
from detente.errors import Refused
from detente.home.calls import (
    ListSearches,
    LookAtSearch,
    RemoveSearch,
    RenameSearch,
    SaveSearch,
    Search,
    Send,
    Sought,
)
from detente.home.searching import saved
from detente.home.service import Service


class Desk:
    """RU's folder, held open."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def __call__(self, call: Any) -> Any:
        return asyncio.run(self.service.run(call))

    def say(self, text: str) -> str:
        return str(self(Send(channel="line", body={"text": text})).act.ref)

    def listed(self) -> list[tuple[str, int]]:
        return [(one.name, one.new) for one in self(ListSearches()).items]


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(options, "_clock_of", lambda _folder: ScenarioClock(NOW))
    return Two(tmp_path, "plenary").joined()


@pytest.fixture
def desk(two: Two) -> Iterator[Desk]:
    with at_rest(two.ru) as still:
        yield Desk(Service(still))


def test_a_search_is_kept_with_what_is_new_since_somebody_looked(desk: Desk) -> None:
    """What was there when it was kept is not new, nor what its own words stand in; looking begins the count anew."""
    desk.say("A frigate leaves.")
    ref = desk(SaveSearch("Frigates", Sought("frigat*", party="me"), officer="A. Smith")).act.ref
    assert ref.startswith("RU/OWN/")
    assert desk.listed() == [("Frigates", 0)]
    desk.say("Two frigates come back.")
    desk.say("Radio check.")
    (one,) = desk(ListSearches()).items
    assert (one.ref, one.new, one.officer, one.sought.words, one.sought.party) == (ref, 1, "A. Smith", "frigat*", "me")
    assert desk(LookAtSearch("frigates")).items[0].new == 1
    assert desk.listed() == [("Frigates", 0)]
    assert [one.channel for one in desk(Search(Sought("frigat*"))).items] == ["line", "line"]


def test_a_search_is_renamed_and_taken_off_the_list(desk: Desk) -> None:
    """Its entries stay; a search that is gone is neither renamed nor looked at."""
    ref = desk(SaveSearch("B", Sought("one"))).act.ref
    desk(SaveSearch("a", Sought(desk="line")))
    desk(RenameSearch(ref, "C"))
    assert [name for name, _new in desk.listed()] == ["a", "C"]
    desk(RemoveSearch(ref))
    assert [name for name, _new in desk.listed()] == ["a"]
    for call in (RenameSearch(ref, "D"), RemoveSearch(ref), LookAtSearch(ref), LookAtSearch("C")):
        with pytest.raises(Refused, match="search-not-kept"):
            desk(call)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (SaveSearch("n", Sought()), "search-empty"),
        (SaveSearch(" ", Sought("w")), "search-empty"),
        (SaveSearch("n", Sought("x" * 600)), "search-too-long"),
        (SaveSearch("n", Sought(since="soon")), "search-time"),
        (SaveSearch("n" * 300, Sought("w")), "body-field-too-long"),
    ],
)
def test_what_cannot_be_searched_is_not_kept(desk: Desk, call: SaveSearch, code: str) -> None:
    with pytest.raises(Refused, match=code):
        desk(call)
    assert desk.listed() == []


def test_a_list_of_searches_has_a_bound(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "SAVED_SEARCHES_MAX", 1)
    desk(SaveSearch("n", Sought("w")))
    with pytest.raises(Refused, match="searches-many"):
        desk(SaveSearch("m", Sought("w")))


def test_the_commands_do_the_same(two: Two) -> None:
    def typed(*words: str) -> str:
        result = CliRunner().invoke(app, [*words, "--dir", str(two.ru.path)])
        if result.exception is not None:
            raise result.exception
        return result.stdout

    assert "no search is kept" in typed("searches", "list")
    assert "search kept: Checks" in typed("searches", "save", "Checks", "radio check*", "--channel", "line")
    typed("send", "Radio check.")
    (one,) = json.loads(typed("searches", "list", "--json"))["items"]
    assert (one["name"], one["new"], one["sought"]["channel"]) == ("Checks", 1, "line")
    assert "words: radio check*" in typed("searches", "list")
    looked = typed("searches", "look", "checks")
    assert "[Radio] [check]" in looked
    assert "1 new since somebody last looked" in looked
    assert "renamed" not in typed("searches", "rename", one["ref"], "Radio")
    assert json.loads(typed("searches", "look", "Radio", "--json"))["total"] == 1
    typed("searches", "remove", one["ref"])
    assert "no search is kept" in typed("searches", "list")
