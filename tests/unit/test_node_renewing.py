"""What has to be read anew, and when: a large record keeps nobody waiting because its software is another one."""

from typing import Any

import pytest
from tests.parley import Parley

from detente.clock import DAY
from detente.council.dossier import Folded
from detente.node import folding, kept_matters
from detente.node.events import Fold, Tick
from detente.record.store import DossierRow

MATTERS = 5
CONCERN = {"text": "An exercise that nobody announced.", "about": "activity"}
ASSURANCE = {"text": "No exercise without notice.", "will": "not do"}


def busy(monkeypatch: pytest.MonkeyPatch) -> tuple[Parley, list[str]]:
    """Return a council with matters that are folded, and their references; a step folds at most two of them."""
    monkeypatch.setattr(folding, "ACTS_AT_A_TIME", 2)
    parley = Parley(parties=3)
    refs = [parley.say("p0", "line", kind="statement").ref for _ in range(MATTERS)]
    parley.deliver()
    fold(parley)
    return parley, refs


def fold(parley: Parley) -> None:
    """Have what waits for somebody folded, as a page does that wants to be shown."""
    core = parley.cores["p0"]
    core.folding.behind = True
    while core.folding.behind:
        parley.step("p0", Fold(1))


def rows(parley: Parley) -> list[DossierRow]:
    return parley.founded.stores["p0"].dossiers(parley.council, desk="line")


def to_renew(parley: Parley) -> int:
    return parley.founded.stores["p0"].to_renew()


def test_another_version_reads_anew_at_leisure_and_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    parley, refs = busy(monkeypatch)
    monkeypatch.setattr(folding, "__version__", "0.0.0.another")
    parley.start("p0")
    assert to_renew(parley) >= MATTERS
    before = to_renew(parley)
    fold(parley)
    assert to_renew(parley) == before, "who reads waits for none of them"
    assert {row.dossier for row in rows(parley)} == set(refs), "and all are shown meanwhile"
    while parley.cores["p0"].folding.renewing:
        left = to_renew(parley)
        parley.step("p0", Tick())
        assert left == 0 or to_renew(parley) < left
    assert to_renew(parley) == 0


def test_rows_that_the_software_cannot_read_are_folded_first(monkeypatch: pytest.MonkeyPatch) -> None:
    parley, refs = busy(monkeypatch)
    monkeypatch.setattr(folding, "_shape", lambda: b"title other fields")
    parley.start("p0")
    assert to_renew(parley) == 0
    assert len(parley.founded.stores["p0"].stale_dossiers(100)) >= len(refs)
    fold(parley)
    assert parley.founded.stores["p0"].stale_dossiers(100) == []


def test_a_new_act_comes_before_what_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    parley, refs = busy(monkeypatch)
    monkeypatch.setattr(folding, "__version__", "0.0.0.another")
    parley.start("p0")
    parley.say("p0", "line", kind="message", re=refs[0])
    fold(parley)
    row = next(row for row in rows(parley) if row.dossier == refs[0])
    assert (row.acts, row.stale) == (2, False)


def test_what_a_party_says_of_itself_reads_open_matters_at_once_and_settled_ones_at_leisure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(folding, "ACTS_AT_A_TIME", 2)
    parley = Parley(parties=3, tables={"clocks": {"reply": {"clarification-request": 48}}})
    parley.say("p0", "plenary", kind="credentials", body={"name": "M", "rank": "minister"})
    asked = parley.say("p1", "plenary", kind="clarification-request", body={"text": "Why?"}, to=("p0",)).ref
    settled = parley.say("p0", "plenary", kind="statement", body={"text": "All went as planned."}).ref
    parley.deliver()
    fold(parley)
    store = parley.founded.stores["p0"]
    opened = [store.dossier(parley.council, ref) for ref in (asked, settled)]
    assert [row.open for row in opened if row is not None] == [True, False]
    body = {"reason": "Contacts are suspended.", "ground": "decision of the council", "channels": ["plenary"]}
    parley.say("p0", "plenary", kind="suspend", body=body, officer="M")
    waiting = {dossier for _council, dossier in store.stale_dossiers(100)}
    later = {dossier for _council, dossier in store.stale_dossiers(100, at_leisure=True)}
    assert asked in waiting
    assert settled in later
    fold(parley)
    assert {duty.state for duty in store.duties(parley.council, dossier=asked)} == {"excused"}


def test_lists_of_what_is_open_have_what_stands_although_it_is_nobodys_turn() -> None:
    parley = Parley(parties=3)
    given = parley.say("p1", "plenary", kind="assurance", body={**ASSURANCE, "until_at": parley.now + DAY}).ref
    concern = parley.say("p1", "plenary", kind="concern", body=CONCERN, to=("p0",)).ref
    parley.deliver()
    fold(parley)
    store = parley.founded.stores["p0"]
    assert {row.dossier for row in store.dossiers(parley.council, desk="concerns", only_open=True)} == {given, concern}
    parley.say("p1", "plenary", kind="concern-withdrawal", re=concern, body={})
    parley.say("p1", "plenary", kind="assurance-withdrawal", re=given, body={"reason": "The exercise is over."})
    parley.deliver()
    fold(parley)
    assert store.dossiers(parley.council, desk="concerns", only_open=True) == []
    assert len(store.dossiers(parley.council, desk="concerns")) == 2
    kinds = ("concern", "assurance")
    assert store.acts(parley.council, kinds=kinds, in_open=True) == []
    assert [row.ref for _sequence, row in store.acts(parley.council, kinds=kinds)] == [given, concern]


def test_a_matter_is_folded_again_where_an_act_came_to_it_or_its_author_said_something_of_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was folded is kept as long as the same acts stand in the same light, and no longer."""
    parley, refs = busy(monkeypatch)
    council, reading = parley.council, parley.cores["p0"].folding
    worked: list[str] = []
    fold_dossier = folding.fold_dossier

    def counted(ref: str, *given: Any) -> Folded:
        worked.append(ref)
        return fold_dossier(ref, *given)

    monkeypatch.setattr(folding, "fold_dossier", counted)

    def again() -> list[str]:
        worked.clear()
        kept = {ref: reading.folded(council, ref) for ref in refs}
        found = list(worked)
        assert kept == {ref: reading.folded(council, ref, lambda _act: True) for ref in refs}
        return found

    assert again() == []
    parley.say("p0", "line", kind="message", re=refs[0])
    assert again() == [refs[0]]
    parley.say("p0", "line", kind="credentials", body={"name": "M", "rank": "minister"})
    assert again() == refs
    assert again() == []


def test_as_much_is_kept_as_has_room_and_no_long_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is bounded by acts: what was asked for longest ago goes, and a long matter is folded each time."""
    parley, refs = busy(monkeypatch)
    reading = parley.cores["p0"].folding

    def held() -> list[str]:
        twice = [(reading.folded(parley.council, ref), reading.folded(parley.council, ref)) for ref in refs]
        return [one.ref for one, again in twice if one is again]

    assert held() == refs
    least = min(len(reading.folded(parley.council, ref).acts) for ref in refs)
    monkeypatch.setattr(kept_matters, "KEPT_MATTERS_ACTS_MAX", least * len(refs) - 1)
    reading.forget()
    first = reading.folded(parley.council, refs[0])
    assert held() == refs
    assert reading.folded(parley.council, refs[0]) is not first
    monkeypatch.setattr(kept_matters, "KEPT_MATTER_ACTS_MAX", 0)
    reading.forget()
    assert held() == []
