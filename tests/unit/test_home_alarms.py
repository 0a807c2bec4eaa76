"""Alarms out: the policy file, what is said, a real mail server and a real webhook, on a scenario's clock."""

import asyncio
import email
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiosmtpd.smtp import SMTP
from council_of_two import NOW, Two, ask, at_rest
from msgspec.structs import replace

from detente.cli import options
from detente.cli.main import main
from detente.clock import HOUR, ScenarioClock, date_time_group, parse_rfc3339
from detente.council.escalation import Message, Person, Step
from detente.council.waiting import UNHEARD_SECONDS, Phase, Waiting
from detente.errors import Refused
from detente.home.alarms.policy import DEFAULT_SAYS, FILE, SECRETS, parse_policy, read_address, read_policy
from detente.home.alarms.runner import Alarms
from detente.home.alarms.wording import words_of
from detente.home.calls import PackBag, PushAlarm, Send, ShowAlarms, ShowDossier, UnpackBag
from detente.home.chased import unheard
from detente.home.service import Service

SMITH = {"name": "A. Smith", "addresses": {"mail": "secret:smith"}}


def refused(given: dict[str, Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        parse_policy(given)
    return caught.value


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "alarms-policy"),
        ({"people": []}, "alarms-policy"),
        ({"people": [SMITH], "ladder": 1}, "alarms-policy"),
        ({"people": [SMITH], "says": ["text"]}, "alarms-policy"),
        ({"people": [SMITH, SMITH]}, "alarms-policy"),
        ({"people": [{**SMITH, "addresses": {}}]}, "alarms-policy"),
        ({"people": [{**SMITH, "addresses": {"mail": "mailto://me:secret@example.org"}}]}, "alarms-address-plain"),
        ({"people": [SMITH], "reserve": ["json://example.org/token"]}, "alarms-address-plain"),
        ({"people": [{**SMITH, "quiet": {"from": "22:00", "until": "06:00"}}]}, "alarms-policy"),
        (
            {"people": [{**SMITH, "quiet": {"from": "22:00", "until": "06:00", "zone": "Nowhere/Town"}}]},
            "alarms-policy",
        ),
        ({"people": [{**SMITH, "quiet": {"from": "25:00", "until": "06:00", "zone": "UTC"}}]}, "alarms-policy"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(given: dict[str, Any], code: str) -> None:
    """With what was expected and what came; an address is never repeated."""
    error = refused(given)
    assert error.code == code
    assert "secret@" not in str(error)
    assert "token" not in str(error)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2016-04-20T19:59:00Z", None),
        ("2016-04-20T20:00:00Z", "2016-04-21T04:00:00Z"),
        ("2016-04-21T03:59:00Z", "2016-04-21T04:00:00Z"),
        ("2016-04-21T04:00:00Z", None),
        ("2016-03-26T22:00:00Z", "2016-03-27T04:00:00Z"),
        ("2016-10-29T21:00:00Z", "2016-10-30T05:00:00Z"),
    ],
)
def test_quiet_hours_are_those_of_their_zone(now: str, until: str | None) -> None:
    """Over midnight, and over the nights in which the clocks are set."""
    quiet = {"from": "22:00", "until": "06:00", "zone": "Europe/Brussels"}
    (person,) = parse_policy({"people": [{**SMITH, "quiet": quiet}]}).people
    assert person.at(parse_rfc3339(now)).quiet_until == (None if until is None else parse_rfc3339(until))


def test_secrets_are_for_their_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that others may read, a name that is not there, what is no address: refused, and nothing is repeated."""
    kept = tmp_path / SECRETS
    kept.write_text('smith = "json://127.0.0.1/token"\nbad = "nonsense-token"\n')
    kept.chmod(0o644)
    codes = []
    for source in ("secret:smith", "env:NOT_THERE"):
        with pytest.raises(Refused) as caught:
            read_address(tmp_path, source)
        codes.append(caught.value.code)
    kept.chmod(0o600)
    for source in ("secret:bad", "secret:none"):
        with pytest.raises(Refused) as caught:
            read_address(tmp_path, source)
        assert "token" not in str(caught.value)
        codes.append(caught.value.code)
    assert codes == [
        "alarms-secrets-mode",
        "alarms-address-missing",
        "alarms-address-unknown",
        "alarms-address-missing",
    ]
    assert read_address(tmp_path, "secret:smith") == "json://127.0.0.1/token"
    monkeypatch.setenv("ALARM_SMITH", "json://127.0.0.1/other")
    assert read_address(tmp_path, "env:ALARM_SMITH") == "json://127.0.0.1/other"
    with pytest.raises(Refused) as caught:
        read_policy(tmp_path)
    assert caught.value.code == "alarms-none"


def test_an_alarm_says_what_the_policy_lets_it_and_always_its_marks() -> None:
    """Never the text; a rehearsal and a drill always say so; in the person's language where there is one."""
    one = Waiting("nrc", "RU/LINE/7", "ru", 3, NOW, True, 600, kind="protest", channel="line", rehearsal=True)
    person = Person("A. Smith")
    steps = tuple(Step(replace(one, ref=f"RU/LINE/{number}"), person, Phase.UNREAD, NOW) for number in range(7, 14))
    title, text = words_of(Message(person, "ru", steps, 3), ("precedence", "reference", "from"), ("de-AT", "en"), NOW)
    assert title == "REHEARSAL FLASH RU/LINE/7 von RU wartet auf Sie"
    assert "seit" not in text
    said = words_of(Message(person, "ru", steps[:1]), DEFAULT_SAYS, ("en",), NOW + 60)[1]
    assert said.startswith(f"REHEARSAL FLASH RU/LINE/7 from RU, since {date_time_group(NOW)}\n")
    asked = Step(replace(one, need_by_at=NOW + 7_200), person, Phase.UNREAD, NOW)
    wished = words_of(Message(person, "ru", (asked,)), (*DEFAULT_SAYS, "by"), ("en",), NOW)
    assert f", answer asked by {date_time_group(NOW + 7_200)}\n" in wished[1]
    assert "5 weitere" in text
    assert "protest" not in text
    drill = Step(replace(one, drill="Autumn", rehearsal=False), person, Phase.UNREAD, NOW)
    assert words_of(Message(person, "ru", (drill,)), (), (), NOW)[0] == "DRILL AUTUMN waits for you"


# --- a mail server and a webhook --------------------------------------------------------------------------------------


class Inboxes:
    """What a mail server and a webhook on loopback took."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.hooks: list[str] = []
        self.refusing = False

    async def handle_DATA(  # noqa: N802  the library's name
        self, _server: object, _session: object, envelope: Any
    ) -> str:
        if self.refusing:
            return "451 later"
        message = email.message_from_bytes(envelope.content, policy=default)
        self.mails.append(str(message["Subject"]))
        return "250 taken"

    async def hook(self, request: web.Request) -> web.Response:
        self.hooks.append(json.loads(await request.text())["title"])
        return web.Response(status=503 if self.refusing else 200)


@asynccontextmanager
async def inboxes(folder: Path) -> AsyncIterator[Inboxes]:
    """Return inboxes that listen, and let the folder's secrets name them."""
    taken = Inboxes()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(taken), "127.0.0.1", 0)
    app = web.Application()
    app.router.add_post("/hook", taken.hook)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    mail = server.sockets[0].getsockname()[1]
    port = runner.addresses[0][1]
    (folder / FILE).write_text(
        '[[people]]\nname = "A. Smith"\naddresses = { mail = "secret:smith" }\n'
        '[[people]]\nname = "B. Jones"\naddresses = { hook = "secret:jones" }\n'
        'quiet = { from = "12:00", until = "18:00", zone = "UTC" }\n'
    )
    kept = folder / SECRETS
    kept.write_text(
        f'smith = "mailto://127.0.0.1:{mail}?from=node@nato.example&to=smith@nato.example"\n'
        f'jones = "json://127.0.0.1:{port}/hook"\n'
    )
    kept.chmod(0o600)
    try:
        yield taken
    finally:
        server.close()
        await server.wait_closed()
        await runner.cleanup()


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path).joined()


def arrives(two: Two, precedence: str, kind: str = "message", **fields: Any) -> str:
    """Let RU say something to NATO, and a bag bring it; return its reference."""
    body = {"text": "The text.", **fields}
    call = Send(channel="line", kind=kind, body=body, to=("nato",), precedence=precedence)  # type: ignore[arg-type]
    sent = ask(two.ru, call)
    file = two.path / f"{sent.act.ref.replace('/', '-')}.bag"
    ask(two.ru, PackBag(party="nato", file=str(file)))
    ask(two.nato, UnpackBag(file=str(file)))
    return sent.act.ref


def watched(two: Two, work: Callable[[Service, Alarms, Any, Inboxes], Awaitable[None]]) -> None:
    """Do work with NATO's folder at rest on a scenario's clock, an alarm process over it, and inboxes."""

    async def run() -> None:
        async with inboxes(two.nato.path) as taken:
            with at_rest(two.nato) as still:
                service = Service(still)
                await work(service, Alarms(two.nato.path, service.run), still.clock, taken)

    asyncio.run(run())


def test_an_alarm_reaches_a_mail_server_and_a_webhook_in_its_time_and_repeats_until_answered(two: Two) -> None:
    """Flash: the first at once, the next after two minutes, again while nobody reads it, never after it is read."""
    ref = arrives(two, "flash")

    async def work(service: Service, alarms: Alarms, clock: ScenarioClock, taken: Inboxes) -> None:
        assert await alarms.look() == 1
        assert taken.mails == [f"FLASH {ref} from RU waits for you"]
        assert await alarms.look() == 0, "the same second says nothing again"
        clock.set(NOW + 119)
        assert await alarms.look() == 0
        clock.set(NOW + 120)
        assert await alarms.look() == 2
        assert taken.hooks == [f"FLASH {ref} from RU waits for you"], "quiet hours hold back routine only"
        again = Alarms(two.nato.path, service.run)
        assert await again.look() == 0, "another process on the same record forgets nothing"
        clock.set(NOW + 600)
        await again.look()
        assert len(taken.mails) == 3
        log = (await service.run(ShowAlarms())).items[0].sent  # type: ignore[attr-defined]
        assert all(one.reached for one in log)
        await service.run(Send(channel="line", kind="acknowledge", body={}, re=ref, to=("ru",), officer="A. Smith"))
        clock.set(NOW + 86_400)
        assert await again.look() == 0, "a message is done when it is read"
        shown: Any = await service.run(ShowDossier(log[0].message))
        assert shown.dossier.desk == "watchlog"
        assert "The text." not in str(shown.sections)

    watched(two, work)


def test_what_we_owe_calls_people_before_it_is_due_whoever_read_it_until_it_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Acknowledging ends nothing of it, and an answer ends it at once, proven or not."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    two = Two(tmp_path, more="reply_hours = 48\n").joined()
    ref = arrives(two, "routine", kind="clarification-request", text="Which forces?")

    async def work(service: Service, alarms: Alarms, clock: ScenarioClock, taken: Inboxes) -> None:
        await service.run(Send(channel="line", kind="acknowledge", body={}, re=ref, to=("ru",), officer="A. Smith"))
        clock.set(NOW + 24 * HOUR - 1)
        await alarms.look()
        assert not any("owed" in one for one in (*taken.mails, *taken.hooks))
        clock.set(NOW + 24 * HOUR)
        assert await alarms.look() == 2
        due = date_time_group(NOW + 48 * HOUR)
        said = f"PRIORITY {ref} reply to a request for clarification owed to RU due {due} waits for you"
        assert (taken.mails[-1], taken.hooks[-1]) == (said, said)
        clock.set(NOW + 48 * HOUR)
        await alarms.look()
        assert taken.mails.count(said) == 2
        await service.run(Send(channel="line", kind="reply", body={"text": "None."}, re=ref, to=("ru",)))
        clock.set(NOW + 96 * HOUR)
        assert await alarms.look() == 0

    watched(two, work)


def test_who_is_not_heard_for_half_an_hour_calls_people_unless_it_announced_that(two: Two) -> None:
    with at_rest(two.nato) as still:
        core = still.core
        (council,) = core.context.directory.councils
        post = core.context.post("ru")
        post.unanswered, post.unanswered_since = 3, NOW
        assert list(unheard(core, council, NOW + UNHEARD_SECONDS - 1)) == []
        (one,) = unheard(core, council, NOW + UNHEARD_SECONDS)
        assert (one.party, one.since, one.unheard) == ("ru", NOW + UNHEARD_SECONDS, True)
        step = Step(one, Person("A. Smith"), Phase.UNREAD, NOW)
        said = words_of(Message(step.person, "ru", (step,)), DEFAULT_SAYS, (), NOW)[0]
        assert said == "PRIORITY not heard: RU waits for you"
        post.unanswered = 1
        assert list(unheard(core, council, NOW + 2 * UNHEARD_SECONDS)) == [], "one request says little"


def test_routine_waits_for_the_end_of_quiet_hours_and_a_push_does_not(two: Two) -> None:
    ref = arrives(two, "routine")

    async def work(service: Service, alarms: Alarms, clock: ScenarioClock, taken: Inboxes) -> None:
        assert await alarms.look() == 1
        clock.set(NOW + 5 * 3_600)
        await alarms.look()
        assert taken.hooks == [], "17:00, within B. Jones's quiet hours"
        await service.run(PushAlarm(ref, officer="A. Smith"))
        await alarms.look()
        assert len(taken.hooks) == 1
        clock.set(NOW + 6 * 3_600)
        await alarms.look()
        assert len(taken.hooks) == 2

    watched(two, work)


def test_an_address_that_does_not_answer_is_written_down_and_the_next_person_is_alarmed_at_once(two: Two) -> None:
    arrives(two, "priority", drill="Autumn")

    async def work(service: Service, alarms: Alarms, clock: ScenarioClock, taken: Inboxes) -> None:
        taken.refusing = True
        assert await alarms.look() == 1
        taken.refusing = False
        assert await alarms.look() == 1, "whom no address reached is passed over"
        assert taken.hooks[0].startswith("DRILL AUTUMN PRIORITY")
        view: Any = await service.run(ShowAlarms())
        assert [one.reached for one in view.items[0].sent] == [False, True]

    watched(two, work)


def test_the_commands_try_every_address_and_show_what_would_go_out(
    two: Two, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address that is not there is shown with what was expected and what came; a push is noted and shown."""
    monkeypatch.setattr(options, "_clock_of", lambda _folder: ScenarioClock(NOW))
    ref = arrives(two, "immediate")
    folder = two.nato.path
    (folder / FILE).write_text(
        '[[people]]\nname = "A. Smith"\naddresses = { sms = "env:NOT_THERE" }\n'
        '[[people]]\nname = "B. Jones"\naddresses = { hook = "secret:plain" }\n'
    )
    kept = folder / SECRETS
    kept.write_text('plain = "token-that-nobody-repeats"\n')
    kept.chmod(0o600)

    def detente(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["detente", *words, "--dir", str(folder)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    code, out, err = detente("watch", "alarm", "test", "--json")
    assert (code, json.loads(err)["error"]["code"]) == (75, "alarm-address-silent")
    assert [one["got"] for one in json.loads(out)["items"]] == [
        "none (alarms-address-missing)", "another one (alarms-address-unknown)",
    ]  # fmt: skip
    assert "token-that" not in out + err
    steps = json.loads(detente("watch", "escalate", "--json")[1])["items"]
    assert [(one["at"], one["person"]) for one in steps[:2]] == [
        ("2016-04-20T12:00:00Z", "A. Smith"), ("2016-04-20T12:06:00Z", "A. Smith"),
    ]  # fmt: skip
    assert {one["ref"] for one in steps} == {ref}
    out = detente("watch", "escalate", ref)[1]
    assert "to be taken now" in out
    assert "no alarm process runs" in out
    assert "1 to be read" in detente("watch", "board")[1]
    code, _out, err = detente("watch", "alarm", "run")
    assert (code, "node-away" in err) == (75, True)
