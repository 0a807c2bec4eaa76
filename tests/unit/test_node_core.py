"""Does the node's step do what it says? Real cores and stores, mail in memory."""

import msgspec
import pytest
from tests.parley import NOW, Parley, outcomes

from detente import limits
from detente.errors import Malformed, Refused
from detente.node.bag import check_bag, check_unpacked, pack, parse_bag
from detente.node.context import Settings
from detente.node.events import Answered, KeepJournal, Tick
from detente.node.reader import open_entry
from detente.protocol.acts import Act, Precedence
from detente.protocol.heads import Role
from detente.protocol.messages import Bundle, Fetch, FetchReply, Level, LevelReply, Push, Standing
from detente.protocol.seal import seal
from detente.record.store import Reading
from detente.rehearsal.simulator.founding import copy_store


def text_of(parley: Parley, holder: str, ref: str) -> object:
    row = parley.row(holder, ref)
    feed = parley.feed(holder, row.party, row.channel)
    entry = parley.founded.stores[holder].entries(feed, row.index, row.index + 1)[0]
    act = open_entry(parley.cores[holder].context, feed, row.index, entry)
    assert isinstance(act, Act)
    return act.body["text"]


def test_one_act_one_receipt() -> None:
    """An act reaches every holder of its channel, each receipts it, and author and depositary hold the receipts."""
    parley = Parley(parties=4)
    written = parley.say("p0", to=("p1",))
    assert written.ref == "P0/LINE/2", "an opening, a grant, then the act"
    parley.deliver()
    assert text_of(parley, "p1", written.ref) == "word"
    for holder in ("p0", "dep"):
        store = parley.founded.stores[holder]
        receipts = store.receipts(parley.feed(holder, "p0"), covering=2)
        assert {receipt.party for receipt in receipts} == {"p1", "p2", "dep"}
        assert all(receipt.role is Role.MIRROR for receipt in receipts)


def test_the_depositary_cannot_read() -> None:
    """The depositary holds sealed entries, receipts them, and reads none of them."""
    parley = Parley()
    written = parley.say("p0")
    parley.deliver()
    assert parley.row("dep", written.ref).reading is Reading.SEALED
    assert parley.row("dep", written.ref).kind == ""


def test_own_is_offered_to_nobody() -> None:
    """The private channel never leaves: not by push, not by levelling, not by fetch, not in a bag."""
    parley = Parley()
    parley.say("p0", "own", kind="note")
    parley.deliver(seconds=40)
    origin = f"{parley.council}/own/p0/1"
    assert parley.founded.stores["p1"].feed(origin) is None
    assert isinstance(parley.ask("p1", "p0", Fetch(origin, 0)), Malformed)
    level = parley.ask("p1", "p0", Level(parley.council, ()))
    assert isinstance(level, LevelReply)
    assert origin not in {known.origin for known in level.known}
    bag = pack(parley.cores["p0"], parley.council, "p1", NOW)
    assert origin not in {bundle.head.origin for push in bag.pushes for bundle in push.bundles}


def test_the_detour() -> None:
    """With the wire cut, an act goes by the depositary and its receipt comes back that way, without any new act."""
    parley = Parley(settings=Settings(journal_every=None, level_every=5))
    parley.cut.add(frozenset(("p0", "p1")))
    written = parley.say("p0", to=("p1",), precedence=Precedence.FLASH)
    parley.deliver(seconds=12)
    assert text_of(parley, "p1", written.ref) == "word"
    receipts = parley.founded.stores["p0"].receipts(parley.feed("p0", "p0"), covering=2)
    assert "p1" in {receipt.party for receipt in receipts}


def test_answers_cite_and_keep_to_the_dossier() -> None:
    """An answer cites what it answers first, then the open ends; its dossier is that of the act it answers."""
    parley = Parley()
    first = parley.say("p0")
    parley.deliver()
    parley.say("p1", re=first.ref)
    parley.say("p0", dossier=first.ref)
    parley.deliver()
    last = parley.say("p1", re=first.ref)
    row = parley.row("p1", last.ref)
    assert row.re == first.ref
    assert row.dossier == first.ref
    assert row.cites[0] == first.ref
    assert set(row.cites[1:]) == {"P1/LINE/2", "P0/LINE/3"}


def test_an_unknown_reference_suggests_the_nearest() -> None:
    """A reference that is not here is refused with one that is."""
    parley = Parley()
    parley.say("p0")
    with pytest.raises(Refused) as caught:
        parley.say("p0", re="P0/LINE/22")
    assert caught.value.code == "reference-unknown"
    assert "P0/LINE/2" in caught.value.remedy


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"body": {"text": "x" * 2_000}}, "line-act-too-large"),
        ({"channel": "plenary", "body": {"text": "x", "more": "x" * 70_000}}, "entry-too-large"),
        ({"channel": "nowhere"}, "channel-unknown"),
        ({"channel": "journal"}, "not-a-member"),
        ({"to": ("dep",)}, "addressee-unknown"),
        ({"to": ("p1", "p1")}, "addressee-twice"),
    ],
)
def test_a_refused_act_leaves_no_trace(fields: dict[str, object], code: str) -> None:
    """Nothing is signed for an act that breaks a rule, and those before and after it stand."""
    parley = Parley()
    parley.say("p0")
    sizes = {feed.origin: feed.size for feed in parley.founded.stores["p0"].feeds()}
    with pytest.raises(Refused) as caught:
        parley.say("p0", **fields)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert {feed.origin: feed.size for feed in parley.founded.stores["p0"].feeds()} == sizes
    assert parley.say("p0").ref == "P0/LINE/3"


def test_a_box_that_does_not_open_files_cannot_open() -> None:
    """A member whose entry does not open says so in the channel, in clear and once, citing the entry."""
    parley = Parley()
    first = parley.say("p0")
    scribe = parley.cores["p0"].scribe
    feed = parley.feed("p0", "p0")
    secret = parley.cores["p0"].context.secret(scribe._own_epochs(feed)[-1][1])
    assert secret is not None
    broken = bytearray(seal(scribe._epoch(feed, NOW), feed.origin, 3, Act(kind="message", claimed_at=NOW).to_bytes()))
    broken[-1] ^= 1
    with parley.founded.stores["p0"].transaction():
        scribe._add(feed, bytes(broken))
        scribe.finish(NOW)
    parley.say("p0")
    parley.deliver(seconds=40)
    assert parley.row("p1", first.ref).reading is Reading.READABLE
    assert parley.row("p1", "P0/LINE/3").reading is Reading.CANNOT_OPEN
    filed = [row for _seq, row in parley.founded.stores["p0"].acts(parley.council) if row.kind == "cannot-open"]
    assert [row.cites for row in filed] == [("P0/LINE/3",)]
    assert filed[0].party == "p1"


def test_epochs_change_and_old_ones_still_open() -> None:
    """A new epoch is granted after so many entries, used once the others have its grant, and every entry opens."""
    parley = Parley(settings=Settings(journal_every=None, epoch_entries=5))
    refs = []
    for _ in range(14):
        refs.append(parley.say("p0").ref)
        parley.deliver()
    store = parley.founded.stores["p1"]
    grants = [row for _seq, row in store.acts(parley.council) if row.kind == "grant" and row.party == "p0"]
    assert len(grants) >= 2
    assert all(text_of(parley, "p1", ref) == "word" for ref in refs)


def test_the_journal_lists_what_changed() -> None:
    """The depositary enters size and root of each feed that changed, and before it who receipted it by then."""
    parley = Parley()
    parley.say("p0")
    parley.deliver()
    parley.step("dep", KeepJournal())
    parley.deliver()
    line = parley.feed("p0", "p0")
    (recorded,) = journal_acts(parley, "receipts")[0].body["receipts"]
    assert recorded[:4] == [line.origin, 3, line.range.root(), "p1"]
    (act,) = journal_acts(parley, "heads")
    heads = {origin: (size, root) for origin, size, root in act.body["heads"]}
    assert heads[line.origin] == (3, line.range.root())
    parley.step("dep", KeepJournal(always=False))
    parley.step("dep", KeepJournal())
    parley.deliver()
    assert [act.body["heads"] == [] for act in journal_acts(parley, "heads")] == [False, True]


def test_where_nothing_changed_heads_are_entered_once_an_hour() -> None:
    """What rests on absence can be said of every hour; a quiet night costs one short entry in each."""
    parley = Parley(settings=Settings(journal_every=600))
    parley.say("p0")
    parley.deliver()
    for minutes in range(0, 180, 5):
        parley.now = NOW + minutes * 60
        parley.step("dep", Tick())
        parley.deliver()
    entered = journal_acts(parley, "heads")
    hours = [act.claimed_at // 3600 for act in entered]
    assert sorted(set(hours)) == list(range(NOW // 3600, (NOW + 175 * 60) // 3600 + 1)), "each hour has its own"
    quiet = [act.claimed_at // 3600 for act in entered if act.body == {"heads": []}]
    assert len(quiet) == len(set(quiet)) == len(entered) - 1


def test_a_receipt_that_the_depositary_made_up_is_not_counted() -> None:
    """The journal's word alone makes no receipt: each is checked with the key of the party that it names."""
    parley = Parley()
    parley.say("p0")
    parley.deliver()
    line = parley.feed("p0", "p0")
    scribe = parley.cores["dep"].scribe
    forged = [line.origin, line.size, line.range.root(), "p1", NOW - 100, bytes(76)]
    with parley.founded.stores["dep"].transaction():
        act = Act(kind="receipts", claimed_at=NOW, body={"receipts": [forged, ["odd"], 7]})
        scribe.append(parley.council, "journal", act, NOW, plain=True)
        scribe.finish(NOW)
    parley.step("dep", KeepJournal())
    parley.deliver()
    parley.step("p0", Tick())
    store = parley.founded.stores["p0"]
    assert [(party, at) for _position, party, _size, at in store.journal_receipts(line.origin)] == [("p1", NOW)]
    assert [at for _position, at in store.journal_heads(parley.council)] == [NOW]
    assert [size for _position, size in store.journal_sizes(line.origin)] == [line.size]


def journal_acts(parley: Parley, kind: str) -> list[Act]:
    """Return the entries of one kind in the depositary's journal, as p0 reads them."""
    store, feed = parley.founded.stores["p0"], parley.feed("p0", "dep", "journal")
    context = parley.cores["p0"].context
    acts = [open_entry(context, feed, index, entry) for index, entry in enumerate(store.entries(feed, 0, feed.size))]
    return [act for act in acts if isinstance(act, Act) and act.kind == kind]


def test_what_a_peer_may_not_hold_is_not_served() -> None:
    """A channel of two is no business of a third, whichever way it asks."""
    parley = Parley(parties=4)
    parley.say("p0", "pair")
    parley.deliver(seconds=40)
    origin = f"{parley.council}/pair/p0/1"
    assert parley.founded.stores["p2"].feed(origin) is None
    assert isinstance(parley.ask("p2", "p0", Fetch(origin, 0)), Malformed)
    assert parley.founded.stores["p1"].feed(origin) is not None


def test_forged_and_foreign_bundles_are_refused() -> None:
    """A head without the author's signature, and a feed of no council here, are refused; the peer stays on the line."""
    parley = Parley()
    parley.say("p0")
    parley.deliver()
    fetched = parley.ask("p1", "p0", Fetch(f"{parley.council}/line/p0/1", 0))
    assert isinstance(fetched, FetchReply)
    bundle = fetched.bundle
    assert bundle is not None
    forged = msgspec.structs.replace(
        bundle.head, signature=bundle.head.signature[:-1] + bytes([bundle.head.signature[-1] ^ 1])
    )
    foreign = msgspec.structs.replace(bundle.head, origin="other-0123456789abcdef/line/p0/1")
    bundles = (Bundle(0, bundle.entries, forged), Bundle(0, bundle.entries, foreign))
    assert outcomes(parley.ask("p0", "p1", Push(bundles))) == [Standing.REFUSED, Standing.REFUSED]
    assert {"note-signature", "origin-foreign"} <= parley.alarmed("p1")
    written = parley.say("p0")
    parley.deliver()
    assert text_of(parley, "p1", written.ref) == "word"


def test_a_gap_is_named_and_filled() -> None:
    """A bundle that builds on more than is held is answered with what is held."""
    parley = Parley()
    parley.cut.add(frozenset(("p0", "p1")))
    parley.say("p0")
    fetched = parley.ask("dep", "p0", Fetch(f"{parley.council}/line/p0/1", 2))
    assert isinstance(fetched, FetchReply)
    assert fetched.bundle is not None
    assert outcomes(parley.ask("p0", "p1", Push((fetched.bundle,)))) == [Standing.GAP]


def test_bags_that_are_foreign_old_or_cut_short() -> None:
    """A bag is taken in once, by its addressee, whole."""
    parley = Parley()
    parley.cut |= {frozenset(("p0", "p1")), frozenset(("p0", "dep"))}
    parley.say("p0")
    data = pack(parley.cores["p0"], parley.council, "p1", NOW).to_bytes()
    bag = parse_bag(data)
    check_bag(parley.cores["p1"], bag)
    with pytest.raises(Refused, match="bag-foreign"):
        check_bag(parley.cores["dep"], bag)
    with pytest.raises(Malformed, match="bag-cut-short"):
        parse_bag(data[:-40])
    with pytest.raises(Malformed, match="bag-malformed"):
        parse_bag(b"no bag at all")
    replies = [parley.ask("p0", "p1", push) for push in bag.pushes]
    assert [standing for reply in replies for standing in outcomes(reply)] == [Standing.STORED]
    held = {f"{parley.council}/line/p0/1": 3}
    with pytest.raises(Refused, match="bag-old"):
        check_unpacked(bag, [outcome for reply in replies for outcome in reply.outcomes], held)  # type: ignore[union-attr]
    with pytest.raises(Refused, match="party-unknown"):
        pack(parley.cores["p0"], parley.council, "p0", NOW)


def test_a_receipt_from_the_future_is_not_counted() -> None:
    """A cosignature far ahead of our clock is refused with an alarm; the entries are stored all the same."""
    parley = Parley()
    written = parley.say("p0")
    parley.deliver()
    store = parley.founded.stores["p0"]
    head = store.head(parley.feed("p0", "p0"))
    assert head is not None
    late = parley.cores["p1"].context.cosign(head, Role.MIRROR, NOW + limits.CLOCK_SKEW_SECONDS_MAX + 1)
    parley.ask("p1", "p0", Push((), (late,)))
    assert "receipt-from-the-future" in parley.alarmed("p0")
    own = parley.cores["p0"].context.cosign(head, Role.MIRROR, NOW)
    parley.ask("p1", "p0", Push((), (own,)))
    assert "receipt-own" in parley.alarmed("p0")
    assert parley.row("p1", written.ref).reading is Reading.READABLE


def test_signs_of_life_need_no_entry() -> None:
    """Levelling brings a fresh cosignature on our line's head: the first receipt stays, the latest time moves on."""
    parley = Parley(settings=Settings(journal_every=None, level_every=5))
    parley.say("p0")
    parley.deliver(seconds=20)
    store, feed = parley.founded.stores["p0"], parley.feed("p0", "p0")
    first = store.newest_receipts(feed)["p1", Role.MIRROR]
    fresh = store.newest_receipts(feed, fresh=True)["p1", Role.MIRROR]
    assert first.head.size == fresh.head.size == 3
    assert fresh.at > first.at
    assert store.latest_sign_at("p1") == fresh.at


def test_a_council_of_others_is_not_compared() -> None:
    """Who is no party of a council learns nothing of it."""
    parley = Parley()
    reply = parley.ask("stranger", "p0", Level(parley.council, ()))
    assert isinstance(reply, Malformed)
    assert reply.code == "council-foreign"


def test_a_fetch_is_answered_with_what_was_asked() -> None:
    """A run of another feed than the one asked for is not taken in."""
    parley = Parley()
    parley.say("p0")
    parley.deliver()
    served = parley.ask("p1", "p0", Fetch(f"{parley.council}/line/p0/1", 0))
    assert isinstance(served, FetchReply)
    parley.step("p1", Answered("p0", Fetch(f"{parley.council}/line/p2/1", 0), served))
    assert "fetch-other" in parley.alarmed("p1")


def test_a_receipt_by_who_holds_nothing_is_foreign() -> None:
    """A party that does not hold a channel receipts nothing in it."""
    parley = Parley(parties=4)
    parley.say("p0", "pair")
    parley.deliver()
    head = parley.founded.stores["p0"].head(parley.feed("p0", "p0", "pair"))
    assert head is not None
    receipt = parley.cores["p2"].context.cosign(head, Role.MIRROR, NOW)
    parley.ask("p1", "p0", Push((), (receipt,)))
    assert "receipt-foreign" in parley.alarmed("p0")


def test_a_channel_too_wide_for_one_grant_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sealed channel with more members than one grant has room for is refused before anything is signed."""
    monkeypatch.setattr(limits, "GRANT_BOXES_MAX", 1)
    with pytest.raises(Refused) as caught:
        Parley().say("p0")
    assert caught.value.code == "grant-too-large"


def test_a_node_set_back_signs_nothing_smaller() -> None:
    """Restored from a backup, a node gives no receipt and no sign of life on a feed before its author has answered."""
    parley = Parley(parties=4)
    parley.say("p0")
    parley.deliver()
    backup = copy_store(parley.founded.stores["p1"])
    for _ in range(4):
        parley.say("p0")
        parley.deliver()
    parley.founded.stores["p1"] = backup
    parley.cut |= {frozenset(("p0", "p1")), frozenset(("dep", "p1"))}
    parley.now += 100
    parley.start("p1", sure=False)
    reply = parley.ask("p0", "p1", Level(parley.council, ()))
    assert isinstance(reply, LevelReply)
    assert not [receipt for receipt in reply.receipts if receipt.party == "p1" and receipt.at > NOW]
    parley.start("p1")
    assert not parley.cores["p1"].context.may_cosign(parley.feed("p1", "p0"), 3), "a restart forgets no doubt"
    parley.cut.clear()
    parley.deliver(seconds=5)
    assert parley.feed("p1", "p0").size == 7
    assert parley.cores["p1"].context.may_cosign(parley.feed("p1", "p0"), 7)
    assert not parley.cores["p1"].context.may_cosign(parley.feed("p1", "p0"), 5)


def test_a_peer_that_lacks_a_feed_says_so() -> None:
    """What a peer does not hold at all is pushed to it, also where a comparison came first."""
    parley = Parley()
    parley.cut.add(frozenset(("p0", "p1")))
    parley.say("p0")
    question = parley.cores["p0"].levelling.question(parley.council, "p1")
    reply = parley.ask("p0", "p1", question)
    assert isinstance(reply, LevelReply)
    assert (f"{parley.council}/line/p0/1", 0) in {(known.origin, known.size) for known in reply.known}


def test_an_act_that_cites_what_comes_later_is_read_again() -> None:
    """A citation of a generation that is not here yet shows a question mark, and is mended when that arrives."""
    parley = Parley(parties=4)
    parley.say("p0")
    parley.deliver()
    parley.start("p0", sure=False)
    parley.cut.add(frozenset(("p0", "p1")))
    parley.cut.add(frozenset(("dep", "p1")))
    parley.cut.add(frozenset(("p2", "p1")))
    later = parley.say("p0")
    parley.deliver(seconds=3)
    parley.cut.discard(frozenset(("p2", "p1")))
    answer = parley.say("p2", re=later.ref)
    feed = parley.feed("p2", "p2")
    bundle = parley.cores["p2"].levelling.bundle(feed, 0)
    assert bundle is not None
    parley.ask("p2", "p1", Push((bundle,)))
    assert "-?" in str(parley.row("p1", answer.ref).re)
    parley.cut.clear()
    parley.deliver(seconds=40)
    assert parley.row("p1", answer.ref).re == later.ref
    assert parley.row("p1", answer.ref).dossier == later.ref


def test_an_entry_sealed_in_a_public_channel_is_irregular() -> None:
    """It is stored and marked; nobody files that he cannot open it, where he may not write."""
    parley = Parley()
    parley.say("p0")
    parley.deliver()
    parley.step("dep", KeepJournal())
    scribe = parley.cores["dep"].scribe
    feed = parley.feed("dep", "dep", "journal")
    with parley.founded.stores["dep"].transaction():
        scribe._add(feed, b"\x02" + bytes(120))
        scribe.finish(NOW)
    parley.step("dep", KeepJournal())
    parley.deliver(seconds=3)
    row = parley.row("p0", f"DEP/JOURNAL/{feed.size}")
    assert row.irregular == (("sealed-in-public", "a public channel is in clear"),)
    assert parley.founded.stores["p0"].feed(f"{parley.council}/journal/p0/1") is None


def test_two_nodes_with_one_partys_keys_are_told() -> None:
    """The original is told when a copy of it opened a generation; the copy is told that its record is in doubt."""
    parley = Parley()
    parley.say("p0")
    parley.deliver()
    original, copied = parley.cores["p0"], copy_store(parley.founded.stores["p0"])
    kept = parley.founded.stores["p0"]
    parley.founded.stores["p0"] = copied
    parley.start("p0", sure=False)
    assert "record-in-doubt" in parley.alarmed("p0")
    parley.say("p0")
    parley.deliver(seconds=3)
    parley.founded.stores["p0"], parley.cores["p0"] = kept, original
    parley.deliver(seconds=40)
    assert "own-generation-elsewhere" in parley.alarmed("p0")
    assert parley.say("p0").ref == "P0/LINE/3", "the original goes on where it was"


@pytest.mark.parametrize("way", ["re", "cites", "dossier"])
def test_nothing_is_cited_where_somebody_may_not_read_it(way: str) -> None:
    """A citation shows that there is an act, and half of its hash: nobody learns so of `own` or a narrower channel."""
    parley = Parley(parties=4)
    note = parley.say("p0", "own", kind="note").ref
    aside = parley.say("p0", "pair").ref
    for hidden, wide in ((note, "plenary"), (note, "pair"), (aside, "plenary")):
        with pytest.raises(Refused, match="citation-hidden"):
            parley.say("p0", wide, **{way: (hidden,) if way == "cites" else hidden})
    parley.say("p0", "pair", **{way: (aside,) if way == "cites" else aside})
    shared = parley.say("p0", "plenary").ref
    for narrow in ("pair", "own"):
        kind = "note" if narrow == "own" else "message"
        parley.say("p0", narrow, kind=kind, **{way: (shared,) if way == "cites" else shared})


def test_an_answer_to_what_another_said_aside_in_a_hidden_matter_is_refused() -> None:
    """The dossier of what is answered would be named too."""
    parley = Parley(parties=4)
    opened = parley.say("p0", "pair").ref
    parley.deliver()
    with pytest.MonkeyPatch.context() as lying:
        lying.setattr("detente.node.scribe.Scribe._check_cited", lambda *_: None)
        told = parley.say("p1", "plenary", re=opened).ref
    parley.deliver()
    with pytest.raises(Refused, match="citation-hidden"):
        parley.say("p0", "plenary", re=told)


def test_what_counts_in_a_dossier_is_said_where_all_its_readers_read_it() -> None:
    """Plain words may be said of a matter anywhere, aside; what a desk would count must reach every reader of it."""
    parley = Parley(parties=4, tables={"levels": {"kinds": {"suspend": "watch officer", "resume": "watch officer"}}})
    suspension = {"channels": ["plenary"], "reason": "a reason", "ground": "a ground"}
    opened = parley.say("p0", "plenary", kind="suspend", body=suspension).ref
    with pytest.raises(Refused) as refused:
        parley.say("p0", "pair", kind="resume", body={"text": "back"}, re=opened)
    assert refused.value.code == "dossier-elsewhere"
    aside = parley.say("p0", "pair", body={"text": "between us"}, re=opened).ref
    parley.deliver()
    folded = parley.cores["p1"].folding.folded(parley.council, opened)
    assert [act.ref for act in folded.acts] == [opened]
    assert parley.row("p1", aside).dossier == opened
