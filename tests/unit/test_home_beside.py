"""A dossier's acts a few at a time, who answered them, and what stands beside them; asked of a folder at rest."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from council_of_two import Two, at_rest
from test_council_decisions import proposed
from test_council_mandates import MEMBERS, asked, grant, revocation
from test_council_publications import agreed
from test_council_standing import council, suspend
from tests.matter import Matter

from detente.home.beside import CHANGES_MAX, changes
from detente.home.calls import Send, Show, ShowDossier
from detente.home.host import Still
from detente.home.replies import DossierShown
from detente.home.service import Service


class Ours:
    """RU's record: a matter of a question and ten messages, a translation, and two notes to itself."""

    def __init__(self, still: Still) -> None:
        self.service = Service(still)
        self.first = self.say("clarification-request", "Вы нас слышите?", language="ru")
        self.acts = [self.first, *(self.say("message", f"Message {n}.", dossier=self.first) for n in range(10))]
        self.acts.append(self.say("translation", "Do you hear us?", re=self.first, into="en"))
        self.about_act = self.say("note", "He rang before.", re=self.first, channel="own")
        self.about_all = self.say("note", "Ask the desk.", dossier=self.first, channel="own")

    def say(self, kind: str, text: str, channel: str = "plenary", language: str = "", **more: Any) -> str:
        body = {"text": text, **({"into": more.pop("into")} if "into" in more else {})}
        call = Send(channel=channel, kind=kind, body=body, language=language, **more)
        return asyncio.run(self.service.run(call)).act.ref  # type: ignore[attr-defined,no-any-return]

    def show(self, ref: str = "", **more: Any) -> DossierShown:
        return asyncio.run(self.service.run(ShowDossier(ref or self.first, **more)))  # type: ignore[return-value]


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ours]:
    with pytest.MonkeyPatch.context() as patch:
        path = tmp_path_factory.mktemp("ours")
        patch.setenv("XDG_STATE_HOME", str(path / "state"))
        with at_rest(Two(path, "plenary").joined().ru) as still:
            yield Ours(still)


def test_the_parts_of_a_dossier_are_the_whole_of_it(ours: Ours) -> None:
    """From `after` to `next` every act comes once, in the order of the whole, whatever the size of a part."""
    whole = [one.ref for one in ours.show().items]
    assert sorted(whole) == sorted(ours.acts)
    for most in (1, 5, 12, 50):
        found: list[str] = []
        after: int | None = 0
        while after is not None:
            part = ours.show(most=most, after=after)
            assert part.skipped == after
            found += [one.ref for one in part.items]
            after = part.next
        assert found == whole, most


def test_without_a_place_the_last_acts_come_and_round_an_act_its_neighbours(ours: Ours) -> None:
    whole = [one.ref for one in ours.show().items]
    last = ours.show(most=5)
    assert ([one.ref for one in last.items], last.skipped, last.next) == (whole[-5:], 7, None)
    for number, ref in enumerate(whole):
        part = ours.show(ref, most=5, around=True)
        assert ref in [one.ref for one in part.items]
        assert len(part.items) == 5
        assert part.skipped == min(max(0, number - 2), 7)
    assert ours.show(most=5, after=100).items == []


def test_translations_and_notes_stand_beside_and_nothing_of_them_aside(ours: Ours) -> None:
    """A translation in the dossier stays one of its acts; a note is none, and is about an act or about the matter."""
    shown = ours.show()
    found = [(one.sort, one.about, one.own, one.language, one.text) for one in shown.beside]
    assert sorted(found) == [
        ("note", "", True, "", "Ask the desk."),
        ("note", ours.first, True, "", "He rang before."),
        ("translation", ours.first, False, "en", "Do you hear us?"),
    ]
    assert shown.aside == []
    assert ours.about_act not in [one.ref for one in shown.items]


def test_an_answer_is_another_partys_and_more_than_a_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a party says to itself is none, nor is a translation."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with at_rest(Two(tmp_path, "plenary").joined().ru) as still:
        ours = Ours(still)
        ours.say("message", "More on this.", re=ours.first)
        assert ours.show().answers == []


def test_an_act_alone_comes_without_its_dossier(ours: Ours) -> None:
    shown = asyncio.run(ours.service.run(Show(ours.first, alone=True)))
    assert (shown.act.ref, shown.items) == (ours.first, [])  # type: ignore[attr-defined]


def test_what_its_author_corrected_later_is_told_of_each_act_before(ours: Ours) -> None:
    """The newest correction stands at the first text and at the earlier correction; nothing changes the newest."""
    first = ours.say("message", "We sail at six.")
    one = ours.say("correction", "We sail at seven.", re=first)
    two = ours.say("correction", "We sail at eight.", re=first)
    ours.say("reply", "It is noted.", re=first)
    found = {(change.of, change.ref) for change in ours.show(first).changes}
    assert found == {(first, one), (first, two), (one, two)}
    assert {change.of for change in ours.show(first, most=1, after=0).changes} == {first}


def changed_in(matter: Matter) -> set[tuple[str, str]]:
    """Return which act of a matter each act changed."""
    return {(one.of, one.ref) for one in changes(matter.folded(), frozenset(matter.acts))}


def test_what_takes_back_one_part_leaves_what_took_back_another() -> None:
    """Two partial resumptions both change the suspension, and neither the other."""
    matter = Matter(council())
    said = suspend(matter, topics=["terrorism", "incidents"])
    parts = [matter.say("nato", "resume", said, topics=[one]) for one in ("terrorism", "incidents")]
    assert not any(map(matter.why, parts))
    assert changed_in(matter) == {(said.ref, one.ref) for one in parts}


def test_a_signature_or_consent_is_taken_back_and_not_what_was_signed() -> None:
    matter, text = asked(1)
    grant(matter, text, *MEMBERS)
    mine = {act.party: act.ref for act in matter.acts.values() if act.kind == "mandate-grant"}
    back = matter.say("us", "mandate-revocation", text, **revocation(matter, text, "us"))
    assert changed_in(matter) == {(mine["us"], back.ref)}
    matter, draft = agreed()
    given = [act.ref for act in matter.acts.values() if (act.party, act.kind) == ("ru", "communique-consent")]
    withdrawn = matter.say("ru", "communique-withdraw", draft)
    assert changed_in(matter) == {(given[0], withdrawn.ref)}


def test_an_objection_is_told_to_be_lifted() -> None:
    matter, proposal = proposed()
    objection = matter.say("us", "decision-object", proposal)
    lifted = matter.say("us", "decision-lift", objection)
    assert changed_in(matter) == {(objection.ref, lifted.ref)}


def test_of_many_changes_the_newest_come_and_the_others_are_counted() -> None:
    matter = Matter()
    first = matter.say("ru", "message", text="We sail.")
    for _ in range(CHANGES_MAX + 2):
        matter.say("ru", "correction", first, text="We sail again.")
    found = changes(matter.folded(), frozenset({first.ref}))
    assert [one.earlier for one in found] == [2] + [0] * (CHANGES_MAX - 1)
