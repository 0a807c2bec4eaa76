"""The stage before and beside its nodes: its clock, its cues, its folders, its control, what a rehearsal adds up to."""

import asyncio
import json
import random
import socket
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.unit.council_of_two import Two, at_rest

from detente.cli.curtain import answerable
from detente.cli.pace import Pace
from detente.clock import parse_rfc3339
from detente.errors import Fault, Malformed, Refused
from detente.home.calls import Send
from detente.home.service import Service
from detente.home.wire import Answer, encode_error
from detente.protocol.charter import verify_charter
from detente.rehearsal import cues
from detente.rehearsal.backstage import Backstage, Staging, attends, staging_of
from detente.rehearsal.casting import cast
from detente.rehearsal.charter_of import charter_plan
from detente.rehearsal.clockwork import StageClock
from detente.rehearsal.director import Director
from detente.rehearsal.founding import charter_text
from detente.rehearsal.library import load_scenario
from detente.rehearsal.lines import Line
from detente.rehearsal.marking import Marking
from detente.rehearsal.play import CutWire, Fact, Finding, Record, Said, isolated
from detente.rehearsal.remote import check_command, command, instant_of, place_of_running
from detente.rehearsal.scenario import Act
from detente.rehearsal.setting import MAIN
from detente.rehearsal.simulator.founding import copy_store, found
from detente.rehearsal.stage import Stage

NOON = parse_rfc3339("2016-04-20T12:00:00Z")


@pytest.fixture(autouse=True)
def _marks_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


# --- the clock --------------------------------------------------------------------------------------


def test_a_stage_clock_never_runs_backwards(tmp_path: Path) -> None:
    clock = StageClock(tmp_path / "clock")
    assert clock.set(NOON, running=False) == NOON
    assert clock.set(NOON - 60, running=False) == NOON
    assert StageClock(tmp_path / "clock").now() == NOON


def test_a_running_stage_clock_goes_on_from_where_it_was_set(tmp_path: Path) -> None:
    clock = StageClock(tmp_path / "clock")
    clock.set(NOON, running=True)
    assert clock.running
    assert clock.now() >= NOON
    clock.set(NOON + 3_600, running=False)
    assert not clock.running
    assert clock.now() == NOON + 3_600


def test_a_node_without_its_stage_says_so(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        StageClock(tmp_path / "clock").now()
    assert caught.value.code == "stage-clock"


# --- cues -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cue",
    [
        cues.Perform("pledge", {"ref": "RU/LINE/2"}, {"basis": "inject"}),
        cues.Attend(),
        cues.CutWire("ru"),
        cues.MendWire("ru"),
        cues.KeepTime(),
        cues.Await("c", "RU/LINE/2", 1),
        cues.AwaitFiles("c", "RU/LINE/2"),
    ],
)
def test_a_cue_comes_back_from_its_line(cue: cues.AnyCue) -> None:
    assert cues.decode_cue(cues.encode_cue(7, cue)) == (7, cue)


@pytest.mark.parametrize(
    "line",
    [b"", b"[]", b'{"id":1,"call":"burn"}', b'{"id":1,"call":"cut"}', b'{"id":1,"call":"cut","args":{"peer":3}}'],
)
def test_what_is_no_cue_is_malformed(line: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        cues.decode_cue(line)
    assert caught.value.code == "cue-malformed"


def test_only_a_director_s_own_cue_says_that_there_is_one() -> None:
    """A node ends with its director, and not with whoever has that word in what they ask."""
    assert attends(cues.encode_cue(1, cues.Attend()))
    assert not attends(cues.encode_cue(1, cues.Perform("send", {"attend": 1}, {})))
    assert not attends(b'"attend"')


def test_an_error_in_an_answer_is_raised_as_it_was() -> None:
    line = json.loads(encode_error(1, Refused("party-unknown", expected="a", got="b", remedy="c")))
    answer = Answer(1, error=line["error"], exit=line["exit"])
    with pytest.raises(Refused) as caught:
        cues.reply_of(answer, cues.KeepTime())
    assert (caught.value.code, caught.value.remedy) == ("party-unknown", "c")


def test_a_node_that_is_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        asyncio.run(Line.open(tmp_path / "home.sock", "ru"))
    assert caught.value.code == "stage-node-away"


def test_an_act_that_a_call_makes_says_on_what_it_rests_and_a_note_to_oneself_does_not(tmp_path: Path) -> None:
    two = Two(tmp_path).joined()
    with at_rest(two.ru) as still:
        service = Service(Marking(still, {"basis": "inject", "source": ["paper"]}))
        said, noted = (
            asyncio.run(service.run(Send(channel, {"text": "So it is."}, kind, officer="watch officer")))
            for channel, kind in (("line", "message"), ("own", "note"))
        )
    assert said.act.body == {"text": "So it is.", "basis": "inject", "source": ["paper"]}
    assert said.act.basis == "inject"
    assert noted.act.body == {"text": "So it is."}


# --- casting ----------------------------------------------------------------------------------------


def test_a_cast_has_a_folder_keys_and_the_signed_charter_for_each_party(tmp_path: Path) -> None:
    told: list[str] = []
    scenario = load_scenario("nrc-2016")
    founded = cast(scenario, tmp_path / "d", port=None, tell=told.append)
    assert list(founded.folders) == list(scenario.parties)
    assert founded.charter == verify_charter((tmp_path / "d" / "charter.note").read_bytes())
    assert founded.charter.rehearsal
    assert "depositary" not in founded.charter.members_of("line")
    assert founded.charter.members_of("tr-ru") == ("tr", "ru")
    assert len(set(founded.ports.values())) == len(scenario.parties)
    assert isinstance(staging_of(founded.folders["ru"]), Staging)
    assert founded.clock.now() == scenario.council.founded_at
    assert told


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("dear")
    with pytest.raises(Refused) as caught:
        cast(load_scenario("nrc-2016"), tmp_path, port=None, tell=print)
    assert caught.value.code == "demo-folder-not-empty"
    assert (tmp_path / "mine").read_text() == "dear"


def test_a_folder_too_deep_for_sockets_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    with pytest.raises(Refused) as caught:
        cast(load_scenario("nrc-2016"), deep, port=None, tell=print)
    assert caught.value.code == "demo-path-too-long"
    assert not deep.exists()


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Fault) as caught:
            cast(load_scenario("nrc-2016"), tmp_path / "d", port=port, tell=print)
    assert caught.value.code == "address-in-use"
    assert str(port) in caught.value.got


def test_a_charter_says_only_what_toml_can(tmp_path: Path) -> None:
    scenario = load_scenario("nrc-2016")
    plan = charter_plan(scenario, scenario.council)
    founded = found(random.Random(1), parties=3)
    rings = dict.fromkeys((party.id for party in plan.parties), founded.keyrings["p0"])
    odd = type(plan)(**{**{name: getattr(plan, name) for name in plan.__struct_fields__}, "tables": {"a": {"b": 1.5}}})
    with pytest.raises(Refused) as caught:
        charter_text(odd, rings, {})
    assert caught.value.code == "charter-plan"
    table = type(plan)(
        **{
            **{name: getattr(plan, name) for name in plan.__struct_fields__},
            "tables": {"a": {"b": ["x", 1], "c": {"d": True}}},
        }
    )
    assert charter_text(table, rings, {}).endswith('["a"]\n"b" = ["x", 1]\n\n["a"."c"]\n"d" = true\n')


def test_a_simulated_council_is_the_same_from_the_same_dice() -> None:
    one, other = (found(random.Random(5), parties=4) for _ in range(2))
    assert one.charter == other.charter
    assert one.parties[-1] == one.charter.depositary
    store = one.stores["p0"]
    copied = copy_store(store)
    with store.transaction():
        store.put_setting("later", b"1")
    assert copied.councils() == store.councils()
    assert copied.setting("later") is None


# --- control ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [[], ["cut", "us"], ["burn"], ["end", "now"], ["clock"]])
def test_what_is_no_command_is_refused(words: list[str]) -> None:
    with pytest.raises(Refused) as caught:
        check_command(words)
    assert caught.value.code == "demo-command"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("+6h", 21_600), ("+30m", 1_800), ("+2d", 172_800), ("+5s", 5), ("2016-04-20T13:00:00Z", 3_600)],
)
def test_the_clock_is_turned_by_a_step_or_to_a_time(text: str, seconds: int) -> None:
    assert instant_of(text, NOON) == NOON + seconds


@pytest.mark.parametrize("text", ["6h", "-6h", "+6x", "", "noon", "2016-04-19T00:00:00Z", "2016-04-21"])
def test_the_clock_is_not_turned_back(text: str) -> None:
    with pytest.raises(Refused) as caught:
        instant_of(text, NOON)
    assert caught.value.code == "demo-clock"


def test_a_demo_that_does_not_run_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for look in (place_of_running, lambda: command(tmp_path, ["end"])):
        with pytest.raises(Refused) as caught:
            look()
        assert caught.value.code == "demo-not-running"


def test_a_demo_that_breaks_off_says_nothing(tmp_path: Path) -> None:
    def hang_up() -> None:
        with listening.accept()[0] as pipe:
            pipe.recv(1_000)

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(tmp_path / "demo.sock"))
        listening.listen()
        other = threading.Thread(target=hang_up)
        other.start()
        with pytest.raises(Fault) as caught:
            command(tmp_path, ["end"])
        other.join()
    assert caught.value.code == "demo-broken"


def test_a_backstage_needs_room_for_its_socket(tmp_path: Path) -> None:
    node: Any = None
    with pytest.raises(Fault) as caught:
        asyncio.run(Backstage(node, tmp_path / ("x" * 200)).start())
    assert caught.value.code == "home-socket"


def test_an_act_that_builds_on_one_that_was_not_said_is_not_said_either(tmp_path: Path) -> None:
    founded = cast(load_scenario("nrc-2016"), tmp_path / "d", port=None, tell=lambda _text: None)
    audience: Any = None
    director = Director(Stage(founded), audience, asyncio.Event())
    with pytest.raises(Refused) as caught:
        director.prompter.ref_of("suspension", MAIN)
    assert caught.value.code == "act-not-said"


# --- what it adds up to -----------------------------------------------------------------------------


def test_a_rehearsal_passes_only_when_everything_went_as_written() -> None:
    said = Said("a", "RU/LINE/2", "ru", "line", NOON, ("nato",))
    record = Record(said={"a": said}, fsck={"ru": "ok", "nato": "ok"})
    assert not record.passed
    said.receipts["nato"] = cues.Held("nato", NOON + 1, "stored")
    assert record.passed
    assert record.detour is None
    record.findings.append(Finding(1, NOON, "by way of dep", (Fact("held", True), Fact("alone", False)), "dep"))
    assert record.detour is False
    assert not record.passed
    record.findings.clear()
    record.fsck["nato"] = "entries 3: the leaf hash is not the hash of the entry"
    assert not record.passed


def test_a_wire_isolates_only_while_it_is_cut() -> None:
    cut = CutWire(("us", "ru"), NOON)
    assert isolated([cut], "ru", "us", NOON)
    assert not isolated([cut], "ru", "us", NOON - 1)
    assert not isolated([cut], "ru", "nato", NOON)
    assert not isolated([CutWire(("us", "ru"), NOON, NOON + 9)], "ru", "us", NOON)


# --- pace -------------------------------------------------------------------------------------------


def test_a_story_without_seconds_never_waits() -> None:
    async def play() -> int:
        pace = Pace(0, lambda _frozen: None, lambda: None)
        for _ in range(50):
            await pace.wait(0.02)
        return 50

    assert asyncio.run(play()) == 50


def test_keys_pause_go_on_and_end() -> None:
    """Space freezes the story until space comes again; n lets one event go; q ends."""
    told: list[object] = []

    async def play() -> None:
        pace = Pace(1e6, told.append, lambda: told.append("end"))
        first = asyncio.ensure_future(pace.wait(0.5))
        await asyncio.sleep(0)
        pace.key("x")
        pace.key(" ")
        assert pace.paused
        pace.key("n")
        await first
        assert pace.paused
        pace.key(" ")
        pace.key("n")
        await pace.wait(0.5)
        pace.key("q")

    asyncio.run(play())
    assert told == [True, False, "end"]


def test_who_is_offered_an_answer_was_asked_and_may_write() -> None:
    """The end screen's answer is by a party to which the act is addressed, in a channel in which it may write."""
    scenario = load_scenario("nrc-2016")
    acts = [event for event in scenario.events if isinstance(event.what, Act)]
    said = [
        Said(event.what.id, f"X/LINE/{number}", event.what.party, event.what.channel, event.at, (), event)
        for number, event in enumerate(acts)
    ]
    charter = SimpleNamespace(may_write=lambda party, channel: (party, channel) != ("ru", "military"))
    asked = answerable(said, charter)
    assert max(asked, key=lambda party: len(asked[party])) == "ru"
    for party, ones in asked.items():
        assert all(party in one.event.what.to and one.party != party for one in ones)
    assert {one.channel for one in asked["ru"]} == {"line", "plenary", "tr-ru", "us-ru"}
    assert [one.at for one in asked["ru"]] == sorted(one.at for one in asked["ru"])
