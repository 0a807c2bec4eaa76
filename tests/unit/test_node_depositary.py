"""What a depositary says of itself stands in the journal: all read it, and the council's time goes on beside it."""

import pytest
from tests.parley import Parley

from detente.council.kinds import Rank
from detente.errors import Refused
from detente.node.events import KeepJournal

POSIT = {"name": "D. Posit", "rank": "expert"}


def test_all_know_the_officers_whom_a_depositary_presents() -> None:
    parley = Parley(parties=4)
    presented = parley.say("dep", "journal", kind="credentials", body=POSIT).ref
    parley.step("dep", KeepJournal())
    parley.deliver()
    for core in parley.cores.values():
        (found,) = core.folding.standing(parley.council, "dep").present(parley.now).values()
        assert (found.name, found.rank, found.ref) == ("D. Posit", Rank.EXPERT, presented)
        assert core.folding.folded(parley.council, presented).irregular == {}
        assert core.folding.time.read(), "heads stand behind it"
    parley.say("dep", "journal", kind="credentials-withdrawn", re=presented)
    parley.deliver()
    assert not parley.cores["p0"].folding.standing(parley.council, "dep").present(parley.now)


@pytest.mark.parametrize(
    ("party", "channel", "kind", "code"),
    [
        ("dep", "line", "credentials", "not-a-member"),
        ("p0", "journal", "credentials", "not-a-member"),
        ("dep", "journal", "message", "channel-not-for-kind"),
        ("dep", "journal", "note", "channel-not-for-kind"),
    ],
)
def test_the_journal_takes_nothing_else_and_nobody_else(party: str, channel: str, kind: str, code: str) -> None:
    body = POSIT if kind == "credentials" else {"text": "Said."}
    with pytest.raises(Refused) as refused:
        Parley(parties=3).say(party, channel, kind=kind, body=body)
    assert refused.value.code == code
