"""The way in: who enrols, signs in and out, for how long; and what happens to whoever tries another way."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from council_of_two import Two
from entrance_world import BASE, JONES, SMITH, Pages, asked, pages_of, proof, two_in
from tests.authenticator import Authenticator

from detente.console.door.entrance import place_of
from detente.console.door.received import proof_of
from detente.errors import Refused
from detente.home.access import sessions
from detente.home.access.rights import check_speaks
from detente.home.calls import EndSessions, EnrolOfficer, ListPasskeys, ListSessions, Send, WithdrawPasskey
from detente.home.service import Service
from detente.limits import (
    CHALLENGE_SECONDS_MAX,
    ENROLMENT_SECONDS_MAX,
    FORM_FIELDS_MAX,
    REFUSAL_NOTED_SECONDS,
    SESSION_IDLE_SECONDS_MAX,
    SESSION_SECONDS_MAX,
)
from detente.log import log_to_stderr
from detente.protocol.passkeys import text_of, user_of


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of(two_in(tmp_path)) as found:
        yield found


def code(answer: object) -> str:
    """Return the code that a page of a refusal names."""
    found = re.search(r"<dt>Code</dt><dd><code><bdi>([a-z-]+)</bdi>", answer.text)  # type: ignore[attr-defined]
    return found[1] if found else ""


# --- as it is meant ---------------------------------------------------------------------------------------------------


def test_an_officer_enrols_signs_in_and_signs_out(pages: Pages) -> None:
    """Each step stands in `own`; signing out closes what the cookie opened."""
    passkey, folder = Authenticator(), pages.still.folder.path
    user = json.loads(asked(pages.get(pages.link())))["user"]
    assert user["name"] == f"RU · nrc · {SMITH} · RU"
    assert user["id"] == text_of(user_of(pages.still.keyring.root.text(), str(folder.resolve()), SMITH))
    assert pages.enrol(passkey).headers["location"] == "/sign-in?enrolled=1"
    assert [one.body["officer"] for one in pages.own("passkey")] == [SMITH]
    assert pages.sign_in(passkey, next="/acts").headers["location"] == "/acts"
    page = pages.get("/sessions")
    assert SMITH in page.text
    cookies = dict(pages.cookies)
    assert pages.post("/sign-out", {"proof": proof(page)}).status_code == 303
    assert not pages.signed_in()
    pages.cookies = cookies
    assert not pages.signed_in()
    (signed_in,), (ended,) = pages.own("sign-in"), pages.own("session-end")
    assert signed_in.body["means"] == "passkey"
    assert (ended.re, ended.body["why"]) == (signed_in.ref, "signed out")


def test_the_cookie_is_out_of_reach_and_new_with_each_sign_in(pages: Pages) -> None:
    """No script reads it, no other site sends it; what a browser had before it signed in opens nothing (fixation)."""
    passkey = Authenticator()
    pages.enrol(passkey)
    before = dict(pages.cookies)
    answer = pages.sign_in(passkey)
    (line,) = answer.headers.get_list("set-cookie")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(line.split("; "))
    after = dict(pages.cookies)
    ((session, token),) = after.items() - before.items()
    assert token not in before.values()
    pages.cookies = before
    assert not pages.signed_in()
    pages.cookies = {session: token}
    assert pages.signed_in()
    pages.sign_in(passkey)
    assert pages.cookies[session] != token


@pytest.mark.parametrize("path", ["/record", "/sign-in", "/sign-in?next=/acts", "ENROL", "/acts"])
def test_a_link_elsewhere_signs_nobody_out(pages: Pages, path: str) -> None:
    """The browser keeps its cookies to itself then, and gets none: the page asks for itself once more, with them."""
    passkey = Authenticator()
    pages.enrol(passkey)
    pages.sign_in(passkey)
    asked_for = pages.link() if path == "ENROL" else path
    kept, pages.cookies = dict(pages.cookies), {}
    linked = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    answer = pages.get(asked_for, **linked)
    assert answer.status_code == 200
    assert pages.cookies == {}
    # A browser that does not say where a request comes from gets one, which takes the place of no session's.
    pages.get(asked_for)
    pages.cookies = {**kept, **pages.cookies}
    assert pages.signed_in()
    if path != "/acts":
        once_more = answer.headers["refresh"].removeprefix("0; url=")
        assert once_more == f"{asked_for}{'&' if '?' in path else '?'}again=1"
        assert "refresh" not in pages.get(once_more, **linked).headers, "it is not asked for over and over"
        assert SMITH in pages.get(once_more, **{**linked, "sec_fetch_site": "same-origin"}).text


def test_only_the_hash_of_a_token_is_kept(pages: Pages) -> None:
    """Neither a cookie's secret nor a link's can be read from the folder."""
    passkey = Authenticator()
    path = pages.link()
    page = pages.get(path)
    secrets = [path.removeprefix("/enrol/")]
    pages.post(path, {"proof": proof(page), "answer": passkey.make(asked(page))})
    pages.sign_in(passkey)
    secrets += pages.cookies.values()
    for file in pages.still.folder.path.rglob("record.db*"):
        data = file.read_bytes()
        assert not [one for one in secrets if one.encode() in data]


def test_a_session_ends_by_itself(pages: Pages) -> None:
    """After an hour in which nothing is done, and after twelve hours whatever is done."""
    passkey = Authenticator()
    pages.enrol(passkey)
    pages.sign_in(passkey)
    begun = pages.time
    while pages.time - begun < SESSION_SECONDS_MAX - SESSION_IDLE_SECONDS_MAX:
        pages.time += SESSION_IDLE_SECONDS_MAX - 60
        assert pages.signed_in()
    pages.time = begun + SESSION_SECONDS_MAX + 1
    assert not pages.signed_in()


@pytest.mark.parametrize(
    ("path", "headers", "used"),
    [
        ("/sessions", {"sec_fetch_dest": "document"}, True),
        ("/sessions", {"sec_fetch_dest": "iframe"}, True),
        ("/sessions", {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, True),
        ("/sessions", {"accept": "*/*"}, False),
        ("/sessions", {"sec_fetch_dest": "empty", "accept": "text/html"}, False),
        ("/sessions", {"sec_fetch_dest": "image"}, False),
        ("/sessions", {"sec_fetch_dest": "document", "sec_purpose": "prefetch;prerender"}, False),
        ("/sessions", {"sec_fetch_dest": "document", "hx_request": "true"}, False),
        ("/record?again=1", {"sec_fetch_dest": "document"}, False),
        ("/?every=30", {"sec_fetch_dest": "document"}, False),
        ("/ringing", {"sec_fetch_dest": "empty"}, False),
        ("/frame", {"sec_fetch_dest": "empty"}, False),
    ],
)
def test_only_what_an_officer_does_keeps_a_session(
    pages: Pages, path: str, headers: dict[str, str], used: bool
) -> None:
    """What an open page asks for by itself lets the hour run, whatever the browser says of it or does not say."""
    passkey = Authenticator()
    pages.enrol(passkey)
    pages.sign_in(passkey)
    pages.time += SESSION_IDLE_SECONDS_MAX - 60
    assert pages.get(path, **headers).status_code == 200
    pages.time += 120
    page = pages.get("/sign-in")
    assert ("Your session has ended." in page.text) is not used


def test_sessions_are_listed_and_revoked(pages: Pages) -> None:
    """By whoever keeps the node, and by any officer signed in; a passkey that is withdrawn takes its own along."""
    first, second = Authenticator(), Authenticator()
    pages.enrol(first)
    pages.enrol(second, JONES)
    pages.sign_in(first)
    smith = dict(pages.cookies)
    pages.cookies = {}
    pages.sign_in(second)
    service = Service(pages.still)
    listed = pages.run(service.run(ListSessions())).items  # type: ignore[attr-defined]
    assert {one.officer for one in listed} == {SMITH, JONES}
    hers = next(one for one in listed if one.officer == SMITH)
    page = pages.get("/sessions")
    assert page.text.count('action="/sessions/end"') == 1, "one's own ends at once"
    assert f'href="/sessions/end?session={hers.id}"' in page.text
    page = pages.get(f"/sessions/end?session={hers.id}")
    assert "End the session of" in page.text
    assert pages.get("/sessions/end?session=gone").headers["location"] == "/sessions"
    assert pages.post("/sessions/end", {"proof": proof(page), "session": hers.id}).status_code == 303
    assert [one.officer for one in pages.own("session-end")] == [JONES]
    jones, pages.cookies = dict(pages.cookies), smith
    assert not pages.signed_in()
    pages.sign_in(first)
    mine = next(one for one in pages.own("passkey") if one.body["officer"] == SMITH)
    done = pages.run(service.run(WithdrawPasskey(mine.ref, "lost")))
    assert len(done.ended) == 1  # type: ignore[attr-defined]
    assert not pages.signed_in()
    assert code(pages.sign_in(first)) == "passkey-unknown"
    pages.run(service.run(EndSessions(officer=JONES)))
    pages.cookies = jones
    assert not pages.signed_in()
    assert [one.officer for one in pages.run(service.run(ListPasskeys())).items] == [JONES]  # type: ignore[attr-defined]


def test_a_withdrawn_passkey_keeps_no_session_however_it_was_withdrawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a form of the pages, or by command under any writing of its reference, here that of a folder restored."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    two = two_in(tmp_path)
    shutil.rmtree(tmp_path / "state")
    with pages_of(two) as pages:
        service = Service(pages.still)
        for withdrawn in (
            lambda ref: Send("own", {"text": "Lost."}, kind="passkey-withdrawn", re=ref),
            lambda ref: WithdrawPasskey(ref.partition(".")[0][:-4] + "." + ref.partition(".")[2], "lost"),
        ):
            passkey = Authenticator()
            pages.enrol(passkey)
            pages.sign_in(passkey)
            assert pages.signed_in()
            token = next(secret for name, secret in pages.cookies.items() if not name.endswith("-visitor"))
            session = pages.run(sessions.find(pages.access, token, used=True))
            ref = pages.own("passkey")[-1].ref
            assert "-" in ref, "in a generation of its own"
            pages.run(service.run(withdrawn(ref)))
            with pytest.raises(Refused, match="signed-out"):
                pages.run(check_speaks(pages.access, session, session.council))  # type: ignore[attr-defined, arg-type]
            assert pages.run(service.run(ListSessions())).items == []  # type: ignore[attr-defined]
            assert not pages.signed_in()
            assert pages.own("session-end")[-1].body["why"] == "passkey withdrawn"
        assert len(pages.own("session-end")) == 2


# --- otherwise --------------------------------------------------------------------------------------------------------


def test_a_link_works_once_and_for_half_an_hour(pages: Pages) -> None:
    path, passkey = pages.link(), Authenticator()
    page = pages.get(path)
    answer = {"proof": proof(page), "answer": passkey.make(asked(page))}
    assert pages.post(path, answer).status_code == 303
    assert code(pages.post(path, answer)) == "enrolment-unknown"
    assert code(pages.get(path)) == "enrolment-unknown"
    late = pages.link()
    pages.time += ENROLMENT_SECONDS_MAX + 1
    assert code(pages.get(late)) == "enrolment-unknown"
    assert code(pages.get("/enrol/AAAA")) == "enrolment-unknown"
    assert len(pages.own("passkey")) == 1


def test_only_whom_the_party_accredits_gets_a_link(pages: Pages) -> None:
    with pytest.raises(Refused, match="officer-not-accredited"):
        pages.link("Nobody")


def test_a_mistake_of_ours_puts_no_link_into_the_log(
    pages: Pages, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log is read by more people than the link is for: it has the trace, and the route without what stood in it."""
    log_to_stderr()
    link = pages.link()
    monkeypatch.setattr("detente.home.access.passkeys.invitation", None)
    answer = pages.get(link)
    assert (answer.status_code, code(answer)) == (500, "our-mistake")
    assert '<p class="rehearsal"' not in answer.text
    told = capsys.readouterr().err
    assert "route=/enrol/{token}" in told
    assert link.removeprefix("/enrol/") not in told


def test_an_answer_counts_once(pages: Pages) -> None:
    """Replayed, late, or given in another browser than the one that was asked, it opens nothing."""
    passkey = Authenticator()
    pages.enrol(passkey)
    page = pages.get("/sign-in")
    fields = {"proof": proof(page), "answer": passkey.sign(asked(page))}
    asked_browser = dict(pages.cookies)
    assert pages.post("/sign-in", fields).status_code == 303
    pages.cookies = asked_browser
    assert code(pages.post("/sign-in", fields)) == "challenge-unknown"
    page = pages.get("/sign-in")
    fields = {"proof": proof(page), "answer": passkey.sign(asked(page))}
    pages.time += CHALLENGE_SECONDS_MAX + 1
    assert code(pages.post("/sign-in", fields)) == "challenge-unknown"
    page = pages.get("/sign-in")
    answer = passkey.sign(asked(page))
    pages.cookies = {}
    other = pages.get("/sign-in")
    assert code(pages.post("/sign-in", {"proof": proof(other), "answer": answer})) == "challenge-unknown"
    assert not pages.signed_in()


@pytest.mark.parametrize("changed", [{"origin": "http://localhost:9999"}, {"site": "example.org"}, {"flags": 1}])
def test_an_answer_got_elsewhere_opens_nothing(pages: Pages, changed: dict[str, object]) -> None:
    """For another origin or site, or without the person verified: it is refused, and that stands in `own`."""
    passkey = Authenticator()
    pages.enrol(passkey)
    other = Authenticator(id=passkey.id, key=passkey.key, **changed)  # type: ignore[arg-type]
    assert code(pages.sign_in(other)) == "passkey-unsound"
    assert not pages.signed_in()
    assert [one.body["code"] for one in pages.own("access-refused")] == ["passkey-unsound"]


def test_an_answer_got_at_another_port_is_taken_at_none(pages: Pages) -> None:
    """A passkey is the name's, which has many ports: the pages are asked for at theirs alone, or at one forwarded."""
    elsewhere = {"host": "localhost:9999", "origin": "http://localhost:9999"}
    passkey = Authenticator()
    pages.enrol(passkey)
    passkey.origin = elsewhere["origin"]
    page = pages.get("/sign-in")
    fields = {"proof": proof(page), "answer": passkey.sign(asked(page))}
    assert pages.get("/sign-in", host=elsewhere["host"]).status_code == 421
    assert pages.post("/sign-in", fields, **elsewhere).status_code == 421
    pages.still._config = {**pages.still.config, "forwarded_port": 9999}
    forwarded = Pages(pages.still)
    page = forwarded.get("/sign-in", host=elsewhere["host"])
    fields = {"proof": proof(page), "answer": passkey.sign(asked(page))}
    assert forwarded.post("/sign-in", fields, **elsewhere).status_code == 303
    assert forwarded.signed_in()


def test_a_passkey_that_may_exist_twice_is_refused_and_somebody_is_told(pages: Pages) -> None:
    """The copy that signs second is behind, whichever it is: an alarm, an entry in `own`, no session."""
    passkey = Authenticator()
    pages.enrol(passkey)
    copy = Authenticator(id=passkey.id, key=passkey.key, count=passkey.count)
    assert pages.sign_in(copy).status_code == 303
    pages.cookies = {}
    answer = pages.sign_in(passkey)
    assert code(answer) == "passkey-behind"
    assert not pages.signed_in()
    assert [one.body["code"] for one in pages.own("access-refused")] == ["passkey-behind"]
    assert [alarm.code for _at, alarm in pages.still.alarms] == ["passkey-behind"]


def test_a_forged_count_raises_no_alarm(pages: Pages) -> None:
    """Who has not the key cannot make others doubt it."""
    passkey = Authenticator(count=5)
    pages.enrol(passkey)
    forger = Authenticator(id=passkey.id)
    assert code(pages.sign_in(forger)) == "passkey-unsound"
    assert not pages.still.alarms


def test_refusals_do_not_fill_the_record(pages: Pages) -> None:
    """One entry a minute of one sort; the next says how many came between."""
    for _ in range(5):
        pages.get("/enrol/AAAA")
    pages.time += REFUSAL_NOTED_SECONDS
    pages.get("/enrol/AAAA")
    first, second = pages.own("access-refused")
    assert "more" not in first.body
    assert second.body["more"] == 4


def test_one_click_signs_in_nowhere_but_in_a_rehearsal(pages: Pages) -> None:
    """The settings alone are not enough: this council is no rehearsal, and no page may show it in a frame either."""
    origin = "http://localhost:20100"
    pages.still._config = {**pages.still.config, "one_click_sign_in": True, "framed_by": origin}
    framed = {"sec_fetch_dest": "iframe", "sec_fetch_mode": "navigate", "sec_fetch_site": "same-site"}
    assert pages.get("/acts", **framed).status_code == 403
    page = pages.get("/sign-in")
    assert SMITH not in page.text
    secret = next(iter(pages.cookies.values()))
    answer = pages.post("/sign-in/rehearsal", {"proof": proof_of(secret), "officer": SMITH})
    assert code(answer) == "no-one-click"
    assert not pages.signed_in()


def test_a_form_of_another_browser_or_page_is_not_taken(pages: Pages) -> None:
    """Without the proof, with another browser's, without a cookie, from another origin, from none (CSRF)."""
    passkey = Authenticator()
    pages.enrol(passkey)
    pages.sign_in(passkey)
    sound = {"proof": proof(pages.get("/sessions"))}
    assert code(pages.post("/sign-out", {})) == "form-foreign"
    assert code(pages.post("/sign-out", {"proof": "0" * 64})) == "form-foreign"
    for origin in ("http://localhost:9999", "https://localhost:8080", "http://127.0.0.1:8080", "null", ""):
        assert pages.post("/sign-out", sound, origin=origin).status_code == 403
    assert pages.post("/sign-out", sound, sec_fetch_site="same-site").status_code == 403
    assert pages.post("/sign-out", sound, sec_fetch_site="cross-site").status_code == 403
    mine, pages.cookies = dict(pages.cookies), {}
    assert code(pages.post("/sign-out", sound)) == "form-foreign"
    pages.get("/sign-in")
    visitor = proof_of(next(iter(pages.cookies.values())))
    assert code(pages.post("/sessions/end", {"proof": visitor, "session": "x"})) == "signed-out"
    pages.cookies = mine
    assert pages.signed_in()
    assert pages.post("/sign-out", sound, sec_fetch_site="same-origin").status_code == 303
    assert not pages.signed_in()


@pytest.mark.parametrize("cookie", ["", "x" * 65, "%C3%A9", "AAAA", "../../etc", "a; b"])
def test_a_cookie_that_is_none_is_as_none(pages: Pages, cookie: str) -> None:
    pages.get("/sign-in")
    (name,) = pages.cookies
    names = (name, name.removesuffix("-visitor"))
    answer = pages.get("/", cookie="; ".join(f"{one}={cookie}" for one in names).encode().decode("latin-1"))
    assert answer.status_code == 200
    assert "Nobody is signed in" in answer.text


def test_one_goes_on_to_pages_of_this_node_only() -> None:
    for asked_for in (
        "//example.org",
        "/\\example.org",
        "https://example.org",
        "javascript:alert(1)",
        "acts",
        None,
        "/\n/x",
    ):
        assert place_of(asked_for) == "/"
    for own in ("/acts?channel=line&party=ru", "/search?words=e*", "/search?words=(it's)!"):
        assert place_of(own) == own


def test_a_page_under_an_address_leads_to_the_name_of_the_passkeys(pages: Pages) -> None:
    """An address has no passkeys, so the page is shown under the machine's name, on the same port."""
    pages.enrol(Authenticator())
    pages.base = "http://127.0.0.1:8080"
    assert pages.get("/sign-in?next=/acts").headers["location"] == f"{BASE}/sign-in?next=/acts"
    link = pages.link()
    assert pages.get(link).headers["location"] == f"{BASE}{link}"


@pytest.mark.parametrize(
    "body",
    [b"a=%ff", b"a=\xff", b"a", b"&".join([b"a=1"] * FORM_FIELDS_MAX), b"%zz=%zz&c"],
    ids=lambda body: repr(body[:16]),
)
def test_a_form_that_is_none_is_malformed(pages: Pages, body: bytes) -> None:
    """It says so, whatever it proves; nothing else happens. What is only odd is taken."""
    pages.get("/sign-in")
    (secret,) = pages.cookies.values()
    proven = f"proof={proof_of(secret)}&".encode()
    headers = {"content_type": "application/x-www-form-urlencoded", "origin": BASE}
    assert code(pages.ask("POST", "/sign-out", proven + body, **headers)) == "form-malformed"
    for odd in (b"a=1", b"a=1;b", b"a=%00"):
        assert pages.ask("POST", "/sign-out", proven + odd, **headers).headers["location"] == "/sign-in"


def test_what_is_limited_says_so(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links, passkeys, sessions: each has its bound, and what ends makes room."""
    for name in ("ENROLMENTS_MAX", "PASSKEYS_MAX"):
        monkeypatch.setattr(f"detente.home.access.passkeys.{name}", 1)
    monkeypatch.setattr("detente.home.access.sessions.SESSIONS_MAX", 1)
    path = pages.link()
    with pytest.raises(Refused, match="enrolments-full"):
        pages.link()
    passkey = Authenticator()
    page = pages.get(path)
    pages.post(path, {"proof": proof(page), "answer": passkey.make(asked(page))})
    assert code(pages.enrol(passkey)) == "passkey-known"
    pages.time += ENROLMENT_SECONDS_MAX + 1
    assert code(pages.enrol(Authenticator(), JONES)) == "passkeys-full"
    pages.sign_in(passkey)
    assert pages.sign_in(passkey).status_code == 303, "it takes the place of this browser's own"
    assert [one.body["why"] for one in pages.own("session-end")] == ["signed out"]
    pages.cookies = {}
    assert code(pages.sign_in(passkey)) == "sessions-full"
    pages.time += SESSION_IDLE_SECONDS_MAX + 1
    assert pages.sign_in(passkey).status_code == 303, "one that ended by itself takes no place"
    assert len(pages.run(sessions.opened(pages.access))) == 1  # type: ignore[arg-type]


def test_what_is_not_there_cannot_be_ended(pages: Pages) -> None:
    service = Service(pages.still)
    pages.enrol(Authenticator())
    (act,) = pages.own("passkey")
    for call, wanted in (
        (EndSessions(session="none"), "session-unknown"),
        (EnrolOfficer(SMITH), "pages-not-served"),
        (WithdrawPasskey("RU/OWN/1"), "kind-opens-no-dossier"),
    ):
        with pytest.raises(Refused, match=wanted):
            pages.run(service.run(call))
    pages.run(service.run(WithdrawPasskey(act.ref)))
    with pytest.raises(Refused, match="passkey-not-standing"):
        pages.run(service.run(WithdrawPasskey(act.ref)))


def test_in_a_rehearsal_one_click_signs_in_as_any_officer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where the settings say so; `own` says by what; and nobody signs in who is no officer of the party."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    two = Two(tmp_path, "plenary", rehearsal=True).joined()
    with pages_of(two) as pages:
        for first in (pages.get("/nowhere"), pages.post("/sign-out", {})):
            assert '<p class="rehearsal"' in first.text, "a page of something that was not done bears the mark, too"
        page = pages.get("/sign-in")
        assert SMITH not in page.text
        assert (
            code(
                pages.post(
                    "/sign-in/rehearsal", {"proof": proof_of(next(iter(pages.cookies.values()))), "officer": SMITH}
                )
            )
            == "no-one-click"
        )
        pages.still._config = {**pages.still.config, "one_click_sign_in": True}
        framed = {"sec_fetch_dest": "iframe", "sec_fetch_mode": "navigate", "sec_fetch_site": "same-site"}
        for origin, status in (("http://localhost:20100", 200), ("http://example.org", 403), (7, 403)):
            pages.still._config = {**pages.still.config, "framed_by": origin}
            assert pages.get("/acts", **framed).status_code == status, origin
        page = pages.get("/sign-in?next=/acts")
        assert {SMITH, JONES} <= set(re.findall(r'name="officer" value="([^"]+)"', page.text))
        assert code(pages.post("/sign-in/rehearsal", {"proof": proof(page), "officer": "Nobody"})) == "officer-unknown"
        answer = pages.post("/sign-in/rehearsal", {"proof": proof(page), "officer": SMITH, "next": "/acts"})
        assert answer.headers["location"] == "/acts"
        assert "one click" in pages.get("/").text
        assert [one.body["means"] for one in pages.own("sign-in")] == ["rehearsal"]
        pages.still._config = {**pages.still.config, "one_click_sign_in": False}
        assert not pages.signed_in(), "the click opens nothing any more, and what it opened has ended"
        assert [one.body["why"] for one in pages.own("session-end")] == ["one click signs in no more"]
