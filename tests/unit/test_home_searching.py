"""Searching a party's record: the command's and the pages' one way to find things."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from council_of_two import NOW, Two, ask, at_rest

from detente.cli.search import told
from detente.clock import DAY, rfc3339
from detente.errors import Refused
from detente.home.calls import ListDossiers, PackBag, Search, Send, Sought, UnpackBag
from detente.home.replies.search import FoundActView, FoundView
from detente.home.searching import keeper as keeping
from detente.home.searching.keeper import Keeper, keeper_of
from detente.home.searching.search import criteria_of, moment_of
from detente.home.service import Service
from detente.node.context import CHANGES_NOTED_MAX


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path, "plenary", rehearsal=True).joined()


def say(two: Two, text: str, *, now: int = NOW, **more: object) -> str:
    body = {"text": text, **more.pop("body", {})}  # type: ignore[dict-item]
    given = {"channel": "line", **more}
    return ask(two.ru, Send(body=body, **given), now).act.ref  # type: ignore[arg-type]


def find(two: Two, words: str = "", **more: object) -> FoundView:
    return ask(two.ru, Search(Sought(words, **more)))  # type: ignore[arg-type]


def refs(found: FoundView) -> list[str]:
    return [one.ref for one in found.items]


def test_what_is_said_is_found_by_its_words_in_every_language(two: Two) -> None:
    """Also by its reference, its officer, the name of a file; the words are marked, the cover and the heads stated."""
    file = two.path / "Čížek chart.txt"
    file.write_text("of no interest")
    ref = say(
        two, "Учение «Ёлка» закончено.", body={"unofficial": {"en": "The <b>exercise</b> is over."}},
        officer="A. Grushko", attach=(str(file),), language="ru",
    )  # fmt: skip
    for words in ("елка", "exercise over", '"is over"', "учен*", "grushko", ref, "cizek", "chart -draft"):
        found = find(two, words)
        assert refs(found) == [ref], words
    found = find(two, "exercise елка")
    one = found.items[0]
    assert [(e.field, e.language, [p.text for p in e.pieces if p.found]) for e in one.excerpts] == [
        ("text", "ru", ["Ёлка"]),
        ("unofficial en", "en", ["exercise"]),
    ]
    assert (found.total, found.more, found.rehearsal, found.next) == (1, False, True, None)
    assert found.covers.complete
    assert found.heads[f"{one.council}/line/ru/1"][0] == int(ref.rpartition("/")[2]) + 1
    for words in ("absent", "exercise -over", '"is exercise"', "xercise"):
        assert find(two, words).items == []


def test_filters_are_all_of_them_together(two: Two) -> None:
    """Party, desk, channel, kind, state of the matter, precedence, claimed time."""
    first = say(two, "One.", precedence="flash")
    asked = say(two, "Two, an exercise.", kind="clarification-request", channel="plenary", now=NOW + DAY)
    note = say(two, "Three, an exercise.", kind="note", channel="own", now=NOW + 2 * DAY)
    assert refs(find(two)) == [note, asked, first]
    assert refs(find(two, "exercise")) == [note, asked]
    assert refs(find(two, precedence="flash")) == [first]
    assert refs(find(two, "exercise", channel="plenary")) == [asked]
    assert refs(find(two, kind="clarification-request", party="me")) == [asked]
    assert refs(find(two, party="nato")) == []
    assert refs(find(two, desk="own")) == [note]
    assert refs(find(two, "exercise", state="kept for oneself")) == [note]
    assert refs(find(two, state="open", kind="clarification-request")) == [asked]
    day = rfc3339(NOW + DAY)[:10]
    assert refs(find(two, since=day, until=day)) == [asked]
    assert refs(find(two, until=rfc3339(NOW))) == [first]
    assert refs(find(two, "-exercise")) == [first]
    assert refs(find(two, topic="terrorism")) == []


def test_pages_put_together_are_the_whole(two: Two) -> None:
    """Each act once, the newest first, whatever comes meanwhile."""
    said = [say(two, f"Act number {number}.") for number in range(7)]
    read, before = [], None
    while True:
        page = ask(two.ru, Search(Sought("act"), before=before, limit=3))
        read += refs(page)
        say(two, "Another act.")
        before = page.next
        if before is None:
            break
    assert read == said[::-1]


def test_dossiers_are_found_by_the_same_words(two: Two) -> None:
    """A dossier is listed where one of its acts is all that is asked for."""
    first = say(two, "A closed area.")
    say(two, "An answer about Čížek.", kind="correction", re=first)
    other = say(two, "Another closed area.")

    def listed(**more: object) -> list[str]:
        return [one.dossier for one in ask(two.ru, ListDossiers(**more)).items]  # type: ignore[arg-type]

    assert listed() == [other, first]
    assert listed(search="closed") == [other, first]
    assert listed(search="cizek") == listed(kind="correction") == [first]
    assert listed(search="closed cizek") == []
    assert listed(search="closed", limit=1) == [other]
    assert listed(search="closed", desk="meetings") == listed(party="nato") == []


@pytest.mark.parametrize(
    ("sought", "code"),
    [
        (Sought("x" * 1_000), "search-too-long"),
        (Sought(desk="kitchen"), "search-filter"),
        (Sought(precedence="loud"), "search-filter"),
        (Sought(since="yesterday"), "search-time"),
        (Sought(until="2016-13-01"), "search-time"),
        (Sought(since="2016-04-20T12:00:00"), "search-time"),
    ],
)
def test_what_makes_no_sense_is_refused(two: Two, sought: Sought, code: str) -> None:
    with pytest.raises(Refused, match=code):
        ask(two.ru, Search(sought))


def test_a_day_is_all_of_it() -> None:
    assert moment_of("2016-04-20", last=True) - moment_of("2016-04-20", last=False) == DAY - 1
    assert moment_of("2016-04-20T14:00:00+02:00", last=True) == NOW


def test_what_its_author_said_of_an_act_since_stands_beside_it(two: Two) -> None:
    """A correction is found by its own words; the first act says that there is one."""
    first = say(two, "The area is closed on Monday.")
    second = say(two, "On Tuesday.", kind="correction", re=first)
    (one,) = find(two, "monday").items
    assert [(later.ref, later.kind) for later in one.later] == [(second, "correction")]


def test_an_index_is_kept_up_and_goes_on_where_it_was(two: Two) -> None:
    """What arrives is found by the next search; what changes keeps its words; too much at once begins anew."""
    with at_rest(two.ru) as still:
        service, keeper = Service(still), keeper_of(still)

        def found(words: str) -> list[str]:
            return refs(asyncio.run(service.run(Search(Sought(words)))))  # type: ignore[arg-type]

        def said(text: str) -> str:
            return str(asyncio.run(service.run(Send(channel="line", body={"text": text}))).act.ref)  # type: ignore[attr-defined]

        first = said("One.")
        assert found("one") == [first]
        second = said("One and two.")
        assert found("one") == [second, first]
        changes = still.core.context.changes
        assert changes is not None
        changes.acts.add((asyncio.run(still.read(lambda core: next(iter(core.context.directory.councils)))), first))
        assert found("one") == [second, first]
        for number in range(CHANGES_NOTED_MAX + 1):
            changes.note(changes.acts, "x", str(number))
        assert changes.lost
        assert found("one") == [second, first]
        assert keeper.index.acts == 2
        assert asyncio.run(service.run(Search())).covers.acts == 2  # type: ignore[attr-defined]


def test_while_the_record_is_read_a_search_says_what_it_covers(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest acts are read first; until all are, it says since when and how many are left, also in the command."""
    said = [say(two, f"Radio check {number}.", now=NOW + number) for number in range(3)]
    monkeypatch.setattr(keeping, "SEARCH_READ_AT_ONCE", 1)
    with at_rest(two.ru) as still:
        keeper = keeper_of(still)

        async def read_some() -> None:
            await still.fold()
            while keeper.index.acts == 0:
                await keeper._read_on(still)

        asyncio.run(read_some())
        covers = keeper.covers
        assert (covers.acts, covers.complete, covers.since_at) == (1, False, rfc3339(NOW + 2))
        assert covers.left > 1
        council = next(iter(still.core.context.directory.councils))
        wanted = criteria_of(council, Sought("radio"), "ru")
        assert len(keeper.index.find(wanted, before=None, limit=9)) == 1
        partly = FoundView("", {}, [], covers, 1, more=True, council=council, rehearsal=True)
        assert "more than 1 found in 1 acts, those stored since 2016-04-20 12:00:02Z" in told(partly)
        found = asyncio.run(Service(still).run(Search(Sought("radio"))))
        assert refs(found) == said[::-1]  # type: ignore[arg-type]
        assert keeper.covers.complete


def test_a_search_that_nobody_waits_for_loses_nothing(two: Two) -> None:
    """Who asked goes away while an act is being read: the next one finds it."""
    ref = say(two, "Radio check.")

    async def hurried(keeper: Keeper, still: object) -> None:
        task = asyncio.ensure_future(keeper.catch_up(still, None))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await keeper.catch_up(still, None)  # type: ignore[arg-type]

    with at_rest(two.ru) as still:
        asyncio.run(hurried(keeper_of(still), still))
        found = asyncio.run(Service(still).run(Search(Sought("radio"))))
        assert refs(found) == [ref]  # type: ignore[arg-type]


def test_nothing_of_what_is_sealed_stands_on_the_disk(two: Two) -> None:
    """The words that were searched are in no file of the folder, and the index has none."""
    say(two, "Zanzibar.", channel="plenary")
    with at_rest(two.ru) as still:
        asyncio.run(Service(still).run(Search(Sought("zanzibar"))))
        index = keeper_of(still).index
        files = index._open.execute("PRAGMA database_list").fetchall()
        assert [file for _number, _name, file in files] == [""]
        assert index.bytes_held() > 0
        for path in two.ru.path.rglob("*"):
            if path.is_file():
                assert b"zanzibar" not in path.read_bytes().lower(), path


def test_a_file_that_was_erased_is_named_with_the_act_that_erased_it(two: Two) -> None:
    """Its act is found by its words as before; what is gone is said to be gone."""
    file = two.path / "witness.txt"
    file.write_text("a name")
    ref = say(two, "A statement of a witness.", attach=(str(file),), erasable=True)
    with at_rest(two.ru) as still:
        service = Service(still)

        def found() -> FoundActView:
            return asyncio.run(service.run(Search(Sought("witness")))).items[0]  # type: ignore[attr-defined,no-any-return]

        assert [one.erased_by for one in found().files] == [None]
        for one in still.store.attachments():
            still.core.context.attachments.erase(one.hash, one.council, one.channel, "NATO/LINE/9")
        assert (found().ref, [one.erased_by for one in found().files]) == (ref, ["NATO/LINE/9"])


def test_what_others_keep_for_themselves_is_never_found(two: Two) -> None:
    """A bag brings what RU said on the line; its notes are found at RU alone."""
    spoken = say(two, "Zanzibar on the line.")
    kept = say(two, "Zanzibar in a note.", channel="own", kind="note")
    assert refs(find(two, "zanzibar")) == [kept, spoken]
    bag = str(two.path / "for-nato.bag")
    ask(two.ru, PackBag("nato", bag))
    ask(two.nato, UnpackBag(bag))
    assert refs(ask(two.nato, Search(Sought("zanzibar")))) == [spoken]


def test_what_the_database_does_not_know_how_to_ask_never_reaches_it(two: Two) -> None:
    """Whatever is typed is answered, and never with the database's own words."""
    ref = say(two, "Radio check.")
    with at_rest(two.ru) as still:
        service = Service(still)
        for words in ('"', "NEAR(", "a* *b", "said:x", "\x00", "'", "-", "radio AND check", "{radio}", "radio^"):
            try:
                found = refs(asyncio.run(service.run(Search(Sought(words)))))  # type: ignore[arg-type]
            except sqlite3.Error as error:
                pytest.fail(f"{words!r}: {error}")
            assert found in ([], [ref])
