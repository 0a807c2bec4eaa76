"""What an officer may say of officers in a session, and end there; what the command may, it still may."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from console_page import hidden, words
from council_of_two import Two
from entrance_world import JONES, SMITH, Pages, pages_of, proof
from test_console_acting import action, code, opened, said, write, write_as
from tests.authenticator import Authenticator

from detente.errors import DetenteError, Fault, Refused
from detente.home.access import audit, passkeys, sessions
from detente.home.access.rights import standing
from detente.home.access.sessions import Session
from detente.home.access.state import Access
from detente.home.acting import releasing, saying
from detente.home.calls import JoinCouncil, ListOfficers, Send, ShowDossier
from detente.home.service import Service
from detente.limits import REFUSAL_NOTED_SECONDS
from detente.protocol.passkeys import Site

HIGHER, OWN = "officer-of-higher-rank", "officer-own-rights"


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """RU's pages, with A. Smith, an ambassador, signed in; C. Jones is an expert."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pages_of(Two(tmp_path, "plenary").joined()) as found:
        found.smith, found.jones = Authenticator(), Authenticator()  # type: ignore[attr-defined]
        found.enrol(found.smith)
        found.enrol(found.jones, JONES)  # type: ignore[attr-defined]
        found.sign_in(found.smith)
        yield found


def session_of(pages: Pages, officer: str) -> Session:
    """Return an officer's open session."""
    return next(one for one in pages.run(sessions.opened(pages.access)) if one.officer == officer)  # type: ignore[attr-defined]


def beside(pages: Pages, officer: str) -> None:
    """Let an officer sign in in another browser, and go on in that."""
    pages.cookies = {}
    write_as(pages, officer)


def council_of(pages: Pages) -> str:
    (council,) = pages.still.core.context.directory.councils
    return council


def command(pages: Pages, kind: str, body: dict[str, object], **given: str) -> str:
    """Let who keeps the node say something by command, and return its reference."""
    call = Send(**{"channel": "line", "kind": kind, "body": body, **given})  # type: ignore[arg-type]
    return pages.run(Service(pages.still).run(call)).act.ref  # type: ignore[attr-defined, no-any-return]


def credentials_of(pages: Pages, name: str) -> str:
    """Return the reference of the credentials of an officer that stand."""
    found = pages.run(Service(pages.still).run(ListOfficers(party="ru"))).items  # type: ignore[attr-defined]
    return next(one.ref for one in found if one.name == name)


def passkey_of(pages: Pages, name: str) -> str:
    return next(one.ref for one in pages.own("passkey") if one.body["officer"] == name)


def attempt(pages: Pages, officer: str, kind: str, re_: str | None = None, **body: object) -> str:
    """Let an officer say something in a session and return why it was refused, empty where it was said."""
    session, council = session_of(pages, officer), council_of(pages)
    call = Send("own" if kind.startswith("passkey") else "line", body, kind=kind, re=re_)
    try:
        pages.run(saying.say(pages.access, session, council, call))
    except DetenteError as error:
        return error.code
    return ""


def test_nobody_gives_or_takes_more_than_their_own_rank(pages: Pages) -> None:
    """Not to others, not from others, not to themselves; each try stands in `own`, and nothing else changed."""
    beside(pages, JONES)
    mine, smith = credentials_of(pages, JONES), credentials_of(pages, SMITH)
    for wanted, kind, re_, body in (
        (HIGHER, "credentials", None, {"name": "N. Ew", "rank": "ambassador"}),
        (HIGHER, "credentials", smith, {"name": SMITH, "rank": "watch officer"}),
        (HIGHER, "credentials-withdrawn", smith, {}),
        (HIGHER, "passkey-withdrawn", passkey_of(pages, SMITH), {}),
        (OWN, "credentials", mine, {"name": JONES, "rank": "ambassador"}),
    ):
        assert attempt(pages, JONES, kind, re_, **body) == wanted, (kind, body)
    assert len(said(pages, "credentials")) == 2
    assert said(pages, "credentials-withdrawn") == []
    assert {one.body["code"] for one in pages.own("access-refused")} == {HIGHER, OWN}
    assert {one.officer for one in pages.own("access-refused")} == {JONES}
    assert attempt(pages, JONES, "credentials", None, name="N. Ew", rank="expert") == ""
    assert attempt(pages, SMITH, "credentials", mine, name=JONES, rank="ambassador") == ""
    mine = credentials_of(pages, JONES)
    assert attempt(pages, JONES, "credentials-withdrawn", smith) == "", "of the same rank by now"


def test_one_s_own_may_be_narrowed_and_taken_back_and_not_widened(pages: Pages) -> None:
    """Neither in channels nor in time; and where one speaks in some channels, one gives ranks in those alone."""
    until, later = "2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"
    limited = {"name": JONES, "rank": "expert", "channels": ["line"], "valid_until_at": until}
    beside(pages, JONES)
    assert attempt(pages, JONES, "credentials", credentials_of(pages, JONES), **limited) == ""
    mine = credentials_of(pages, JONES)
    for change in ({"channels": ["line", "plenary"]}, {"channels": []}, {"valid_until_at": later}):
        assert attempt(pages, JONES, "credentials", mine, **{**limited, **change}) == OWN, change
    assert attempt(pages, JONES, "credentials", None, name="N. Ew", rank="expert") == HIGHER
    assert attempt(pages, JONES, "credentials", None, name="N. Ew", rank="expert", channels=["line"]) == ""
    assert attempt(pages, JONES, "passkey-withdrawn", passkey_of(pages, JONES)) == ""


def test_a_passkey_is_withdrawn_by_who_is_not_below_its_officer_in_any_council(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens the pages of all of them; whoever is high in one alone has no say in it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    two = Two(tmp_path, "plenary").joined()
    other = two.charter("other")
    with pages_of(two) as pages:
        (first,) = pages.still.core.context.directory.councils
        pages.smith, pages.jones = Authenticator(), Authenticator()  # type: ignore[attr-defined]
        pages.enrol(pages.jones, JONES)  # type: ignore[attr-defined]
        pages.enrol(pages.smith)
        pages.sign_in(pages.smith)
        service, ref, session = Service(pages.still), passkey_of(pages, JONES), session_of(pages, SMITH)
        pages.run(service.run(JoinCouncil(other, (two.notes["nato"],))))
        (second,) = set(pages.still.core.context.directory.councils) - {first}

        def withdraw() -> None:
            call = Send("own", {}, kind="passkey-withdrawn", re=ref)
            pages.run(saying.say(pages.access, session, first, call))

        body = {"name": JONES, "rank": "minister"}
        given = pages.run(service.run(Send(channel="line", kind="credentials", body=body, council=second))).act  # type: ignore[attr-defined]
        with pytest.raises(Refused, match=HIGHER):
            withdraw()
        lowered = Send(channel="line", kind="credentials-withdrawn", body={}, council=second, re=given.ref)
        pages.run(service.run(lowered))
        withdraw()


def test_the_command_still_says_what_it_is_told(pages: Pages) -> None:
    """Who keeps the node presents the first officer, and anybody else."""
    command(pages, "credentials", {"name": JONES, "rank": "minister"}, re=credentials_of(pages, JONES), officer=JONES)
    assert said(pages, "credentials")[-1].body["rank"] == "minister"


def test_what_would_be_refused_is_not_offered(pages: Pages) -> None:
    """On the page of credentials, of a passkey, and in the list of ranks; what is typed all the same is told why."""
    beside(pages, JONES)
    for place, mine in (
        (credentials_of(pages, SMITH), False), (credentials_of(pages, JONES), True),
        (passkey_of(pages, SMITH), False), (passkey_of(pages, JONES), True),
    ):  # fmt: skip
        dossier = pages.run(Service(pages.still).run(ShowDossier(place))).dossier.dossier  # type: ignore[attr-defined]
        for page in (pages.get(f"/acts/{place.lower()}"), pages.get(f"/dossiers/{dossier.lower()}")):
            offered = re.findall(r"kind=(credentials(?:-withdrawn)?|passkey-withdrawn)\b", page.text)
            assert bool(offered) is mine, (place, offered)
    form = opened(pages, "/act?kind=credentials")
    assert '<option value="expert">' in form.text
    assert '<option value="ambassador"' not in form.text
    page = write(pages, f"/act?kind=credentials&re={credentials_of(pages, JONES)}", body__rank="ambassador")
    page = pages.get(page.headers["location"])
    assert "a higher one takes an officer who has it" in words(page.text)
    page = write(pages, f"/act?kind=credentials-withdrawn&re={credentials_of(pages, SMITH)}", channel="line")
    assert "an officer accredited as ambassador or higher for this" in words(page.text)
    assert "C. Jones, who speaks in line as expert" in words(page.text)
    beside(pages, SMITH)
    assert '<option value="ambassador"' in opened(pages, "/act?kind=credentials").text


def test_a_release_rests_on_the_drafter_s_rank_and_raises_nobody_who_gives_it(pages: Pages) -> None:
    """Who drafted it may give that rank, whoever looks at it; only nobody releases what is given to themselves."""
    beside(pages, JONES)
    pages.still._config = {**pages.still.config, "two_person": ["credentials"]}
    council, site = council_of(pages), Site("localhost", "http://localhost:8080")
    jones, smith = (session_of(pages, one) for one in (JONES, SMITH))
    low = command(pages, "credentials", {"name": "N. Ew", "rank": "ambassador"}, officer=JONES)
    mine = command(pages, "credentials", {"name": JONES, "rank": "ambassador"}, officer=SMITH,
                   re=credentials_of(pages, JONES))  # fmt: skip
    sound = command(pages, "credentials", {"name": "O. Ther", "rank": "ambassador"}, officer=SMITH)
    for session, draft, wanted in ((smith, low, HIGHER), (jones, mine, OWN), (jones, sound, None)):
        found = pages.run(releasing.show(pages.access, session, council, draft, site)).stale  # type: ignore[attr-defined]
        assert (found.code if found is not None else None) == wanted
    page = pages.get(f"/releases/{sound.lower()}")
    answer = pages.jones.sign(re.findall(r'data-asked="([^"]+)"', page.text)[0].replace("&#34;", '"'))  # type: ignore[attr-defined]
    assert pages.post(action(page), {**hidden(page), "answer": answer}).status_code == 303
    assert [one.body["name"] for one in said(pages, "credentials")][-1] == "O. Ther"


# --- sessions ---------------------------------------------------------------------------------------------------------


def test_who_is_accredited_no_more_ends_nobody_s_session_but_their_own(pages: Pages) -> None:
    """The session ends where that is noticed, and `own` says why."""
    smith = dict(pages.cookies)
    beside(pages, JONES)
    page, jones = pages.get("/sessions"), session_of(pages, JONES)
    hers = next(one for one in pages.run(sessions.opened(pages.access)) if one.officer == SMITH)  # type: ignore[attr-defined]
    command(pages, "credentials-withdrawn", {}, re=credentials_of(pages, JONES))

    async def end() -> None:
        async with standing(pages.access, jones) as (officer, _session):
            await sessions.end(pages.access, hers.id, "revoked", by=officer)

    with pytest.raises(Refused, match="officer-not-accredited"):
        pages.run(end())
    assert [one.body["code"] for one in pages.own("access-refused")] == ["officer-not-accredited"]
    assert code(pages.post("/sessions/end", {"proof": proof(page), "session": hers.id})) == "signed-out"
    (ended,) = pages.own("session-end")
    assert (ended.body["officer"], ended.body["why"]) == (JONES, "officer accredited no more")
    assert code(pages.sign_in(pages.jones)) == "officer-not-accredited"  # type: ignore[attr-defined]
    pages.cookies = smith
    assert pages.signed_in()
    page = pages.get("/sessions")
    assert pages.post("/sessions/end", {"proof": proof(page), "session": hers.id}).headers["location"] == "/sign-in"


def test_passkeys_are_read_once_for_all_sessions(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not again until something is written."""
    read, times = passkeys.read_standing, []

    def counted(core: object) -> object:
        times.append(core)
        return read(core)  # type: ignore[arg-type]

    for module in (passkeys, sessions):
        monkeypatch.setattr(module, "read_standing", counted)
    pages.cookies = {}
    pages.sign_in(pages.smith)
    assert pages.get("/sessions").status_code == 200
    times.clear()
    for _ in range(3):
        assert pages.get("/sessions").text.count('action="/sessions/end"') == 2
    assert times == []
    command(pages, "passkey-withdrawn", {}, re=passkey_of(pages, JONES), channel="own")
    assert [one.officer for one in pages.run(passkeys.standing(pages.access)).values()] == [SMITH]  # type: ignore[attr-defined]
    assert len(times) == 1


def test_a_sign_in_stands_whole_or_not_at_all(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry, the session and the end of the one before are one commit; so is the end of one."""
    store = pages.still.store
    before = store.changes()
    session = session_of(pages, SMITH)
    opened_ = pages.run(sessions._open(pages.access, SMITH, council_of(pages), "rehearsal", replaced=session))
    assert store.changes() == before + 1
    assert len(pages.own("sign-in")) == 2
    assert [one.body["why"] for one in pages.own("session-end")] == ["signed out"]

    def full(*_: object, **__: object) -> None:
        raise Fault("disk-full", expected="room", got="none")

    monkeypatch.setattr(sessions, "put", full)
    with pytest.raises(Fault):
        pages.run(sessions._open(pages.access, SMITH, council_of(pages), "rehearsal", replaced=opened_.session))  # type: ignore[attr-defined]
    assert len(pages.own("sign-in")) == 2, "nobody signed in"
    monkeypatch.setattr(audit, "enter", full)
    with pytest.raises(Fault):
        pages.run(sessions.end(pages.access, opened_.session.id, "revoked"))  # type: ignore[attr-defined]
    monkeypatch.undo()
    with pytest.raises(Refused, match="session-unknown"):
        pages.run(sessions.end(pages.access, session.id, "revoked"))


# --- refusals ---------------------------------------------------------------------------------------------------------


def refused(pages: Pages, *officers: str, code: str = "rank-too-low") -> None:
    async def note() -> None:
        for officer in officers:
            await audit.note_refusal(pages.access, Refused(code, expected="a", got="b"), officer=officer)

    asyncio.run(note())


def entries(pages: Pages) -> list[tuple[str, object]]:
    return [(one.officer, one.body.get("more")) for one in pages.own("access-refused")]


def test_each_officer_s_refusals_are_noted_and_none_is_lost(pages: Pages) -> None:
    """What was counted is written once the minute is over, also by the process that comes after."""
    refused(pages, SMITH, JONES, JONES, JONES, SMITH)
    assert entries(pages) == [(SMITH, None), (JONES, None)]
    pages.run(audit.settle(pages.access))
    assert len(entries(pages)) == 2, "the minute is not over"
    pages.time += REFUSAL_NOTED_SECONDS
    another = Access(pages.still, now=lambda: pages.time)
    for _ in range(2):
        pages.run(audit.settle(another))
    assert sorted(entries(pages)[2:], key=str) == [(SMITH, None), (JONES, 1)] or entries(pages)[2:] == [
        (JONES, 1), (SMITH, None),
    ]  # fmt: skip
    pages.time += REFUSAL_NOTED_SECONDS
    pages.run(audit.settle(another))
    assert len(entries(pages)) == 4
    assert pages.still.store.shelf(audit.SHELF) == {}, "nothing is left to be counted"


def test_a_node_that_runs_writes_what_was_counted(pages: Pages) -> None:
    """By itself, at once what an earlier process left."""
    refused(pages, SMITH, SMITH)

    async def run() -> None:
        task = asyncio.create_task(audit.keep_settling(pages.still))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())
    assert entries(pages) == [(SMITH, None), (SMITH, None)]


def test_a_bundle_and_a_clearance_that_are_refused_stand_in_own(pages: Pages) -> None:
    """As every other refusal does."""
    act = said(pages, "credentials")[0].ref.lower()
    preview = write(pages, "/act?kind=message", body__text="Radio check.", channel="line")
    clearing = {**hidden(preview), "officer": "Nobody", "question": "Is it right?"}
    place = next(one for one in re.findall(r'action="([^"]+)"', preview.text) if one.endswith("/clear"))
    assert code(pages.post(place, clearing)) == "clearance-of-whom"
    assert [one.body["code"] for one in pages.own("access-refused")] == ["clearance-of-whom"]
    page = pages.get(f"/dossiers/{act}/evidence")

    def many(*_: object, **__: object) -> None:
        raise Refused("bundles-many", expected="fewer", got="one more")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("detente.console.pages.bundling.Bundles.begin", many)
        assert code(pages.post(f"/dossiers/{act}/evidence", hidden(page))) == "bundles-many"
    assert [one.body["code"] for one in pages.own("access-refused")] == ["clearance-of-whom", "bundles-many"]
