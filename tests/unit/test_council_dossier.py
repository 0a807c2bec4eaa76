"""What folding a dossier costs, counted in acts that desks are shown, and what it does with a desk's own mistake."""

from typing import Any

import pytest
from tests.matter import Matter, charter_of

from detente.council.background import Background
from detente.council.desks import line
from detente.council.dossier import fold_dossier
from detente.council.said import Said

PARTIES = ("nato", "ru", "us")
NUMBER = 60


@pytest.mark.parametrize("cited", ["the act before", "the first act only"])
def test_each_act_is_folded_at_most_once_for_each_feed(monkeypatch: pytest.MonkeyPatch, cited: str) -> None:
    charter, shown = charter_of(), []
    fold = line.fold

    def counted(state: Any, act: Said) -> Any:
        shown.append(act.ref)
        return fold(state, act)

    monkeypatch.setattr(line, "fold", counted)
    acts: list[Said] = []
    for number in range(NUMBER):
        party, index = PARTIES[number % 3], number // 3
        before = acts[-1] if cited == "the act before" and acts else acts[0] if acts else None
        acts.append(
            Said(
                f"{party.upper()}/PLENARY/{index}", party, "message", number, index=index, body={"text": "word"},
                origin=f"{charter.council_id}/plenary/{party}/1", cites=() if before is None else (before.ref,),
            )
        )  # fmt: skip
    folded = fold_dossier(acts[0].ref, acts, charter, lambda _act: Background())
    assert len(folded.acts) == NUMBER
    assert not folded.irregular
    # Once for each feed whose author had it, and once for what the dossier adds up to.
    assert NUMBER <= len(shown) <= NUMBER * (len(PARTIES) + 1)


def test_an_act_with_which_a_desk_cannot_cope_costs_itself_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The matter folds on without it, wherever the mistake shows: where it is judged, or where it is folded."""
    matter = Matter()
    first = matter.say("nato", "message", text="one")
    bad = matter.say("ru", "message", first, text="nobody foresaw this")
    last = matter.say("us", "message", bad, text="three")

    def broken(work: Any) -> Any:
        def worked(state: Any, act: Said) -> Any:
            if act.body["text"] == "nobody foresaw this":
                raise ZeroDivisionError
            return work(state, act)

        return worked

    for name in ("may", "fold"):
        with monkeypatch.context() as patch:
            patch.setattr(line, name, broken(getattr(line, name)))
            folded = fold_dossier(first.ref, matter.acts.values(), matter.charter, matter.background_of)
        assert {ref: why.code for ref, why in folded.irregular.items()} == {bad.ref: "act-not-understood"}
        assert isinstance(folded.mistakes[bad.ref].__cause__, ZeroDivisionError)
        assert [act.ref for act in folded.acts] == [first.ref, bad.ref, last.ref]
