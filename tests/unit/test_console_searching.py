"""The page of search and lists as files, over a real folder: what is found, marked, escaped, filtered, written out."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_page import EVIL, Structure
from council_of_two import Two
from entrance_world import Pages, pages_of, proof
from tests.authenticator import Authenticator

from detente.home.calls import Send
from detente.home.replies import Sent
from detente.home.service import Service


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of(Two(tmp_path, "plenary", rehearsal=True).joined()) as found:
        yield found


def say(pages: Pages, text: str, **more: object) -> str:
    call = Send(body={"text": text}, **{"channel": "line", **more})  # type: ignore[arg-type]
    sent = pages.run(Service(pages.still).run(call))
    assert isinstance(sent, Sent)
    return sent.act.ref


def test_what_was_found_is_marked_and_nothing_of_it_is_markup(pages: Pages) -> None:
    """Hostile texts are letters, in what was said, in what is asked, in officer and marking."""
    say(pages, f"Čížek {EVIL} over", officer=EVIL[:60], marking=EVIL[:60])
    shown = pages.get("/search?words=cizek+over")
    assert shown.status_code == 200
    found = Structure(shown.text)
    assert "<mark>Čížek</mark>" in shown.text
    assert "<mark>over</mark>" in shown.text
    assert "alert(1)" in found.text
    assert "\u202e" not in found.text
    assert "1 found" in found.text
    assert "all that this party may read" in found.text
    evil = Structure(pages.get("/search?words=" + "%22%3E%3Cscript%3Ealert(1)%3C/script%3E&topic=%3Cb%3E").text)
    assert "0 found" in evil.text


def test_the_address_is_the_search(pages: Pages) -> None:
    """What was asked stands in the form again, with the filters in force, and in the command that gives the same."""
    say(pages, "Radio check.", precedence="flash")
    text = pages.get("/search?words=radio+-over&precedence=flash&party=ru&since=2016-04-01&desk=line").text
    assert 'value="radio -over"' in text
    assert "Filters: 4 in force" in text
    assert re.search(r'<option value="flash" selected>', text)
    assert "1 found" in Structure(text).text
    assert "--precedence flash" in Structure(text).text
    assert "--since 2016-04-01" in Structure(text).text
    assert "0 found" in pages.get("/search?words=radio&party=nato").text


def test_pages_go_on_with_the_same_search(pages: Pages) -> None:
    for number in range(27):
        say(pages, f"Report {number}.")
    first = pages.get("/search?words=report&channel=line").text
    link = re.search(r'rel="next" href="([^"]+)"', first)
    assert link is not None
    second = pages.get(link[1].replace("&amp;", "&")).text
    assert "27 found" in second
    refs = re.findall(r'id="found-\d+"', first) + re.findall(r'id="found-\d+"', second)
    assert len(refs) == len(set(refs)) == 27


def test_dossiers_have_the_same_filters(pages: Pages) -> None:
    first = say(pages, "A closed area.")
    other = say(pages, "Radio check.", kind="clarification-request", channel="plenary")
    text = pages.get("/dossiers?words=closed").text
    assert first in text
    assert other not in text
    assert "one act is all of that" in text
    assert other in pages.get("/dossiers?state=open&kind=clarification-request").text
    assert "No dossier here matches" in Structure(pages.get("/dossiers?words=absent").text).text


def test_lists_are_files_with_the_filter_in_force(pages: Pages) -> None:
    """Streamed, with a name that says of which council, and of a rehearsal that it is one."""
    say(pages, "=1+1")
    say(pages, "Radio check.")
    answer = pages.get("/search/acts.csv?words=1")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="nrc-rehearsal-' in answer.headers["content-disposition"]
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["text"], row["rehearsal"]) == ("'=1+1", "REHEARSAL")
    listed = json.loads(pages.get("/search/dossiers.json").text)
    assert [one["title"] for one in listed["items"]][:2] == ["Radio check.", "=1+1"]
    assert listed["next"] is None
    assert pages.get("/search/dossiers.json", sec_fetch_site="cross-site").status_code == 403
    unknown = pages.get("/search/secrets.csv")
    assert (unknown.status_code, "list-unknown" in unknown.text) == (404, True)


def test_what_cannot_be_searched_says_why(pages: Pages) -> None:
    """The limit and the remedy on a page, not an error of the database."""
    for query in ("words=" + "x" * 600, "since=yesterday", "desk=kitchen"):
        answer = pages.get(f"/search?{query}")
        assert answer.status_code == 409, query
        assert "search-" in Structure(answer.text).text
    assert pages.get("/search?words=" + "x" * 9_000).status_code == 400


@pytest.mark.parametrize("path", ["/", "/acts", "/search", "/dossiers", "/duties"])
def test_every_page_has_the_box(pages: Pages, path: str) -> None:
    """With a label, without a script: a form whose address is the search."""
    text = pages.get(path).text
    assert '<form class="seek" method="get" action="/search" role="search"' in text
    assert '<label for="seek"' in text


def test_a_search_is_kept_renamed_and_removed_by_who_is_signed_in(pages: Pages) -> None:
    """A name for it, a count of what is new, one click to look; twice the same is one; nobody else has the forms."""
    say(pages, "Radio check.")
    nobody = pages.get("/search?words=radio&channel=line").text
    assert "Keep this search as" not in nobody
    assert "Sign in</a> to keep" in nobody
    pages.enrol(authenticator := Authenticator())
    pages.sign_in(authenticator)
    hidden = {"proof": proof(pages.get("/search?words=radio")), "words": "radio", "channel": "line"}
    for _ in range(2):
        answer = pages.post("/searches", {**hidden, "name": EVIL[:100]})
        assert (answer.status_code, answer.headers["location"]) == (303, "/search?words=radio&channel=line")
    say(pages, "Radio check again.")
    text = pages.get("/search").text
    shown = Structure(text).text
    assert shown.count("1 new") == 1
    assert "alert(1)" in shown
    place = re.search(r'action="(/searches/[^"]+)/look"', text)
    assert place is not None
    looked = pages.post(f"{place[1]}/look", hidden)
    assert looked.headers["location"] == "/search?words=radio&channel=line"
    assert "nothing new" in Structure(pages.get("/search").text).text
    for _ in range(2):
        pages.post(f"{place[1]}/rename", {**hidden, "name": "Checks"})
    assert len(pages.own("search-renamed")) == 1, "two clicks are one entry"
    assert "Checks" in Structure(pages.get("/search").text).text
    for _ in range(2):
        assert pages.post(f"{place[1]}/remove", hidden).status_code == 303
    assert 'id="kept"' not in pages.get("/search").text
    assert pages.post(f"{place[1]}/burn", hidden).status_code == 404
    long = pages.post("/searches", {**hidden, "name": "n" * 201})
    assert "at most 200 characters" in long.text, "nothing is cut in silence"
    assert "n" * 201 in long.text
    assert pages.post("/searches", {**hidden, "proof": "x", "name": "n"}).status_code == 403
    pages.cookies.clear()
    assert pages.post("/searches", {**hidden, "name": "n"}).status_code == 403
