"""In which language a page answers, and how a reader chooses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from console_page import Structure
from console_world import World, act
from entrance_world import Pages, pages_of, two_in

SENTENCES = {
    "en": "Receipt is not agreement.",
    "fr": "L’accusé de réception ne vaut pas accord.",
    "ru": "Получение не означает согласия.",
    "uk": "Отримання не означає згоди.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_page_says_its_language_and_speaks_it(language: str) -> None:
    answer = World([act("RU/LINE/2", body={"text": "We see it otherwise."})]).get(
        "/acts", accept_language=f"xx, {language};q=0.5"
    )
    assert f'<html lang="{language}">' in answer.text
    text = Structure(answer.text).text
    assert SENTENCES[language] in text
    assert "We see it otherwise." in text, "what a party said stands as it was said"


def test_what_goes_wrong_is_said_in_the_same_language() -> None:
    for path in ("/nowhere", "/acts?before=x", "/acts/ru/line/99"):
        assert '<html lang="uk">' in World().get(path, accept_language="uk").text, path


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of(two_in(tmp_path)) as found:
        yield found


def test_what_was_chosen_is_kept_and_the_page_too(pages: Pages) -> None:
    """Without a session, on whatever page one is; the browser's own wish counts no more."""
    answer = pages.post("/language", {"language": "fr", "next": "/acts?order=oldest"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/acts?order=oldest")
    kept = answer.headers["set-cookie"]
    assert kept.endswith("-language=fr; Path=/; Max-Age=34560000; HttpOnly; SameSite=Strict")
    page = pages.get("/acts?order=oldest", accept_language="ru").text
    assert '<html lang="fr">' in page
    assert 'name="next" value="/acts?order=oldest"' in page
    pages.post("/language", {"language": "en", "next": "/"})
    assert '<html lang="en">' in pages.get("/", accept_language="ru").text


def test_nothing_else_can_be_chosen_and_nowhere_else_does_it_lead(pages: Pages) -> None:
    for language in ("xx", "", "fr; Domain=example.org", "../fr"):
        answer = pages.post("/language", {"language": language, "next": "//example.org/"})
        assert answer.headers["location"] == "/"
        assert "set-cookie" not in answer.headers
    foreign = pages.post("/language", {"language": "fr", "next": "/"}, origin="http://localhost:9999")
    assert foreign.status_code == 403
