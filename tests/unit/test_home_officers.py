"""Officers, watches and releases with real folders and the real commands."""

import json
import sys
from pathlib import Path

import pytest
from council_of_two import NOW, Two, ask, at_rest
from msgspec.structs import replace

from detente.cli.main import main
from detente.errors import DetenteError, Refused
from detente.home import rotation
from detente.home.calls import (
    CheckRecord,
    ExportEvidence,
    Inbox,
    JoinCouncil,
    ListDrafts,
    ListOfficers,
    PackBag,
    ReleaseDraft,
    Send,
    ShowDossier,
    ShowHistory,
    UnpackBag,
)
from detente.home.founding import draft_charter, sign_charter
from detente.node.events import Answer, Draft, Submit, Written
from detente.protocol.charter import Channel

SMITH, JONES = "A. Smith", "C. Jones"


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    for name in ("DETENTE_DIR", "DETENTE_OFFICER", "DETENTE_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    return Two(tmp_path).joined()


class Shell:
    """Runs the command in this process for the Russian folder."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *words: str) -> str:
        """Return the standard output of a command that succeeds."""
        code, out, err = self.ends(*words)
        assert code == 0, err
        return out

    def ends(self, *words: str) -> tuple[int, str, str]:
        """Return exit code, standard output and standard error."""
        self._monkeypatch.setattr(sys, "argv", ["detente", *words, "--dir", "RU"])
        with pytest.raises(SystemExit) as ended:
            main()
        said = self._capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    def refused(self, *words: str) -> str:
        """Return the code with which a command is refused."""
        code, _out, err = self.ends(*words, "--json")
        assert code != 0
        found: str = json.loads(err)["error"]["code"]
        return found


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


def policy(two: Two, *lines: str) -> None:
    """Let Russia's own policy ask for two officers."""
    with two.ru.config.open("a", encoding="utf-8") as config:
        config.write("\n".join(lines) + "\n")


def present(two: Two, name: str, rank: str = "ambassador", **more: object) -> str:
    body = {"name": name, "rank": rank, **more}
    return ask(two.ru, Send(channel="line", kind="credentials", body=body)).act.ref


def refusal(two: Two, call: Send | ReleaseDraft | ExportEvidence) -> str:
    with pytest.raises(Refused) as refused:
        ask(two.ru, call)
    return refused.value.code


DEMARCHE = Send(channel="line", kind="demarche", body={"text": "A démarche."}, to=("nato",), officer=SMITH)


# --- officers ---------------------------------------------------------------------------------------------------------


def test_officers_are_presented_listed_replaced_and_withdrawn(two: Two, detente: Shell) -> None:
    """The commands say it, the listing shows it, and the rank holds from then on."""
    key = detente("officer", "key", "smith", "-o", "smith.key").strip()
    assert "no officer is presented" in detente("officer", "list")
    assert detente.refused("send", "--kind", "demarche", "--officer", SMITH, "Text.") == "rank-too-low"
    words = ("officer", "present", SMITH, "--rank", "ambassador", "--key", key, "--until", "2099-01-01T00:00:00+01:00")
    first = json.loads(detente(*words, "--json"))["act"]["ref"]
    (officer,) = json.loads(detente("officer", "list", "--json"))["items"]
    assert (officer["name"], officer["rank"], officer["valid"], officer["ref"]) == (SMITH, "ambassador", True, first)
    assert officer["valid_until_at"] == "2098-12-31T23:00:00Z"
    assert len(officer["fingerprint"]) == 64
    detente("send", "--kind", "demarche", "--officer", SMITH, "Text.")
    assert detente.refused("officer", "present", SMITH, "--rank", "minister") == "officer-known"
    detente("officer", "present", SMITH, "--rank", "expert", "--replaces", first)
    assert detente.refused("officer", "withdraw", first) == "credentials-not-standing"
    (officer,) = json.loads(detente("officer", "list", "--json"))["items"]
    assert (officer["rank"], officer["key"]) == ("expert", "")
    assert detente.refused("officer", "note", officer["ref"]) == "credentials-own"
    detente("officer", "withdraw", officer["ref"])
    assert "no officer is presented" in detente("officer", "list")


def test_the_other_party_s_officers_are_noted(two: Two, detente: Shell) -> None:
    """What NATO presents comes to Russia, which notes it; the listing says so on both sides."""
    body = {"name": "J. Stoltenberg", "rank": "head of state or government"}
    ref = ask(two.nato, Send(channel="line", kind="credentials", body=body)).act.ref
    carry(two, "nato", "ru")
    assert "J. Stoltenberg" in detente("officer", "list", "--party", "nato")
    detente("officer", "note", ref)
    assert ask(two.ru, ListOfficers()).items[0].noted_by == ("ru",)


def carry(two: Two, sender: str, receiver: str) -> None:
    """Carry what a party lacks in a bag."""
    folders = {"nato": two.nato, "ru": two.ru}
    bag = two.path / f"{sender}-{len(list(two.path.glob('*.bag')))}.bag"
    ask(folders[sender], PackBag(party=receiver, file=str(bag)))
    ask(folders[receiver], UnpackBag(file=str(bag)))


def test_every_accreditation_counts_in_a_channel_that_cites_only_the_newest(two: Two) -> None:
    """An entry names the newest of what its author said elsewhere; what came before that is proven with it."""
    text = draft_charter("wide", "Council", two.notes.values(), founded_at=NOW, channels={"plenary": Channel(("*",))})
    for folder in (two.nato, two.ru):
        text = sign_charter([text], folder).note
    ask(two.ru, JoinCouncil(text, (two.notes["nato"],)))
    for name in (SMITH, JONES):
        body = {"name": name, "rank": "ambassador"}
        ask(two.ru, Send(channel="plenary", kind="credentials", body=body, council="wide"))
    ref = ask(two.ru, replace(DEMARCHE, council="wide")).act.ref
    assert ref.startswith("RU/LINE/")
    assert not ask(two.ru, ShowDossier(ref=ref, council="wide")).dossier.irregular


def test_a_second_act_of_one_step_may_answer_the_first(two: Two) -> None:
    """A node takes in what several officers say at once in one commit, and judges each in the light of the others."""
    with at_rest(two.ru) as still:
        still.begin()
        (council,) = still.core.context.directory.councils
        body = {"name": SMITH, "rank": "expert"}
        drafts = [
            Draft(council, "line", "message", {"text": "First."}),
            Draft(council, "line", "correction", {"text": "Better."}, re="RU/LINE/2"),
            Draft(council, "line", "credentials", body),
            Draft(council, "line", "credentials", body),
        ]
        effects = still.core.step([Submit(number, draft) for number, draft in enumerate(drafts)], NOW)
    answers = [one.value for one in effects if isinstance(one, Answer)]
    assert [type(one) for one in answers[:3]] == [Written] * 3
    assert isinstance(answers[3], DetenteError)
    assert answers[3].code == "officer-known"
    assert ask(two.ru, CheckRecord(all=True)).fsck == "ok"


# --- watches ----------------------------------------------------------------------------------------------------------


def with_keys(detente: Shell) -> dict[str, str]:
    """Let both officers make keys, and let Russia present them with these."""
    keys = {}
    for name, officer in ((SMITH, "smith"), (JONES, "jones")):
        keys[name] = detente("officer", "key", officer, "-o", f"{officer}.key").strip()
        detente("officer", "present", name, "--rank", "ambassador", "--key", keys[name])
    return keys


def test_a_watch_is_handed_over_by_both_and_only_by_who_has_it(two: Two, detente: Shell) -> None:
    with_keys(detente)
    over = ("watch", "handover", "--from", SMITH, "--to", JONES, "--from-key", "smith.key", "--to-key", "jones.key")
    ref = json.loads(detente(*over, "--remark", "Quiet.", "--open", "ru/line/2", "--json"))["act"]["ref"]
    assert ref.startswith("RU/OWN/")
    shown = ask(two.ru, ShowDossier(ref=ref))
    assert (shown.dossier.status, shown.dossier.irregular) == ("jones has the watch", 0)
    (watch,) = shown.data["watches"]
    assert (watch["from"], watch["to"], watch["open"], watch["remarks"]) == ("smith", "jones", ["RU/LINE/2"], "Quiet.")
    assert detente.refused(*over) == "handover-other-giver"
    back = ("watch", "handover", "--from", JONES, "--to", SMITH, "--from-key", "jones.key", "--to-key", "smith.key")
    detente(*back)
    assert ask(two.ru, ShowDossier(ref=ref)).dossier.status == "smith has the watch"
    assert detente.refused(*over[:-1], "smith.key") == "handover-unsigned"
    assert detente.refused(*over[:3], "Nobody", *over[4:]) == "officer-keyless"


def test_the_newest_roster_is_shown(two: Two, detente: Shell) -> None:
    roster = Path("roster.toml")
    roster.write_text('[[contacts]]\nrole = "watch"\nphone = "+7 495 000"\nlanguages = ["ru", "en"]\nhours = "24 h"\n')
    first = json.loads(detente("watch", "roster", "set", "roster.toml", "--json"))["act"]["ref"]
    roster.write_text('[[contacts]]\nrole = "deputy"\n')
    second = json.loads(detente("watch", "roster", "set", "roster.toml", "--json"))["act"]
    assert second["re"] == first
    (shown,) = json.loads(detente("watch", "roster", "show", "--json"))
    assert [one["role"] for one in shown["contacts"]] == ["deputy"]
    assert "deputy" in detente("watch", "roster", "show", "ru")
    roster.write_text("nonsense")
    assert detente.refused("watch", "roster", "set", "roster.toml") == "roster-file"


# --- two officers -----------------------------------------------------------------------------------------------------


def test_a_flash_draft_rings_by_command_too_until_it_is_dropped(two: Two, detente: Shell) -> None:
    """With who drafted it, so that another officer is found."""
    present(two, SMITH)
    policy(two, 'two_person = ["demarche"]')
    detente("send", "--kind", "demarche", "--to", "nato", "--precedence", "flash", "--officer", SMITH, "At once.")
    assert f"draft of {SMITH}" in detente("watch", "ringing")
    assert "FLASH" in detente("watch", "board").upper()
    detente("release", "drop", "RU/OWN/2")
    assert "nothing rings" in detente("watch", "ringing")


def test_what_takes_two_officers_is_held_and_sent_as_drafted(two: Two, detente: Shell) -> None:
    """Whatever command says it: the draft stands in `own`, and a second officer lets it go, once."""
    present(two, SMITH)
    present(two, JONES, "expert")
    policy(two, 'two_person = ["demarche"]')
    words = ("send", "--kind", "demarche", "--to", "nato", "--precedence", "priority", "--marking", "EYES")
    out = detente(*words, "--officer", SMITH, "A démarche.")
    assert out.splitlines()[0] == "held for release: RU/OWN/2"
    assert [one.kind for one in ask(two.ru, Inbox(all=True)).items if one.channel == "line"][-1] == "credentials"
    (draft,) = json.loads(detente("release", "list", "--json"))["items"]
    assert (draft["status"], draft["drafted_by"], draft["kind"]) == ("held for release", SMITH, "demarche")
    assert detente.refused("release", "approve", "RU/OWN/2", "--officer", SMITH) == "release-same-officer"
    assert detente.refused("release", "approve", "RU/OWN/2", "--officer", "Nobody") == "release-officer-unknown"
    assert detente.refused("release", "approve", "RU/OWN/1", "--officer", JONES) == "draft-unknown"
    sent = json.loads(detente("release", "approve", "RU/OWN/2", "--officer", JONES, "--json"))["act"]
    assert (sent["kind"], sent["officer"], sent["body"]) == ("demarche", SMITH, {"text": "A démarche."})
    assert (sent["to"], sent["precedence"], sent["marking"]) == (["nato"], "priority", "EYES")
    assert detente.refused("release", "approve", "RU/OWN/2", "--officer", JONES) == "release-done"
    assert detente.refused("release", "drop", "RU/OWN/2") == "release-done"
    assert "nothing is held" in detente("release", "list")
    (draft,) = json.loads(detente("release", "list", "--all", "--json"))["items"]
    assert (draft["status"], draft["released_by"], draft["act"]) == ("released", JONES, sent["ref"])
    assert ask(two.ru, ShowDossier(ref="RU/OWN/2")).dossier.irregular == 0
    assert ask(two.ru, CheckRecord(all=True)).fsck == "ok"


def test_a_refused_draft_is_refused_at_once_and_a_refused_release_leaves_no_trace(two: Two) -> None:
    """Neither waits for the second officer to hear what is wrong; act and release are committed together or not."""
    policy(two, 'two_person = ["demarche", "message"]')
    assert refusal(two, DEMARCHE) == "rank-too-low"
    credentials = present(two, SMITH)
    present(two, JONES)
    draft = ask(two.ru, DEMARCHE).act.ref
    ask(two.ru, Send(channel="line", kind="credentials-withdrawn", body={}, re=credentials))
    before = len(ask(two.ru, Inbox(all=True)).items)
    assert refusal(two, ReleaseDraft(ref=draft, officer=JONES)) == "rank-too-low"
    assert refusal(two, ReleaseDraft(ref=draft, officer=SMITH)) == "rank-too-low"
    assert len(ask(two.ru, Inbox(all=True)).items) == before
    assert [one.status for one in ask(two.ru, ListDrafts()).items] == ["held for release"]
    nameless = Send(channel="line", body={"text": "x"}, officer="")
    assert refusal(two, nameless) == "draft-officer-missing"
    (two.path / "file").write_text("x")
    with_file = Send(channel="line", body={"text": "x"}, officer=SMITH, attach=(str(two.path / "file"),))
    assert refusal(two, with_file) == "draft-attachments"


def test_a_dropped_draft_is_not_released(two: Two, detente: Shell) -> None:
    present(two, SMITH)
    present(two, JONES)
    policy(two, 'two_person = ["demarche"]')
    draft = ask(two.ru, DEMARCHE).act.ref
    detente("release", "drop", draft, "--text", "Overtaken by events.")
    assert detente.refused("release", "approve", draft, "--officer", JONES) == "release-done"
    assert [one.status for one in ask(two.ru, ListDrafts(all=True)).items] == ["dropped"]
    held = ask(two.ru, DEMARCHE).act.ref
    assert [one.ref for one in ask(two.ru, ListDrafts()).items] == [held]
    newest = ask(two.ru, ListDrafts(all=True, limit=1))
    older = ask(two.ru, ListDrafts(all=True, before=newest.next, limit=1))
    assert [[one.ref for one in page.items] for page in (newest, older)] == [[held], [draft]]
    assert older.next is None


def test_a_policy_may_ask_for_both_signatures(two: Two, detente: Shell) -> None:
    """Names are not enough then; the two may sign one after the other, and only their own accredited keys count."""
    with_keys(detente)
    policy(two, 'two_person = ["demarche", "message"]', "two_person_keys = true")
    draft, other = (ask(two.ru, DEMARCHE).act.ref for _ in range(2))
    approve = ("release", "approve", draft, "--officer", JONES)
    assert detente.refused(*approve) == "release-unsigned"
    assert detente.refused(*approve, "--key", "jones.key") == "release-unsigned"
    detente("release", "sign", draft, "--officer", JONES, "--key", "smith.key", "-o", "half")
    detente("officer", "key", "third", "-o", "third.key")
    assert detente.refused(*approve, "--note", "half", "--key", "third.key") == "officer-not-named"
    whole = ("--note", "half", "--key", "jones.key")
    assert detente.refused(*approve[:2], other, *approve[3:], *whole) == "release-other-draft"
    sent = json.loads(detente(*approve, *whole, "--json"))["act"]
    assert sent["kind"] == "demarche"
    assert ask(two.ru, ShowDossier(ref=draft)).dossier.irregular == 0


def test_keys_that_are_closed_are_opened_with_a_passphrase_each(two: Two, detente: Shell) -> None:
    present(two, SMITH)
    present(two, JONES)
    Path("words").write_text("correct horse\n")
    for name, officer, credentials in ((SMITH, "smith", "RU/LINE/2"), (JONES, "jones", "RU/LINE/3")):
        made = detente("officer", "key", officer, "-o", f"{officer}.key", "--passphrase-file", "words").strip()
        detente("officer", "present", name, "--rank", "expert", "--key", made, "--replaces", credentials)
    over = ("watch", "handover", "--from", SMITH, "--to", JONES, "--from-key", "smith.key", "--to-key", "jones.key")
    assert detente.refused(*over) == "passphrase-needed"
    one = ("--key-passphrase-file", "words")
    assert detente.refused(*over, *one) == "officer-passphrases"
    detente(*over, *one, *one)


def test_a_policy_that_cannot_be_read_holds_everything(two: Two) -> None:
    """A slip in it does not quietly take the safeguard away."""
    policy(two, 'two_person = ["demarch"]')
    assert refusal(two, DEMARCHE) == "two-person-policy"
    policy(two, 'two_person_keys = "yes"')
    assert refusal(two, ReleaseDraft(ref="RU/OWN/2", officer=JONES)) == "two-person-policy"


def test_a_policy_names_no_kind_that_is_never_held(two: Two) -> None:
    """What stands in `own` alone goes past every policy: one that names it says so at once, and is not passed over."""
    shown = present(two, SMITH)
    policy(two, 'two_person = ["disclosure"]')
    assert refusal(two, DEMARCHE) == "two-person-policy"
    assert refusal(two, ExportEvidence(ref=shown, disclose=True)) == "two-person-policy"
    assert ask(two.ru, ExportEvidence(ref=shown, disclose=False)).noted_as is None


# --- keys over time ---------------------------------------------------------------------------------------------------


def test_the_history_of_a_party_shows_which_keys_speak_up_to_where(two: Two, detente: Shell) -> None:
    present(two, SMITH)
    rotation.rotate(two.ru, ["log"], None)
    carry(two, "ru", "nato")
    for folder in (two.ru, two.nato):
        first, second = ask(folder, ShowHistory(party="ru")).items
        assert (first.serial, first.retired) == (1, ())
        (retired,) = second.retired
        assert (retired.key, retired.public) == ("log", first.keys["log"])
        assert [size for origin, size in retired.sizes.items() if "/line/" in origin] == [3]
        assert "RU/LINE/3" in [ref.rpartition(":")[2] for ref in second.published]
    assert "retires log" in detente("party", "history")
