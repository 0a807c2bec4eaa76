"""Handing the watch over in the pages: who leaves and who comes sign, each with their own passkey, in `own`."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from console_page import EVIL, Structure
from council_of_two import Two
from entrance_world import JONES, SMITH, Pages, asked, pages_of, proof
from test_console_entrance import code
from test_console_watch import acknowledge, ask, hear
from tests.authenticator import Authenticator
from webauthn.helpers import bytes_to_base64url

from detente.council.desks.handovers import EVIDENCE, NOTES_CHARACTERS_MAX, question_of_offer, question_of_taking
from detente.home.calls import OfferWatch, PassOn, Send, Show, ShowAlarms, ShowWatch, TakeWatch
from detente.home.holding import standing_of
from detente.protocol.passkeys import Site, challenge_of, verify_assertion

PLACE = "/watch/handover"


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path, "plenary").joined()


@pytest.fixture
def pages(two: Two) -> Iterator[Pages]:
    """RU's pages, with both officers enrolled and A. Smith signed in."""
    with pages_of(two) as found:
        found.keys = {SMITH: Authenticator(), JONES: Authenticator()}  # type: ignore[attr-defined]
        for name, key in found.keys.items():  # type: ignore[attr-defined]
            found.enrol(key, name)
        enter(found, SMITH)
        yield found


def enter(pages: Pages, officer: str) -> None:
    pages.sign_in(pages.keys[officer])  # type: ignore[attr-defined]


def form_of(page: httpx.Response, action: str) -> dict[str, str]:
    """Return what the form of a page that goes there carries."""
    found = re.search(rf'<form method="post" action="{action}".*?</form>', page.text, re.DOTALL)
    assert found, page.text
    return {
        name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', found[0])
    }


def look_at(pages: Pages, to: str, text: str = "") -> httpx.Response:
    """Return what an officer would sign, by the form of the page: notes stand in no address."""
    carried = form_of(pages.get(PLACE), f"{PLACE}/preview")
    kept = pages.post(f"{PLACE}/preview", {**carried, "to": to, "text": text})
    return pages.get(kept.headers["location"])


def sign(pages: Pages, officer: str, page: httpx.Response, action: str) -> httpx.Response:
    """Let an officer's passkey answer what a page asks, and send the form."""
    answer = pages.keys[officer].sign(asked(page))  # type: ignore[attr-defined]
    return pages.post(action, {**form_of(page, action), "answer": answer})


def begin(pages: Pages, officer: str = SMITH) -> httpx.Response:
    return sign(pages, officer, pages.get(PLACE), f"{PLACE}/take")


def offer(pages: Pages, to: str = JONES, text: str = "") -> httpx.Response:
    page = look_at(pages, to, text)
    return sign(pages, SMITH, page, f"{PLACE}/offer")


def watch(pages: Pages) -> Any:
    return ask(pages, ShowWatch())


def test_a_watch_goes_from_one_passkey_to_the_other(two: Two, pages: Pages) -> None:
    """What is open and the notes stand in what the first signs; the second takes exactly that; both in `own`."""
    assert "Nobody has taken the watch" in Structure(pages.get(PLACE).text).text
    assert begin(pages).headers["location"] == PLACE
    assert (watch(pages).holder, watch(pages).giver) == (SMITH, "")
    first, second = hear(two, pages, "One.", "Two.")
    acknowledge(pages, one=first)
    found = watch(pages)
    assert [one.says for one in found.done if one.what == "acknowledgement"] == [f"RU has read {first}"]
    page = look_at(pages, JONES, f"Call them at six. {EVIL}")
    assert pages.get(f"{PLACE}/preview").status_code == 200, "it can be left and gone back to"
    assert "Call them at six." in pages.get(PLACE).text, "and what was typed stands in the form, too"
    sign(pages, SMITH, page, f"{PLACE}/offer")
    assert pages.get(f"{PLACE}/preview").headers["location"] == PLACE, "once signed there is nothing to sign again"
    (given,) = pages.own("watch-offered")
    assert [(one["ref"], one["need"]) for one in given.body["open"]] == [
        (second, "to be read"),
        (first, "to be answered"),
    ]
    shown = watch(pages)
    assert (shown.holder, shown.offer.to) == (SMITH, JONES), "it is Smith's until Jones takes it"
    assert "offered to" in Structure(pages.get("/").text).text
    enter(pages, JONES)
    page = pages.get(PLACE)
    assert "Call them at six." in Structure(page.text).text
    assert sign(pages, JONES, page, f"{PLACE}/take").status_code == 303
    shown = watch(pages)
    assert (shown.holder, shown.giver, shown.offer) == (JONES, SMITH, None)
    assert f"{JONES} has the watch since" in Structure(pages.get("/").text).text
    _begun, taken = pages.own("watch-taken")
    assert (taken.re, taken.officer, taken.dossier) == (given.ref, JONES, given.dossier)
    assert f"{JONES} has the watch" in Structure(pages.get(f"/dossiers/{taken.dossier.lower()}").text).text
    (council,) = ask(pages, ShowAlarms()).items
    assert council.on_watch[0] == JONES, "alarms call who took it last first"


def test_both_signatures_can_be_checked_from_the_record(two: Two, pages: Pages) -> None:
    """Each passkey signed the question that is made from the entry itself."""
    hear(two, pages, "One.")
    begin(pages)
    offer(pages, text="Quiet.")
    enter(pages, JONES)
    sign(pages, JONES, pages.get(PLACE), f"{PLACE}/take")
    (given,), taken = pages.own("watch-offered"), pages.own("watch-taken")[-1]
    passkeys = {one.body["officer"]: bytes.fromhex(one.body["key"]) for one in pages.own("passkey")}

    def kept(ref: str) -> dict[str, Any]:
        row = pages.still.core.context.store.act(given.council, ref)
        assert row is not None
        return dict(pages.still.core.folding.sayings.opened([row])[0].body)

    body = kept(given.ref)
    nonce = kept(taken.ref)["nonce"]
    state = pages.still.core.folding.folded(given.council, given.dossier).states["handovers"]
    questions = (
        (body, SMITH, question_of_offer(given.council, SMITH, body, body["nonce"])),
        (kept(taken.ref), JONES, question_of_taking(given.council, JONES, "line", state.known[given.ref], nonce)),
    )
    site = Site("localhost", "http://localhost:8080")
    for said, officer, question in questions:
        answer = _answer(said)
        assert challenge_of(answer) == question
        assert verify_assertion(answer, site, question, passkeys[officer])
        assert set(said) >= set(EVIDENCE)


def test_notes_that_are_too_long_are_neither_cut_nor_lost(two: Two, pages: Pages) -> None:
    begin(pages)
    text = "n" * NOTES_CHARACTERS_MAX + " the end"
    page = look_at(pages, JONES, text)
    assert "You cannot hand it over so." in Structure(page.text).text
    assert text in page.text, "what was typed stands in the form again"
    assert f"{PLACE}/offer" not in page.text


def _answer(said: dict[str, Any]) -> str:
    response = {"clientDataJSON": "client", "authenticatorData": "authenticator", "signature": "signature"}
    parts = {name: bytes_to_base64url(said[field]) for name, field in response.items()}
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": parts})


def test_a_form_twice_is_one_handover_and_the_wrong_officer_takes_nothing(two: Two, pages: Pages) -> None:
    begin(pages)
    page = look_at(pages, JONES)
    fields = {**form_of(page, f"{PLACE}/offer"), "answer": pages.keys[SMITH].sign(asked(page))}  # type: ignore[attr-defined]
    for _ in range(2):
        assert pages.post(f"{PLACE}/offer", fields).status_code == 303
    assert len(pages.own("watch-offered")) == 1
    enter(pages, JONES)
    taking = pages.get(PLACE)
    wrong = pages.post(
        f"{PLACE}/take",
        {**form_of(taking, f"{PLACE}/take"), "answer": pages.keys[SMITH].sign(asked(taking))},  # type: ignore[attr-defined]
    )
    assert code(wrong) == "release-other-passkey"
    assert watch(pages).holder == SMITH


def test_what_is_signed_is_what_was_shown_or_nothing(two: Two, pages: Pages) -> None:
    """An offer of the same to the same is another handover once something else is open, and is looked at anew first."""
    begin(pages)
    offer(pages)
    old = look_at(pages, JONES, "Mind the strait.")
    refs = hear(two, pages, "One.", "Two.")
    shown = sign(pages, SMITH, old, f"{PLACE}/offer")
    assert (shown.status_code, len(pages.own("watch-offered"))) == (200, 1)
    assert "Something else is open by now" in Structure(shown.text).text
    assert "Mind the strait." in shown.text
    sign(pages, SMITH, shown, f"{PLACE}/offer")
    standing = pages.own("watch-offered")[-1].body
    assert ({one["ref"] for one in standing["open"]}, standing["text"]) == ({*refs}, "Mind the strait.")


def test_a_click_of_a_rehearsal_signs_and_takes_what_it_was_shown_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No passkey binds the page to the list there: the form does."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    two = Two(tmp_path, "plenary", rehearsal=True).joined()
    with pages_of(two) as pages:
        pages.still._config = {**pages.still.config, "one_click_sign_in": True}

        def click(officer: str) -> None:
            pages.post("/sign-in/rehearsal", {"proof": proof(pages.get("/sign-in")), "officer": officer})

        def send(page: httpx.Response, action: str) -> httpx.Response:
            return pages.post(f"{PLACE}/{action}", form_of(page, f"{PLACE}/{action}"))

        click(SMITH)
        begun = pages.get(PLACE)
        assert [send(begun, "take").status_code for _ in range(2)] == [303, 303]
        assert len(pages.own("watch-taken")) == 1
        page = look_at(pages, JONES)
        hear(two, pages, "One.")
        assert "Something else is open by now" in send(page, "offer").text
        assert not pages.own("watch-offered")
        send(look_at(pages, JONES, "First."), "offer")
        click(JONES)
        old = pages.get(PLACE)
        click(SMITH)
        send(look_at(pages, JONES, "Second."), "offer")
        click(JONES)
        fields = form_of(old, f"{PLACE}/take")
        shown = pages.post(f"{PLACE}/take", {**fields, "proof": proof(pages.get(PLACE))})
        assert "Nothing was taken" in shown.text
        assert len(pages.own("watch-taken")) == 1
        send(shown, "take")
        assert pages.own("watch-taken")[-1].re == pages.own("watch-offered")[-1].ref


def test_a_watch_is_taken_without_a_handover_and_says_so(two: Two, pages: Pages) -> None:
    """Who has it may be ill; the officer who takes it says so, in a dossier of its own."""
    begin(pages)
    enter(pages, JONES)
    text = Structure(pages.get(PLACE).text).text
    assert "Take the watch without a handover" in text
    page = pages.get(f"{PLACE}?begin=1")
    assert f"{SMITH} has it and has not handed it over to you" in Structure(page.text).text
    sign(pages, JONES, page, f"{PLACE}/take")
    assert (watch(pages).holder, watch(pages).giver) == (JONES, "")
    first, second = pages.own("watch-taken")
    assert first.dossier != second.dossier


def test_by_command_it_goes_by_name(two: Two, pages: Pages) -> None:
    """The same calls without a passkey; what may not be is refused before anything is written."""
    with pytest.raises(Exception, match="watch-not-offered"):
        ask(pages, TakeWatch(officer=SMITH))
    ask(pages, TakeWatch(unoffered=True, officer=SMITH))
    for call, why in (
        (OfferWatch(SMITH, officer=SMITH), "watch-same-officer"),
        (OfferWatch(SMITH, officer=JONES), "watch-other-holder"),
        (OfferWatch("A. Nobody", officer=SMITH), "officer-not-accredited"),
    ):  # fmt: skip
        with pytest.raises(Exception, match=why):
            ask(pages, call)
    given = ask(pages, OfferWatch(JONES, "Quiet.", officer=SMITH)).act
    assert ask(pages, Show(given.ref)).act.says == f"the watch line is offered to {JONES}"
    ask(pages, TakeWatch(officer=JONES))
    holder, left = standing_of(pages.still.core, given.council, "line")
    assert (holder and holder.officer, left) == (JONES, None)
    (ref,) = hear(two, pages, "One.")
    ask(pages, PassOn(ref, SMITH, officer=JONES))
    assert watch(pages).done[0].says == f"{ref} is with {SMITH}"


def test_what_no_act_is_the_reason_of_stands_in_its_words_while_the_watch_is_offered(pages: Pages) -> None:
    """As a return that an agreement's calendar asks for: the page of who takes the watch names it."""
    begin(pages)
    owed = {"what": "Annual exchange of 2027", "need": "owed by us"}
    body = {"watch": "line", "taker": JONES, "open": [owed]}
    ask(pages, Send("own", body, "watch-offered", officer=SMITH, re=pages.own("watch-taken")[-1].ref))
    shown = pages.get(PLACE)
    assert shown.status_code == 200
    assert "Annual exchange of 2027 owed by us" in Structure(shown.text).text
