"""A regime that the charter names and this software does not bring: told at once, judged when its pack is there."""

from types import MappingProxyType

import pytest
from tests.parley import Parley
from tests.unit.test_council_notifications import FORM, TABLES
from tests.unit.test_node_clocks import pass_time
from tests.unit.test_node_notifications import BODY
from tests.unit.test_node_standing import irregular, refused, unchecked

from detente.council import agreements
from detente.node import folding
from detente.node.events import Fold, Tick

NOTICE = {"kind": "notification", "body": {**BODY, "fields": FORM}}


def lost(patch: pytest.MonkeyPatch) -> None:
    """Let the node run on a software without packs."""
    patch.setattr(agreements, "by_digest", lambda: MappingProxyType({}))
    patch.setattr(folding, "fingerprint", lambda: "none")


def owed(parley: Parley, holder: str) -> list[tuple[str, str, int | None]]:
    """Return the duties in the rows that lists read, folded where they are stale."""
    parley.step(holder, Fold(1), Tick())
    return [(row.who, row.state, row.due_at) for row in parley.cores[holder].context.store.duties(parley.council)]


def test_who_lacks_a_pack_is_told_at_the_start_and_signs_nothing_under_it() -> None:
    parley = Parley(parties=4, tables=TABLES)
    assert "charter-setting" not in parley.alarmed("p0")
    with pytest.MonkeyPatch.context() as patch:
        lost(patch)
        parley.start("p0")
        assert "charter-setting" in parley.alarmed("p0")
        assert refused(lambda: parley.say("p0", "plenary", **NOTICE)) == "regime-not-here"
    assert parley.say("p0", "plenary", **NOTICE).ref


def test_what_could_not_be_judged_is_judged_once_the_pack_is_there() -> None:
    """With the same pack every record comes to the same again, without anybody's command."""
    parley = Parley(parties=4, tables=TABLES)
    ref = unchecked(parley, "p0", "plenary", **NOTICE)
    with pytest.MonkeyPatch.context() as patch:
        lost(patch)
        parley.start("p1")
        pass_time(parley, 600)
        assert irregular(parley, "p1", ref) == "regime-not-here"
        assert owed(parley, "p1") == []
    parley.start("p1")
    assert irregular(parley, "p1", ref) == ""
    assert owed(parley, "p1") == owed(parley, "p2") != []
