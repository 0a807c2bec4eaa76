"""A charter that changes while its nodes run: coming, leaving, coming back, and what each can read of it."""

import random

import pytest
from tests.parley import NOW, Parley

from detente import limits
from detente.council.dossier import Folded
from detente.errors import Refused
from detente.home.founding import first_note
from detente.node import charter_words
from detente.node.amendments import Amendments
from detente.node.context import Context, Settings
from detente.node.events import Amend, Answer, OpenHistory
from detente.node.reader import derive
from detente.protocol.acts import AMENDMENT, AMENDMENT_CONSENT, AMENDMENT_DECLINE, CHARTER_KINDS, WITHDRAWAL, Act
from detente.protocol.amended import Course
from detente.protocol.amendment import Amendment, draft_accession, draft_change, draft_of, draft_readmission
from detente.protocol.charter import Charter, Member
from detente.protocol.documents import Purpose, sign_document
from detente.protocol.heads import Role, parse_origin
from detente.protocol.keys import Keyring
from detente.record.fsck import fsck
from detente.record.report import Keys
from detente.record.sql import MEMORY, SqlStore, open_store
from detente.record.store import Reading
from detente.regimes.library import shipped
from detente.tlog.notes import sign_text


def council_of(parties: int = 3) -> Parley:
    """Return a council in which anybody may say what changes the charter."""
    return Parley(parties=parties, tables={"levels": {"kinds": dict.fromkeys(CHARTER_KINDS, "watch officer")}})


def ring_of(party: str) -> Keyring:
    return Keyring.new(party, party, draw=random.Random(f"ring of {party}").randbytes)


def course_of(parley: Parley, party: str = "p0") -> Course:
    return parley.cores[party].context.directory.amended[parley.council].course


def charter_of(parley: Parley, party: str) -> Charter:
    return parley.cores[party].context.directory.charter(parley.council)


def change_of(parley: Parley, title: str = "Longer nights", hours: int = 48) -> bytes:
    course = course_of(parley)
    tables = f"[clocks]\ndeeming_hours = {hours}\n"
    return draft_change(parley.council, course.number, course.previous, title=title, tables=tables).encode()


def accession_of(parley: Parley, ring: Keyring, number: int = 9) -> bytes:
    """Return the text by which a party comes, signed by its root."""
    course = course_of(parley)
    member = Member(number, ring.party, ring.root)
    text = draft_accession(
        parley.council, course.number, course.previous, title=f"{ring.party} comes", party=ring.party, member=member
    )
    note = draft_of(text.encode()).document.note
    return note.with_signatures([sign_text(text, ring.root_signer())]).to_bytes()


def propose(parley: Parley, party: str, note: bytes, ring: Keyring | None = None) -> str:
    identities = [] if ring is None else [first_note(ring, ring.party, f"https://{ring.party}.example", NOW)]
    body = {"note": note, "identities": identities}
    return parley.say(party, kind=AMENDMENT, body=body).ref


def consent(parley: Parley, party: str, ref: str) -> str:
    return parley.say(party, kind=AMENDMENT_CONSENT, re=ref, body={}).ref


def sit_down(parley: Parley, ring: Keyring) -> None:
    """Let a party that has acceded begin, with the charter, what changed it, and everybody's identity."""
    directory = parley.cores["dep"].context.directory
    store = open_store(MEMORY, durable=False)
    founding = parley.founded.stores["dep"].councils()[parley.council]
    with store.transaction():
        store.put_council(parley.council, founding, NOW)
        for digest, note in directory.papers(parley.council).items():
            store.put_amendment(parley.council, digest, note, NOW)
        for party in directory.charter(parley.council).parties:
            for serial, note in enumerate(directory.notes(party), start=1):
                store.put_identity(party, serial, note, NOW)
    parley.founded.stores[ring.party] = store
    parley.founded.keyrings[ring.party] = ring
    parley.start(ring.party)


def accede(parley: Parley, party: str = "fi") -> Keyring:
    ring = ring_of(party)
    ref = propose(parley, "p0", accession_of(parley, ring), ring)
    parley.deliver()
    for other in parley.founded.parties[1:-1]:
        consent(parley, other, ref)
    parley.deliver(seconds=3)
    sit_down(parley, ring)
    parley.deliver(seconds=3)
    return ring


def sound(parley: Parley, party: str) -> bool:
    """Say if the record of a party is as it should be, each row as its node reads the entry."""
    store = parley.founded.stores[party]
    assert isinstance(store, SqlStore)
    context = Context(store, parley.founded.keyrings[party], Settings(), random.Random(party))
    directory = context.directory
    keys = Keys(lambda origin: directory.log_keys(parse_origin(origin)), directory.cosigner_keys)
    report = fsck(store, keys, lambda *entry: derive(context, *entry), all_signatures=True)
    assert report.ok, report.findings
    return report.ok


def test_a_change_is_in_force_when_all_have_signed() -> None:
    """Not before, and then at every node that holds the signatures, the depositary's too; a restart keeps it."""
    parley = council_of(4)
    ref = propose(parley, "p0", change_of(parley))
    parley.deliver()
    consent(parley, "p1", ref)
    parley.deliver()
    assert {charter_of(parley, party).amended for party in parley.cores} == {0}
    consent(parley, "p2", ref)
    parley.deliver()
    assert {charter_of(parley, party).clocks.deeming_hours for party in parley.cores} == {48}
    assert charter_of(parley, "dep").council_id == parley.council
    parley.start("dep")
    assert charter_of(parley, "dep").amended == 1
    assert all(sound(parley, party) for party in parley.cores)


def test_a_regime_that_an_older_program_does_not_have_is_in_force_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its node says that it cannot read it; a fold does not stop, and the other node says nothing."""
    parley = council_of()
    course, pack = course_of(parley), shipped()["minimal", "1"]
    tables = f'[regimes.minimal]\nversion = "1"\nsha256 = "{pack.digest}"\n'
    note = draft_change(parley.council, course.number, course.previous, title="Notices", tables=tables).encode()
    ref = propose(parley, "p0", note)
    parley.deliver()
    consent(parley, "p1", ref)
    with monkeypatch.context() as older:
        older.setattr("detente.council.agreements.shipped", dict)
        older.setattr("detente.council.agreements.by_digest", dict)
        parley.deliver()
    assert {charter_of(parley, party).amended for party in parley.cores} == {1}
    assert "charter-setting" in parley.alarmed("p0")
    assert "charter-setting" not in parley.alarmed("p1")


def test_a_party_comes_and_reads_from_there_on() -> None:
    """What was said before is held, receipted and closed to it; what is said after opens, both ways."""
    parley = council_of()
    before = parley.say("p0")
    parley.deliver()
    accede(parley)
    parley.deliver(seconds=3)
    after, own = parley.say("p0"), parley.say("fi")
    parley.deliver(seconds=3)
    assert parley.row("fi", before.ref).reading is Reading.SEALED
    assert parley.row("fi", after.ref).reading is Reading.READABLE
    assert {parley.row(party, own.ref).reading for party in ("p0", "p1", "fi")} == {Reading.READABLE}
    assert parley.row("dep", own.ref).reading is Reading.SEALED
    assert ("fi", Role.MIRROR) in parley.founded.stores["p0"].newest_receipts(parley.feed("p0", "p0"))
    assert {"p0", "p1", "dep"} <= {party for party, _role in newest(parley, "fi", "fi")}
    assert not [row for _seq, row in parley.founded.stores["fi"].acts(parley.council) if row.kind == "cannot-open"]
    assert "cannot-open" not in parley.alarmed("fi")
    assert all(sound(parley, party) for party in parley.cores)


def newest(parley: Parley, holder: str, author: str) -> dict[tuple[str, Role], object]:
    return dict(parley.founded.stores[holder].newest_receipts(parley.feed(holder, author)))


def test_who_leaves_gets_no_more_secrets_and_what_it_says_later_counts_for_nothing() -> None:
    """A withdrawal needs nobody; what was said before it stays readable on both sides."""
    parley = council_of(4)
    before = parley.say("p2")
    theirs = parley.say("p0", to=("p2",))
    parley.deliver()
    gone = parley.say("p2", kind=WITHDRAWAL, body={"reason": "a new government"})
    parley.deliver(seconds=3)
    after = parley.say("p0")
    parley.deliver(seconds=3)
    assert all("p2" in charter_of(parley, party).withdrawn for party in parley.cores)
    assert parley.row("p0", gone.ref).irregular == ()
    assert parley.row("p1", after.ref).reading is Reading.READABLE
    assert parley.founded.stores["p2"].act(parley.council, after.ref) is None
    assert parley.row("p2", theirs.ref).reading is Reading.READABLE
    assert parley.row("p1", theirs.ref).irregular == ()
    assert {"p0", "p1", "dep"} <= {party for party, _role in newest(parley, "p2", "p2")}
    with pytest.raises(Refused) as caught:
        parley.say("p2")
    assert caught.value.code == "party-withdrawn"
    write(parley, "p2", "message", {"text": "one more word"})
    parley.deliver(seconds=40)
    late = parley.row("p0", "P2/LINE/4")
    assert [code for code, _text in late.irregular] == ["party-withdrawn"]
    assert parley.row("p0", before.ref).irregular == ()
    assert all(sound(parley, party) for party in parley.cores)


def test_a_depositary_does_not_leave() -> None:
    with pytest.raises(Refused) as caught:
        council_of().say("dep", kind=WITHDRAWAL, body={})
    assert caught.value.code == "depositary-stays"
    with pytest.raises(Refused) as caught:
        council_of().say("dep", kind=AMENDMENT, body={"note": b""})
    assert caught.value.code == "no-vote"


def test_who_has_left_comes_back_under_its_number() -> None:
    """The others agree without it, it signs with its root; what was said meanwhile stays closed to it."""
    parley = council_of(4)
    parley.say("p2")
    parley.deliver()
    gone = parley.say("p2", kind=WITHDRAWAL, body={"reason": ""})
    parley.deliver(seconds=3)
    meanwhile = parley.say("p0")
    parley.deliver(seconds=3)
    course = course_of(parley)
    text = draft_readmission(
        parley.council, course.number, course.previous, title="p2 comes back", party="p2", withdrawn=["p2"]
    )
    signed = sign_text(text, parley.founded.keyrings["p2"].root_signer())
    note = draft_of(text.encode()).document.note.with_signatures([signed]).to_bytes()
    ref = propose(parley, "p0", note)
    parley.deliver()
    consent(parley, "p1", ref)
    parley.deliver(seconds=3)
    # It is told by hand, as a newcomer is: it holds no feeds of others any more.
    store, directory = parley.founded.stores["p2"], parley.cores["p0"].context.directory
    assert "p2" not in directory.charter(parley.council).withdrawn
    take_papers(parley, "p2")
    parley.deliver(seconds=40)
    after, own = parley.say("p0"), parley.say("p2")
    parley.deliver(seconds=3)
    assert parley.row("p2", meanwhile.ref).reading is Reading.SEALED
    assert parley.row("p2", after.ref).reading is Reading.READABLE
    assert parley.row("p0", own.ref).reading is Reading.READABLE
    assert parley.row("p0", own.ref).irregular == ()
    assert parley.row("p0", gone.ref).irregular == ()
    assert directory.charter(parley.council).number_of("p2") == parley.founded.charter.number_of("p2")
    assert not [row for _seq, row in store.acts(parley.council) if row.kind == "cannot-open"]
    assert all(sound(parley, party) for party in parley.cores)


def take_papers(parley: Parley, party: str) -> None:
    papers = parley.cores["dep"].context.directory.papers(parley.council)
    parley.step(party, Amend(parley.council, tuple(papers.values())))


def test_a_node_that_was_cut_off_applies_it_when_it_is_back() -> None:
    """Meanwhile a newcomer's words are strange to it; afterwards they are not."""
    parley = council_of(4)
    ring = ring_of("fi")
    ref = propose(parley, "p0", accession_of(parley, ring), ring)
    parley.deliver()
    consent(parley, "p1", ref)
    consent(parley, "p2", ref)
    parley.cut |= {frozenset(("p0", "p1")), frozenset(("p2", "p1")), frozenset(("dep", "p1"))}
    parley.deliver(seconds=3)
    assert charter_of(parley, "p0").amended == 0
    parley.cut.clear()
    parley.deliver(seconds=40)
    parley.cut |= {frozenset((other, "p2")) for other in ("p0", "p1", "dep")}
    sit_down(parley, ring)
    parley.deliver(seconds=40)
    assert charter_of(parley, "p1").amended == 1
    word = parley.say("p0", to=("fi",))
    answer = parley.say("fi", re=None)
    parley.deliver(seconds=3)
    parley.cut.clear()
    parley.deliver(seconds=80)
    assert parley.row("p2", word.ref).irregular == ()
    assert parley.row("p2", word.ref).to == ("fi",)
    assert parley.row("p2", answer.ref).reading is Reading.READABLE
    assert sound(parley, "p2")


def test_one_signs_no_second_amendment_before_the_first_is_dead() -> None:
    """Two that follow one text could both come into force; when enough have declined the first, the way is free."""
    parley = council_of(4)
    first = propose(parley, "p0", change_of(parley))
    parley.deliver()
    second = propose(parley, "p1", change_of(parley, "Shorter nights", 12))
    parley.deliver()
    with pytest.raises(Refused) as caught:
        consent(parley, "p0", second)
    assert caught.value.code == "amendment-rival"
    with pytest.raises(Refused) as caught:
        consent(parley, "p0", first)
    assert caught.value.code == "amendment-answered"
    parley.say("p2", kind=AMENDMENT_DECLINE, re=first, body={})
    parley.deliver()
    consent(parley, "p0", second)
    consent(parley, "p2", second)
    parley.deliver()
    assert {charter_of(parley, party).clocks.deeming_hours for party in parley.cores} == {12}


def test_what_does_not_fit_is_refused_at_the_desk() -> None:
    parley = council_of()
    ring = ring_of("fi")
    for note, code in (
        (b"no amendment", "document-malformed"),
        (change_of(parley).replace(b"number = 1", b"number = 2"), "amendment-unfit"),
        (draft_of(accession_of(parley, ring)).document.note.text.encode(), "amendment-unsigned"),
        (accession_of(parley, ring), "identity-missing"),
    ):
        with pytest.raises(Refused) as caught:
            propose(parley, "p0", note)
        assert caught.value.code == code
    with pytest.raises(Refused) as caught:
        parley.say("p0", "plenary", kind=AMENDMENT, body={"note": change_of(parley)})
    assert caught.value.code == "charter-on-line"
    other = parley.say("p0")
    parley.deliver()
    with pytest.raises(Refused) as caught:
        consent(parley, "p1", other.ref)
    assert caught.value.code == "amendment-unknown"


def test_two_that_all_have_signed_are_a_conflict_that_the_next_one_settles() -> None:
    """Parties whose software lets them sign both: neither is in force, all are told, and what builds on one decides."""
    parley = council_of()
    other = draft_of(signed_by(parley, change_of(parley, "Shorter nights", 12)))
    first = propose(parley, "p0", change_of(parley))
    parley.deliver()
    consent(parley, "p1", first)
    parley.deliver()
    builds = change_of(parley, "Shortest nights", 6)
    for party, line in zip(("p0", "p1"), other.document.note.signatures, strict=True):
        signature = line.key_id + line.value
        text, digest = other.document.note.text, other.document.digest
        write(parley, party, AMENDMENT, {"text": text, "signature": signature})
        write(parley, party, AMENDMENT_CONSENT, {"digest": digest, "signature": signature})
    parley.deliver(seconds=40)
    assert {charter_of(parley, party).amended for party in parley.cores} == {0}
    assert all("amendment-conflict" in parley.alarmed(party) for party in parley.cores)
    papers = [Amend(parley.council, (signed_by(parley, builds),))]
    for party in parley.cores:
        parley.step(party, *papers)
    assert {charter_of(parley, party).clocks.deeming_hours for party in parley.cores} == {6}
    assert all(sound(parley, party) for party in parley.cores)


def write(parley: Parley, party: str, kind: str, body: dict[str, object]) -> None:
    """Let a party write what its own node would refuse to draft."""
    with parley.founded.stores[party].transaction():
        scribe = parley.cores[party].scribe
        scribe.append(parley.council, "line", Act(kind=kind, claimed_at=NOW, body=body), parley.now)
        scribe.finish(parley.now)


def signed_by(parley: Parley, text: bytes) -> bytes:
    note = draft_of(text).document.note
    rings = [ring for party, ring in parley.founded.keyrings.items() if party != "dep"]
    signers = [ring.document_signer(parley.council, Purpose.AMENDMENT) for ring in rings]
    return note.with_signatures([sign_document(note.text, signer) for signer in signers]).to_bytes()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (AMENDMENT, {"text": "no amendment", "signature": bytes(68)}),
        (AMENDMENT, {"text": 7}),
        (AMENDMENT_CONSENT, {"digest": bytes(32), "signature": b""}),
        (AMENDMENT_CONSENT, {"digest": b"PROPOSED", "signature": bytes(68)}),
        (AMENDMENT_DECLINE, {"digest": []}),
        (WITHDRAWAL, {"note": b"no note"}),
        (WITHDRAWAL, {}),
    ],
)
def test_words_of_another_shape_are_kept_and_say_nothing(kind: str, body: dict[str, object]) -> None:
    """Whatever a party puts there: nobody stumbles, and the others agree all the same."""
    parley = council_of(4)
    text = change_of(parley)
    ref = propose(parley, "p0", text)
    digest = draft_of(text).document.digest
    said = {key: digest if value == b"PROPOSED" else value for key, value in body.items()}
    write(parley, "p1", kind, said)
    parley.deliver(seconds=40)
    consent(parley, "p1", ref)
    consent(parley, "p2", ref)
    parley.deliver()
    assert {charter_of(parley, party).amended for party in parley.cores} == {1}
    assert not any(charter_of(parley, party).withdrawn for party in parley.cores)


def test_a_flood_of_proposals_is_read_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 300 proposals of one party few are read, each once; and an honest amendment comes into force all the same."""
    parley = council_of(4)
    signer = parley.founded.keyrings["p1"].document_signer(parley.council, Purpose.AMENDMENT)
    plain = change_of(parley).decode()
    with parley.founded.stores["p1"].transaction():
        scribe = parley.cores["p1"].scribe
        for number in range(300):
            text = plain.replace(course_of(parley).previous, f"{number:064x}")
            line = sign_document(text, signer)
            body = {"text": text, "signature": line.key_id + line.value}
            scribe.append(parley.council, "line", Act(kind=AMENDMENT, claimed_at=NOW, body=body), NOW)
        scribe.finish(NOW)
    read: list[bytes] = []
    looks: list[str] = []
    look = Amendments.look

    def counted_draft(data: bytes) -> Amendment:
        read.append(data)
        return draft_of(data)

    def counted_look(self: Amendments, council: str, now: int) -> None:
        looks.append(council)
        look(self, council, now)

    monkeypatch.setattr(charter_words, "draft_of", counted_draft)
    monkeypatch.setattr(Amendments, "look", counted_look)
    parley.deliver(seconds=40)
    assert parley.feed("p0", "p1").size > 300
    assert len(read) <= limits.PROPOSALS_WAITING_MAX * len(parley.cores)
    assert len(looks) <= 4 * len(parley.cores), "once a step, not once a word"
    ref = propose(parley, "p0", change_of(parley))
    parley.deliver()
    consent(parley, "p1", ref)
    consent(parley, "p2", ref)
    parley.deliver()
    assert {charter_of(parley, party).amended for party in parley.cores} == {1}
    assert len(read) <= (limits.PROPOSALS_WAITING_MAX + 1) * len(parley.cores)


def test_a_proposal_that_another_answered_makes_room_for_the_next() -> None:
    """Who proposes much that is declined may go on proposing."""
    parley = council_of()
    refs = []
    for number in range(limits.PROPOSALS_WAITING_MAX + 1):
        refs.append(propose(parley, "p0", change_of(parley, hours=30 + number)))
        parley.deliver()
        parley.say("p1", kind=AMENDMENT_DECLINE, re=refs[-1], body={})
        parley.deliver()
    last = propose(parley, "p0", change_of(parley))
    parley.deliver()
    consent(parley, "p1", last)
    parley.deliver()
    assert charter_of(parley, "dep").amended == 1


def test_history_is_opened_by_its_author_only() -> None:
    """What p0 said opens to the newcomer when p0 grants it; p1's words stay closed; asked again nothing is left."""
    parley = council_of()
    mine, theirs = parley.say("p0"), parley.say("p1")
    parley.deliver()
    accede(parley)
    later = parley.say("p0").ref
    parley.deliver(seconds=3)
    assert parley.row("fi", mine.ref).reading is Reading.SEALED
    kept = folded(parley, later, "fi")
    assert folded(parley, later, "fi") is kept
    parley.step("p0", OpenHistory(1, parley.council, "line", "fi"))
    parley.deliver(seconds=3)
    assert folded(parley, later, "fi") is not kept, "what was cited was read anew, and may tell another order"
    assert parley.row("fi", mine.ref).reading is Reading.READABLE
    assert parley.row("fi", theirs.ref).reading is Reading.SEALED
    for asked, code in ((("line", "fi"), "history-open"), (("plenary", "dep"), "addressee-unknown")):
        answer = parley.step("p0", OpenHistory(2, parley.council, *asked))[0]
        assert isinstance(answer, Answer)
        assert isinstance(answer.value, Refused)
        assert answer.value.code == code
    after = parley.say("p0")
    parley.deliver(seconds=3)
    assert parley.row("fi", after.ref).reading is Reading.READABLE
    assert all(sound(parley, party) for party in parley.cores)


# --- matters and the charter under which they were opened -------------------------------------------------------------


def folded(parley: Parley, ref: str, party: str = "p1") -> Folded:
    """Return what a dossier adds up to at a party."""
    return parley.cores[party].folding.folded(parley.council, ref)


def test_a_matter_lives_under_the_charter_under_which_it_was_opened() -> None:
    """Longer hours for what comes later change nothing for what was asked before; every node reads the same."""
    parley = council_of()
    before = parley.say("p0", "plenary", kind="proposal").ref
    ref = propose(parley, "p0", change_of(parley))
    parley.deliver()
    consent(parley, "p1", ref)
    parley.deliver(seconds=3)
    after = parley.say("p0", "plenary", kind="proposal").ref
    parley.deliver()
    for party in ("p0", "p1"):
        assert folded(parley, before, party).charter.clocks.deeming_hours == 24
        assert folded(parley, after, party).charter.clocks.deeming_hours == 48
    assert [folded(parley, ref).acts[0].body.get("amended") for ref in (before, after)] == [None, 1]


def test_who_comes_later_is_asked_nothing_in_what_was_opened_before() -> None:
    """A newcomer is no party to an earlier proposal, and is one to a later one."""
    parley = council_of()
    before = parley.say("p0", "plenary", kind="proposal").ref
    parley.deliver()
    accede(parley)
    after = parley.say("p0", "plenary", kind="proposal").ref
    parley.deliver(seconds=3)
    asked = {ref: state_turn(parley, ref) for ref in (before, after)}
    assert asked == {before: {"p1"}, after: {"p1", "fi"}}


def test_who_has_withdrawn_is_asked_nothing_later_and_stays_asked_before() -> None:
    """That somebody left counts from his own word on, not from what others say of it."""
    parley = council_of(4)
    before = parley.say("p0", "plenary", kind="proposal").ref
    lie = open_under(parley, without=["p1"])
    parley.deliver()
    parley.say("p2", kind=WITHDRAWAL, body={"reason": ""})
    parley.deliver(seconds=3)
    after = parley.say("p0", "plenary", kind="proposal").ref
    parley.deliver(seconds=3)
    asked = {ref: state_turn(parley, ref) for ref in (before, after)}
    assert asked == {before: {"p1", "p2"}, after: {"p1"}}
    assert irregular(parley, lie) == "charter-unknown", "he has not said that he leaves"
    parley.say("p1", kind=WITHDRAWAL, body={"reason": ""})
    parley.deliver(seconds=3)
    assert irregular(parley, lie) == ""


def test_a_matter_under_a_charter_that_is_not_known_here_is_not_judged_before() -> None:
    """Nothing in it counts until what it names is in force here; then it is folded under that, and stays so."""
    parley = council_of()
    early, never = open_under(parley, amended=1), open_under(parley, amended=999)
    parley.deliver()
    assert {irregular(parley, ref) for ref in (early, never)} == {"charter-unknown"}
    assert state_turn(parley, early) == set()
    ref = propose(parley, "p0", change_of(parley))
    parley.deliver()
    consent(parley, "p1", ref)
    parley.deliver(seconds=3)
    assert irregular(parley, early) == ""
    assert folded(parley, early).charter.clocks.deeming_hours == 48
    assert state_turn(parley, early) == {"p1"}
    assert irregular(parley, never) == "charter-unknown"


def test_nobody_drafts_a_matter_under_a_charter_that_it_does_not_know() -> None:
    with pytest.raises(Refused) as caught:
        council_of().say("p0", "plenary", kind="proposal", body={"text": "word", "amended": 1})
    assert caught.value.code == "charter-unknown"


def open_under(parley: Parley, **terms: object) -> str:
    """Let a party whose node was tampered with open a matter under terms of its own."""
    folding = parley.cores["p0"].folding
    check, folding.check_draft = folding.check_draft, lambda _draft, _now: None  # type: ignore[method-assign, assignment]
    try:
        return parley.say("p0", "plenary", kind="proposal", body={"text": "word", **terms}).ref
    finally:
        folding.check_draft = check  # type: ignore[method-assign]


def irregular(parley: Parley, ref: str) -> str:
    """Return the code for which the first act of a matter counts for nothing at another's node, or nothing."""
    why = folded(parley, ref).irregular.get(ref)
    return "" if why is None else why.code


def state_turn(parley: Parley, ref: str) -> set[str]:
    found = folded(parley, ref)
    return set(found.turn(parley.cores["p1"].folding.journal_of(found)))
