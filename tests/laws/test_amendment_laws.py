"""A charter as it stands follows from the set of its papers, never from the order in which they came."""

import random
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.councils import council_of, ring_of

from detente.protocol.amended import Amended, Course, amend
from detente.protocol.amendment import LastWord, draft_accession, draft_change, draft_readmission, draft_withdrawal
from detente.protocol.charter import Member
from detente.protocol.documents import Purpose, sign_document
from detente.tlog.notes import Note, sign_text

CHARTER = council_of().charter
KEYS = {party: [ring_of(party).public("log")] for party in ("dep", "nato", "ru", "us", "fi")}
COUNCIL = CHARTER.council_id


def signed(text: str, parties: tuple[str, ...], root: str | None = None) -> bytes:
    purpose = Purpose.WITHDRAWAL if text.startswith("detente-withdrawal") else Purpose.AMENDMENT
    lines = [sign_document(text, ring_of(party).document_signer(COUNCIL, purpose)) for party in parties]
    if root is not None:
        lines.append(sign_text(text, ring_of(root).root_signer()))
    return Note(text, tuple(lines)).to_bytes()


@cache
def papers() -> tuple[bytes, ...]:
    """Return a life: FI comes, two rivals, US leaves, comes back and leaves again, and words that do not count."""
    course = Course(CHARTER)
    member = Member(5, "Finland", ring_of("fi").root)
    come = draft_accession(COUNCIL, 1, course.previous, title="FI comes", party="fi", member=member)
    found = [signed(come, ("nato", "ru", "us"), "fi")]
    four = ("nato", "ru", "us", "fi")
    course = amend(CHARTER, found, KEYS).course
    for title, hours in (("Long", 48), ("Short", 12)):
        tables = f"[clocks]\ndeeming_hours = {hours}\n"
        found.append(signed(draft_change(COUNCIL, 2, course.previous, title=title, tables=tables), four))
    course = amend(CHARTER, found[:2], KEYS).course
    found.append(signed(draft_change(COUNCIL, 3, course.previous, title="On", tables="[levels]\nx = 1\n"), four))
    leaves = [LastWord("line", 1, 7)]
    for amended in (3, 4):
        text = draft_withdrawal(COUNCIL, party="us", amended=amended, withdrawn_at=amended, reason="", feeds=leaves)
        found.append(signed(text, ("us",)))
    course = amend(CHARTER, found, KEYS).course
    back = draft_readmission(COUNCIL, 4, course.previous, title="US", party="us", withdrawn=("us",))
    found.append(signed(back, ("nato", "ru", "fi"), "us"))
    found.append(
        signed(draft_withdrawal(COUNCIL, party="dep", amended=0, withdrawn_at=1, reason="", feeds=[]), ("dep",))
    )
    return tuple(found)


def shown(amended: Amended) -> object:
    """Return what can be compared: the charter, and which papers made it."""
    course = amended.course
    chain, rivals = [one.digest for one in course.chain], [one.digest for one in course.rivals]
    return amended.charter, chain, rivals, [word.document.digest for word in amended.words]


def test_that_life_comes_out_as_it_is_told() -> None:
    """The check of the check: all of it is in force."""
    found = amend(CHARTER, papers(), KEYS)
    assert [one.title for one in found.course.chain] == ["FI comes", "Long", "On", "US"]
    assert found.charter.withdrawn == {"us": 4}


@given(st.integers(), st.lists(st.booleans(), min_size=8, max_size=8))
@settings(max_examples=60, deadline=None)
def test_every_order_of_any_of_them_gives_the_same(seed: int, kept: list[bool]) -> None:
    """Some papers, turned round, one of them twice: the same charter."""
    some = [paper for paper, keep in zip(papers(), kept, strict=True) if keep]
    turned = [*some, *some[:1]]
    random.Random(seed).shuffle(turned)
    assert shown(amend(CHARTER, turned, KEYS)) == shown(amend(CHARTER, some, KEYS))


@given(st.integers(0, 7))
def test_a_charter_never_loses_what_it_was(missing: int) -> None:
    """Whatever is missing: the founding text, its parties, their numbers and the line stay."""
    charter = amend(CHARTER, [paper for at, paper in enumerate(papers()) if at != missing], KEYS).charter
    assert (charter.text, charter.council_id, charter.depositary) == (CHARTER.text, COUNCIL, "dep")
    assert {party: charter.number_of(party) for party in CHARTER.parties} == {
        party: CHARTER.number_of(party) for party in CHARTER.parties
    }
    assert set(charter.members_of("line")) == set(charter.present) - {"dep"}
