"""Acting from a page: a form, a preview of what will be signed, one act; and what happens otherwise."""

import asyncio
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from console_page import Structure, hidden
from council_of_two import Two
from entrance_world import BASE, JONES, SMITH, Pages, asked, pages_of, pages_of_both, proof
from test_console_entrance import code
from tests.authenticator import Authenticator
from webauthn.helpers import bytes_to_base64url

from detente.console.forms import keeping
from detente.console.say.beginning import May
from detente.council.desks.releases import question_of
from detente.council.kinds import Rank
from detente.errors import Refused
from detente.home.access import sessions
from detente.home.acting import releasing
from detente.home.calls import Inbox, JoinCouncil, ListOfficers, Send
from detente.home.host import Still
from detente.home.releases import draft_of
from detente.home.replies import ActView
from detente.home.service import Service
from detente.limits import SESSION_IDLE_SECONDS_MAX
from detente.protocol.passkeys import Site, challenge_of, verify_assertion

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
POLICY = '\n[two_person]\nkinds = ["protest"]\n'


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of_both(Two(tmp_path, "plenary", more=POLICY).joined()) as found:
        yield found


def action(page: httpx.Response) -> str:
    """Return where the form of a page goes."""
    found = re.search(r'<form method="post" action="([^"]+)"', page.text.partition("<main")[2])
    assert found, page.text
    return found[1]


def opened(pages: Pages, begin: str) -> httpx.Response:
    """Open a form; a new one has an address of its own, to which the first leads."""
    page = pages.get(begin)
    page = pages.get(page.headers["location"]) if page.status_code == 303 else page
    assert page.status_code == 200, page.text
    return page


def write(pages: Pages, begin: str, do: str = "preview", **fields: str) -> httpx.Response:
    """Open a form, type, press a button, and follow it."""
    page = opened(pages, begin)
    typed = {name.replace("__", "."): value for name, value in fields.items()}
    answer = pages.post(action(page), {**hidden(page), **typed, "do": do})
    return pages.get(answer.headers["location"]) if answer.status_code == 303 else answer


def said(pages: Pages, kind: str) -> list[ActView]:
    """Return what RU said of a kind."""
    found = pages.run(Service(pages.still).run(Inbox(all=True)))
    return [one for one in found.items if one.kind == kind]  # type: ignore[attr-defined]


MESSAGE = "/act?kind=message"


def test_what_is_previewed_is_signed_once(pages: Pages) -> None:
    """In the name of who is signed in; a second sending and the way back lead to what came of the first."""
    preview = write(pages, MESSAGE, body__text="Radio check.", channel="line", to="nato", precedence="flash")
    assert "This is what will be signed" in preview.text
    assert "NATO" in preview.text
    assert said(pages, "message") == []
    fields = hidden(preview)
    place = action(preview)
    first, second = pages.post(place, fields), pages.post(place, fields)
    assert first.headers["location"] == second.headers["location"]
    (act,) = said(pages, "message")
    assert (act.officer, act.body, act.to, act.precedence) == (SMITH, {"text": "Radio check."}, ("nato",), "flash")
    assert act.ref in pages.get(first.headers["location"]).text
    assert pages.get(place.removesuffix("/send") + "/preview").headers["location"] == first.headers["location"]
    (noted,) = pages.own("session-act")
    assert (noted.body["act"], noted.officer) == (act.ref, SMITH)


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(pages: Pages) -> None:
    """Also what means harm stays letters."""
    page = write(pages, "/act?kind=incident-report", body__text=EVIL, body__occurred__from_at="soon", channel="line")
    page = page if page.status_code == 200 else pages.get(page.headers["location"])
    assert 'id="f-body-title-error"' in page.text
    assert "Fill in “Title”." in page.text
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert unescape(page.text).count(EVIL) == 1
    assert said(pages, "incident-report") == []


def test_a_form_quotes_what_it_answers_as_letters(pages: Pages) -> None:
    """An act that means harm is quoted, answered, previewed and shown as sent without a letter of it running."""
    pages.run(Service(pages.still).run(Send(channel="line", body={"text": EVIL}, officer=EVIL[:60], marking="<b>x")))
    (act,) = said(pages, "message")
    form = opened(pages, f"/act?kind=correction&re={act.ref}")
    preview = write(pages, f"/act?kind=correction&re={act.ref}", body__text=EVIL, marking="<i>")
    sent = pages.get(pages.post(action(preview), hidden(preview)).headers["location"])
    dossier = pages.get("/dossiers/" + act.ref.lower())
    for page in (form, preview, sent, dossier, pages.get("/forms")):
        assert page.status_code == 200
        Structure(page.text)
    assert len(said(pages, "correction")) == 1


def test_a_form_about_what_is_no_longer_offered_is_refused(pages: Pages) -> None:
    """It never begins about something else instead: whoever pressed item 3 does not withdraw item 1."""
    act = pages.run(Service(pages.still).run(Send(channel="plenary", body={"text": "A."}))).act
    page = pages.get(f"/act?kind=correction&re={act.ref}&about=another")
    page = pages.get(page.headers["location"])
    assert page.status_code == 409
    assert code(page) == "offer-gone"


def test_a_line_act_that_is_refused_says_why_in_words(pages: Pages) -> None:
    """The officer's rank is judged as for every act, and nothing is signed."""
    write_as(pages, JONES)
    page = write(pages, "/act?kind=protest", body__text="We protest.", channel="plenary")
    assert "an officer accredited as ambassador or higher" in page.text
    assert "who speaks in plenary as expert" in page.text
    assert "rank-too-low" in page.text
    assert said(pages, "protest") == []


def write_as(pages: Pages, officer: str) -> None:
    """Let another officer sign in in this browser."""
    pages.sign_in(pages.jones if officer == JONES else pages.smith)


def test_two_windows_do_not_overwrite_each_other(pages: Pages) -> None:
    """What is typed in the window that comes second is kept as a form of its own; an old preview signs nothing."""
    page = write(pages, MESSAGE, do="keep", body__text="First.", channel="line")
    place, mine, his = action(page), hidden(page), hidden(page)
    answer = pages.post(place, {**mine, "body.text": "Second.", "channel": "line", "do": "preview"})
    preview = pages.get(answer.headers["location"])
    answer = pages.post(place, {**his, "body.text": "Third.", "channel": "line", "do": "keep"})
    apart = pages.get(answer.headers["location"])
    assert "changed or sent in another window" in apart.text
    assert "Third." in apart.text
    assert "Second." in pages.get(place).text
    kept = pages.run(keeping.listed(pages.access, SMITH))
    with pytest.raises(Refused, match="form-changed"):
        pages.run(keeping.keep(pages.access, kept[0], kept[0].number - 1))  # type: ignore[index]
    again = hidden(pages.get(place))
    pages.post(place, {**again, "body.text": "Fourth.", "channel": "line", "do": "keep"})
    assert code(pages.post(action(preview), hidden(preview))) == "preview-old"
    assert said(pages, "message") == []


def test_a_session_that_ends_loses_nothing(pages: Pages) -> None:
    """What is sent after its end is kept for its officer, and found after signing in again."""
    page = opened(pages, MESSAGE)
    pages.time += SESSION_IDLE_SECONDS_MAX + 1
    answer = pages.post(action(page), {**hidden(page), "body.text": "A long text.", "channel": "line"})
    assert answer.headers["location"].startswith("/sign-in?next=")
    assert pages.get(MESSAGE).headers["location"].startswith("/sign-in")
    write_as(pages, JONES)
    assert "A long text." not in pages.get("/forms").text
    assert code(pages.get(action(page))) == "form-unknown"
    write_as(pages, SMITH)
    assert "A long text." in pages.get("/forms").text
    assert "A long text." in pages.get(action(page)).text
    assert said(pages, "message") == []


def test_who_is_not_accredited_any_more_says_nothing(pages: Pages) -> None:
    """Whatever session is open: it ends where that is noticed, and `own` says why."""
    preview = write(pages, MESSAGE, body__text="Radio check.", channel="line")
    service = Service(pages.still)
    listed = pages.run(service.run(ListOfficers(party="ru"))).items  # type: ignore[attr-defined]
    mine = next(one for one in listed if one.name == SMITH)
    pages.run(service.run(Send(channel="line", kind="credentials-withdrawn", body={}, re=mine.ref)))
    assert code(pages.post(action(preview), hidden(preview))) == "signed-out"
    assert [one.body["why"] for one in pages.own("session-end")] == ["officer accredited no more"]
    assert said(pages, "message") == []
    assert code(pages.sign_in(pages.smith)) == "officer-not-accredited"


def test_rows_are_added_and_removed_without_a_script(pages: Pages) -> None:
    """The others stay as they were typed."""
    page = write(pages, "/act?kind=roster", do="add:body.contacts", **{"body.contacts.0.role": "Duty officer"})
    assert 'name="body.contacts.1.role"' in page.text
    answer = pages.post(
        action(page),
        {
            **hidden(page),
            "body.contacts.0.role": "Duty officer",
            "body.contacts.1.role": "Deputy",
            "do": "drop:body.contacts.0",
        },
    )
    page = pages.get(answer.headers["location"].partition("#")[0])
    assert 'name="body.contacts.1.role"' not in page.text
    assert 'value="Deputy"' in page.text


def test_a_form_is_its_officer_s_and_can_be_discarded(pages: Pages) -> None:
    page = write(pages, MESSAGE, do="keep", body__text="Mine.", channel="line")
    place = action(page)
    write_as(pages, JONES)
    for path in (place, f"{place}/preview", f"{place}/sent"):
        assert code(pages.get(path)) == "form-unknown"
    other = {"proof": proof(pages.get("/sessions"))}
    assert code(pages.post(f"{place}/discard", other)) == "form-unknown"
    assert code(pages.post(f"{place}/send", {**other, "digest": "0"})) == "form-unknown"
    stolen = {**hidden(page), **other, "body.text": "His.", "channel": "line"}
    assert code(pages.post(place, stolen)) == "form-other-officer"
    assert code(pages.post(place, {**stolen, "as": JONES})) == "form-unknown"
    write_as(pages, SMITH)
    assert "Mine." in pages.get(place).text
    assert pages.post(f"{place}/discard", {"proof": proof(pages.get("/sessions"))}).status_code == 303
    assert code(pages.get(place)) == "form-unknown"


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/act?kind=release", "kind-by-command"),
        ("/act?kind=nonsense", "kind-unknown"),
        ("/act?kind=message&re=US/LINE/9", "reference-unknown"),
        ("/act/x", "form-unknown"),
        ("/act/..%2fsessions", "page-unknown"),
    ],
)
def test_a_form_that_cannot_be_is_refused(pages: Pages, path: str, wanted: str) -> None:
    page = pages.get(path)
    page = pages.get(page.headers["location"]) if page.status_code == 303 else page
    assert code(page) == wanted


def test_forms_are_limited_and_what_is_sent_stays_sent(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.console.forms.keeping.FORMS_MAX", 1)
    preview = write(pages, MESSAGE, body__text="Radio check.", channel="line")
    page = opened(pages, MESSAGE)
    assert code(pages.post(action(page), {**hidden(page), "do": "keep"})) == "forms-full"
    form = pages.get(action(preview).removesuffix("/send"))
    pages.post(action(preview), hidden(preview))
    again = {**hidden(form), "body.text": "Radio check.", "channel": "line", "do": "keep"}
    assert code(pages.post(action(form), again)) == "form-sent"


# --- two officers -----------------------------------------------------------------------------------------------------


def held(pages: Pages) -> str:
    """Let A. Smith draft what takes a second officer, and return where it is released."""
    preview = write(pages, "/act?kind=protest", body__text="We protest.", channel="plenary")
    assert "Two officers." in preview.text, preview.text
    pages.post(action(preview), hidden(preview))
    (draft,) = pages.own("draft")
    assert said(pages, "protest") == []
    return "/releases/" + draft.ref.lower()


def release(pages: Pages, place: str, passkey: Authenticator, **fields: str) -> httpx.Response:
    page = pages.get(place)
    return pages.post(action(page), {**hidden(page), "answer": passkey.sign(asked(page)), **fields})


def test_a_second_officer_releases_with_a_passkey_on_that_draft(pages: Pages) -> None:
    """What the passkey signed stands in `own`, and whoever reads that can check it: draft, officer, key, signature."""
    place = held(pages)
    assert "another officer than A. Smith" in unescape(pages.get(place).text)
    write_as(pages, JONES)
    answer = release(pages, place, pages.jones)
    (act,) = said(pages, "protest")
    assert act.officer == SMITH
    assert answer.headers["location"] == "/acts/" + act.ref.lower()
    (noted,) = pages.own("release")
    assert (noted.officer, noted.body["released_by"], noted.body["act"]) == (JONES, JONES, act.ref)
    draft = pages.still.core
    _state, kept = draft_of(draft, act.council, noted.re or "")
    question = question_of(act.council, kept, JONES, bytes.fromhex(noted.body["nonce"]))
    enrolled = next(one for one in pages.own("passkey") if one.ref == noted.body["passkey"])
    assert enrolled.body["officer"] == JONES
    parts = {"authenticatorData": "authenticator", "clientDataJSON": "client", "signature": "signature"}
    response = {name: bytes_to_base64url(bytes_of(noted.body[part])) for name, part in parts.items()}
    named = bytes_to_base64url(bytes.fromhex(enrolled.body["credential"]))
    told = json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})
    assert challenge_of(told) == question
    site = Site("localhost", "http://localhost:8080")
    verify_assertion(told, site, question, bytes.fromhex(enrolled.body["key"]))
    again = pages.post(place, {"proof": proof(pages.get("/sessions")), "answer": ""})
    assert again.headers["location"] == answer.headers["location"]
    assert len(said(pages, "protest")) == 1


def test_a_button_pressed_twice_at_once_does_it_once_and_says_so_twice(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sending, and releasing with a passkey: requests take turns at each look at the record, as at a running node."""
    read = Still.read

    async def in_turns(self: Still, look: object) -> object:
        await asyncio.sleep(0)
        return await read(self, look)  # type: ignore[arg-type]

    monkeypatch.setattr(Still, "read", in_turns)
    preview = write(pages, "/act?kind=protest", body__text="We protest.", channel="plenary")
    places = {one.headers["location"] for one in pages.post_at_once(action(preview), hidden(preview))}
    (draft,) = pages.own("draft")
    assert len(places) == 1
    write_as(pages, JONES)
    page = pages.get(f"/releases/{draft.ref.lower()}")
    pressed = {**hidden(page), "answer": pages.jones.sign(asked(page))}
    answers = pages.post_at_once(action(page), pressed, 3)
    (act,) = said(pages, "protest")
    assert {one.headers["location"] for one in answers} == {"/acts/" + act.ref.lower()}
    assert pages.own("access-refused") == []


def bytes_of(shown: str) -> bytes:
    """Return bytes as a view shows them: as text where they are one, else as hex."""
    return shown.encode() if shown.startswith("{") else bytes.fromhex(shown)


def test_nobody_releases_a_draft_alone_or_by_another_s_hand(pages: Pages) -> None:
    """Not the drafter, not by signing in, not with another's passkey, not with an answer given for something else."""
    place = held(pages)
    sound = {"proof": proof(pages.get("/sessions"))}
    assert code(pages.post(place, {**sound, "answer": ""})) == "passkey-unsound"
    write_as(pages, JONES)
    page = pages.get(place)
    answer = pages.smith.sign(asked(page))
    assert code(pages.post(place, {**hidden(page), "answer": answer})) == "release-other-passkey"
    signing_in = pages.get("/sign-in")
    answer = pages.jones.sign(asked(signing_in))
    assert code(pages.post(place, {**hidden(pages.get(place)), "answer": answer})) == "challenge-unknown"
    page = pages.get(place)
    pages.sign_in(pages.smith)
    mine = hidden(pages.get("/sessions"))
    answer = pages.smith.sign(asked(page))
    assert (
        code(pages.post(place, {**mine, "proof": proof(pages.get("/sessions")), "answer": answer}))
        == "challenge-unknown"
    )
    assert said(pages, "protest") == []
    pages.post("/sign-out", {"proof": proof(pages.get("/sessions"))})
    assert "You cannot release it" in pages.get(place).text


def test_who_drafted_it_can_take_it_back_before_it_is_released(pages: Pages) -> None:
    """From the page of its release, to which the board and what was sent lead; then nobody can release it."""
    preview = write(pages, "/act?kind=protest", body__text="We protest.", channel="plenary")
    sent = pages.post(action(preview), hidden(preview)).headers["location"]
    place = "/releases/" + pages.own("draft")[0].ref.lower()
    assert f'href="{place}">its release' in pages.get(sent).text
    assert re.search(rf'href="{place}">Withdraw<', pages.get("/").text)
    page = pages.get(place)
    assert f"You cannot release it.</b> It takes another officer than {SMITH}, who drafted it." in page.text
    way = re.search(r'href="([^"]+)">Withdraw it<', page.text)
    assert way, page.text
    last = write(pages, unescape(way[1]), body__text="It names the wrong ship.")
    pages.post(action(last), hidden(last))
    assert [one.officer for one in pages.own("draft-dropped")] == [SMITH]
    assert "It can no longer be released." in pages.get(place).text
    write_as(pages, JONES)
    assert code(pages.post(place, {"proof": proof(pages.get("/sessions")), "answer": ""})) != ""
    assert said(pages, "protest") == []


def test_a_policy_that_asks_for_both_keys_says_so_before_any_passkey_is_asked(pages: Pages) -> None:
    """What only the command does is told, signed in or not, and no question is put that nothing would come of."""
    place = held(pages)
    write_as(pages, JONES)
    pages.still._config = {**pages.still.config, "two_person_keys": True}
    page = pages.get(place)
    assert "data-asked" not in page.text
    assert "the signatures of both officers" in page.text
    assert "detente release sign" in page.text


def test_a_draft_is_released_in_the_council_in_which_it_was_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """References begin anew in each council: signing in leads back to it, and an answer serves for it alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    two = Two(tmp_path, "plenary", more=POLICY).joined()
    other = two.charter("other")
    with pages_of(two) as pages:
        service, jones = Service(pages.still), Authenticator()
        (first,) = pages.still.core.context.directory.councils
        pages.enrol(jones, JONES)
        protest = Send(channel="plenary", kind="protest", body={"text": "We protest."}, officer=SMITH)
        draft = pages.run(service.run(protest)).act.ref.lower()  # type: ignore[attr-defined]
        pages.run(service.run(JoinCouncil(other, (two.notes["nato"],))))
        (second,) = set(pages.still.core.context.directory.councils) - {first}
        for place in (f"/releases/{draft}", "/watch/handover"):
            assert f"next={quote(f'{place}?council={first}', safe='')}" in unescape(
                pages.get(f"{place}?council={first}").text
            )
        body = {"name": JONES, "rank": "expert"}
        pages.run(service.run(Send(channel="line", kind="credentials", body=body, council=second)))
        pages.sign_in(jones)
        page = pages.get(f"/releases/{draft}?council={first}")
        answer = jones.sign(asked(page))
        (session,) = pages.run(sessions.opened(pages.access))  # type: ignore[misc]
        site = Site("localhost", BASE)
        with pytest.raises(Refused, match="challenge-unknown"):
            pages.run(releasing.release(pages.access, session, second, draft.upper(), answer, site))


def test_what_is_refused_stands_in_own(pages: Pages) -> None:
    place = held(pages)
    pages.post(place, {"proof": proof(pages.get("/sessions")), "answer": ""})
    assert "passkey-unsound" in [one.body["code"] for one in pages.own("access-refused")]


def test_what_a_higher_rank_says_is_marked_for_this_officer_where_it_could_be_begun(pages: Pages) -> None:
    page = re.sub(r"<[^>]+>", " ", pages.get("/say").text)
    told = " ".join(page.split())
    wanted = "The line itself stays open. Every party reads it. from minister upwards; you speak as ambassador"
    assert wanted in told, "the charter wants a minister for a suspension"
    assert told.count("you speak as ambassador") == 1, "the rest an ambassador may say"
    assert "Invite to a meeting" in told
    assert not May(("plenary",), Rank.MINISTER, Rank.AMBASSADOR).now, "no button above the list for whom it refuses"
    standing = pages.get("/standing").text
    assert "Suspend something: from minister upwards; you speak as ambassador" in standing
    assert "/act?kind=suspend" not in standing
    assert "/act?kind=meeting-convene" in pages.get("/meetings").text
