"""Lists that are filtered by what desks say: every page has what is asked for, wherever in the record it stands."""

from collections.abc import Iterator
from typing import Any

import pytest
from council_of_two import NOW, Two, ask
from test_home_decisions import carry

from detente.council.registry import DESKS, FOUND_BY
from detente.errors import Refused
from detente.home.calls import ListConcerns, ListDossiers, ListMatters, Send
from detente.home.replies import DeskMatterView

MEETING = {"title": "T", "level": "experts", "begins_at": NOW + 900_000, "items": ["One"]}


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Two folders: NATO proposed one decision of five and convened one meeting of four, the oldest of each."""
    path = tmp_path_factory.mktemp("listing")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_STATE_HOME", str(path / "state"))
        made = Two(path, "plenary").joined()
        for folder in (made.nato, *[made.ru] * 4):
            proposal = {"title": "Rules", "text": "These.", "procedure": "consensus"}
            ask(folder, Send("plenary", proposal, kind="decision-propose"))
            ask(folder, Send("plenary", MEETING, kind="meeting-convene"))
            ask(folder, Send("plenary", {"about": "force", "text": "Trains."}, kind="concern"))
        carry(made, made.nato, made.ru, "1.bag", NOW)
        yield made


def pages(two: Two, desk: str, where: dict[str, str], limit: int = 2) -> list[list[DeskMatterView]]:
    """Return a list page by page, as whoever turns its pages has it."""
    found, before = [], None
    while True:
        listing = ask(two.ru, ListMatters(desk, where=where, before=before, limit=limit))
        found.append(listing.items)
        before = listing.next
        if before is None:
            return found


@pytest.mark.parametrize(
    ("desk", "where"),
    [("decisions", {"party": "ru"}), ("decisions", {"party": "nato"}), ("decisions", {"stage": "open", "party": "RU"}),
     ("decisions", {"status": "running"}), ("meetings", {"stage": "coming"}), ("meetings", {"party": "nato"}),
     ("meetings", {"party": "me", "status": "convened"})],
)  # fmt: skip
def test_no_page_is_empty_while_something_further_on_is_what_is_asked_for(
    two: Two, desk: str, where: dict[str, str]
) -> None:
    """And all of them together are what the whole list has of it."""
    found = pages(two, desk, where)
    assert all(found), "no empty page"
    assert all(len(one) == 2 for one in found[:-1]), "every page but the last is full"
    named = {name: text.lower().replace("me", "ru") if name == "party" else text for name, text in where.items()}

    def is_wanted(one: DeskMatterView) -> bool:
        traits: Any = {**DESKS[desk].traits(one.data), "status": (one.dossier.status,)}  # type: ignore[attr-defined]
        return all(text in traits[name] for name, text in named.items())

    (whole,) = pages(two, desk, {}, limit=100)
    assert [one.dossier for page in found for one in page] == [one.dossier for one in whole if is_wanted(one)]


def test_what_nobody_said_is_found_nowhere_and_an_unknown_filter_is_refused(two: Two) -> None:
    assert pages(two, "decisions", {"stage": "final"}) == [[]]
    assert pages(two, "decisions", {"party": "us"}) == [[]]
    for call in (ListMatters("decisions", where={"colour": "red"}), ListDossiers(desk="line", where={"party": "ru"}),
                 ListDossiers(where={"party": "ru"}),
                 ListDossiers(desk="decisions", where={"stage": "open"}, kind="x")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            ask(two.ru, call)
        assert refused.value.code == "search-filter"


def test_dossiers_alone_are_found_as_quickly(two: Two) -> None:
    listing = ask(two.ru, ListDossiers(desk="decisions", where={"party": "nato"}, limit=1))
    assert ([one.opened_by for one in listing.items], listing.next) == (["nato"], None)


def test_acts_of_one_party_are_found_beyond_those_of_others(two: Two) -> None:
    listing = ask(two.ru, ListConcerns(party="nato", limit=1))
    assert [one.party for one in listing.items] == ["nato"]


def test_every_desk_that_is_filtered_says_by_what() -> None:
    assert FOUND_BY.keys() == {
        "clearances",
        "decisions",
        "meetings",
        "notifications",
        "publications",
        "releases",
        "sharing",
    }
    assert all(len(set(names)) == len(names) for names in FOUND_BY.values())
