"""What does a node know of a counterpart that it does not hear? Real cores, mail in memory, wires that are cut."""

from tests.parley import NOW, Parley

from detente.council.silence import Fact, Silence, What, link_fact
from detente.node.context import Settings
from detente.node.signs import link_of, retry_seconds, signs_of
from detente.protocol.messages import Level


def quick(parties: int = 4) -> Parley:
    return Parley(parties=parties, settings=Settings(journal_every=None, level_every=5))


def seen(parley: Parley, here: str, peer: str) -> Fact:
    return link_fact(
        link_of(parley.cores[here].context, peer, signs_of(parley.cores[here].context, parley.council)), parley.now
    )


def test_a_counterpart_that_answers_is_reachable() -> None:
    """From the first comparison on, with the contact as evidence; nothing waits to be tried again."""
    parley = quick()
    parley.deliver(seconds=6)
    found = seen(parley, "p0", "p1")
    assert found.state is Silence.REACHABLE
    assert [one.what for one in found.evidence] == [What.CONTACT]
    assert retry_seconds(parley.cores["p0"].context, "p1") is None


def test_a_cut_wire_shows_others_hold_its_sign_of_life() -> None:
    """Within seconds, at both ends, and with no new act: others are asked, and bring a cosignature made since."""
    parley = quick()
    for party in ("p0", "p1", "p2"):
        parley.say(party)
    parley.deliver(seconds=6)
    parley.cut.add(frozenset(("p0", "p1")))
    cut_at = parley.now
    parley.deliver(seconds=20)
    for here, there in (("p0", "p1"), ("p1", "p0")):
        found = seen(parley, here, there)
        assert found.state is Silence.LINK_DOWN, (here, found)
        sign = next(one for one in found.evidence if one.what is What.SIGN_OF_LIFE)
        assert sign.at is not None
        assert sign.at > cut_at
        assert not sign.ref.endswith(f"/line/{here}/1"), "on the line of somebody who hears it"
        assert retry_seconds(parley.cores[here].context, there) is not None
    parley.cut.clear()
    # The longest wait after some failures is under a minute here.
    parley.deliver(seconds=60)
    assert seen(parley, "p0", "p1").state is Silence.REACHABLE


def test_a_stopped_node_is_not_heard_by_anybody() -> None:
    """No sign of life is newer than the first request without answer; the older ones are named, and change nothing."""
    parley = quick()
    parley.say("p0")
    parley.deliver(seconds=6)
    del parley.cores["p1"]
    parley.deliver(seconds=40)
    found = seen(parley, "p0", "p1")
    assert found.state is Silence.NOT_HEARD
    times = {one.what: one.at for one in found.evidence}
    assert set(times) == {What.SIGN_OF_LIFE, What.CONTACT, What.UNANSWERED}
    assert times[What.SIGN_OF_LIFE] <= times[What.UNANSWERED]  # type: ignore[operator]


def test_without_a_depositary_any_holder_shows_the_sign_of_life() -> None:
    """The depositary is no centre: another party's word brings the same signature."""
    parley = quick()
    parley.say("p2")
    parley.deliver(seconds=6)
    del parley.cores["dep"]
    parley.cut.add(frozenset(("p0", "p1")))
    parley.deliver(seconds=25)
    found = seen(parley, "p0", "p1")
    assert found.state is Silence.LINK_DOWN
    assert "/line/p2/" in found.evidence[0].ref
    assert seen(parley, "p0", "dep").state is Silence.NOT_HEARD


def test_signs_of_life_are_given_where_hardly_anybody_spoke_yet() -> None:
    """Who has no line of its own yet is given one on another's, and can tell it."""
    parley = quick()
    parley.say("p0")
    parley.deliver(seconds=6)
    parley.cut.add(frozenset(("p0", "p1")))
    parley.deliver(seconds=20)
    assert seen(parley, "p0", "p1").state is Silence.LINK_DOWN


def test_a_call_from_the_other_side_is_contact() -> None:
    """Who cannot be called, and calls, is heard."""
    parley = quick()
    parley.deliver(seconds=6)
    core = parley.cores["p0"]
    for _ in range(3):
        core.dispatch.missed("p1", parley.now)
    assert seen(parley, "p0", "p1").state is Silence.NOT_HEARD
    parley.ask("p1", "p0", Level(parley.council, ()))
    assert seen(parley, "p0", "p1").state is Silence.REACHABLE


def test_signs_of_life_that_others_brought_are_passed_on_to_nobody() -> None:
    """They were asked for by one node alone; else every quiet wire would make traffic on all others."""
    parley = quick()
    parley.say("p0")
    parley.deliver(seconds=6)
    parley.cut.add(frozenset(("p0", "p1")))
    parley.deliver(seconds=30)
    posts = parley.cores["p0"].context.posts
    waiting = [key for post in posts.values() for key in post.receipts if key[1] == "p1"]
    assert waiting == []


def test_a_node_that_was_never_in_contact_says_so() -> None:
    """Before anybody was heard there is nothing to show, and no time is made up."""
    parley = quick()
    found = link_fact(link_of(parley.cores["p0"].context, "p1", {}), NOW)
    assert found.state is Silence.NOT_HEARD
    assert found.evidence == ()
    assert signs_of(parley.cores["p0"].context) == {}
