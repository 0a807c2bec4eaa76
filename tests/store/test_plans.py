"""Does a question stay quick when the record is large? How SQLite means to answer each one, read from its plans."""

from collections.abc import Callable

import pytest
from tests.store.world import COUNCIL, START, Writer, origin, said

from detente.protocol.heads import Receipt, Role
from detente.record.sql import SqlStore
from detente.record.store import DutyRow, Feed, Reading
from detente.tlog.merkle import inclusion_proof

SMALL = {
    *("feeds", "councils", "identities", "contacts", "contradictions", "attachments", "erasables", "commits"),
    *("alembic_version", "shelves", "counted"),
}
"""Tables that may be read whole: they grow with the parties, not with what is said; `counted` is a thousand rows at
most of another."""


def questions(store: SqlStore) -> None:
    """Ask everything that a node and its pages ask of the record while it runs."""
    writer = Writer(store)
    writer.say(said("one"), said("two", cites=["RU/LINE/0"], dossier="RU/LINE/0"))
    for role in Role:
        writer.receipted("nato", role)
    feed = writer.feed()
    store.put_act(next(row for _sequence, row in store.acts()))
    store.receipts(feed, covering=0)
    store.newest_receipts(feed, fresh=True)
    store.latest_sign_at("nato")
    store.head(feed, at_least=1)
    store.head(feed, at_most=1, newest=False)
    store.entries(feed, 0, 2)
    inclusion_proof(0, 2, store.subtree(feed))
    store.tile(feed, 0, 0, 1)
    store.act(COUNCIL, "RU/LINE/0")
    store.act_at(feed, 1)
    store.citing(COUNCIL, "RU/LINE/0")
    store.references(COUNCIL, "RU/LNE/0")
    store.setting("a")
    store.put_secret(feed, b"e" * 32, b"s", 0)
    store.secret(b"e" * 32)
    store.epochs(feed)
    store.cited_in(feed, 2, "RU/LINE/0")
    store.acts(COUNCIL, kinds=["credentials"], party="ru", limit=9)
    store.stale_dossiers(9)
    store.stale_dossiers(9, at_leisure=True)
    store.to_renew()
    store.number_of_dossiers(COUNCIL, "line")
    store.dossiers(COUNCIL, desk="line", only_open=True, limit=9)
    store.unanswered(COUNCIL, "nato", "own", but=["acknowledge"], of_all=["offer"], loud=1)
    store.dossiers_named(COUNCIL, ["RU/LINE/0"])
    store.acts(COUNCIL, kinds=["concern", "assurance"], readings=[Reading.READABLE], in_open=True, newest=True, limit=9)
    row = store.dossiers(COUNCIL, limit=9)[0]
    store.put_dossier(row, ["nato"], [DutyRow("nato", "due", START, b"")])
    store.dossiers(COUNCIL, desk="line", channel="line", turn="nato", before=99, limit=9)
    store.turns(COUNCIL, row.dossier)
    store.duties(COUNCIL, who="nato", states=["due"])
    store.duties(COUNCIL, dossier=row.dossier)
    store.put_heads(COUNCIL, 1, START, {feed.origin: 2})
    store.put_recorded(feed.origin, 1, "nato", 2, START)
    store.journal_heads(COUNCIL)
    store.journal_time(COUNCIL)
    store.first_closed(feed)
    store.dossiers(COUNCIL, desk="line", traits=[b"a"], limit=9)
    store.dossiers(COUNCIL, desk="line", traits=[b"a", b"b", b"c"], limit=9)
    store.acts(COUNCIL, kinds=["message"], readings=[Reading.READABLE], trait=b"a", newest=True, limit=9)
    store.journal_sizes(feed.origin)
    store.journal_origins(COUNCIL, "line")
    store.journal_receipts(feed.origin)
    store.touch_dossiers(COUNCIL, party="ru")
    for newest in (True, False):
        store.acts(limit=9, newest=newest)
        store.acts(COUNCIL, limit=9, newest=newest)
        store.acts(COUNCIL, channel="line", limit=9, newest=newest)
        store.acts(COUNCIL, channel="line", party="ru", kinds=["message"], readings=[Reading.READABLE], newest=newest)
        store.acts(COUNCIL, party="ru", limit=9, newest=newest)
        store.acts(COUNCIL, dossier="RU/LINE/0", newest=newest)


def test_no_question_reads_a_large_table_whole_or_sorts_it(store: SqlStore) -> None:
    """Every answer is found by a key or an index, already in its order; a full scan is for checks only."""
    store._compiled = {}
    questions(store)
    plans = {compiled.text: plan(store, compiled.text) for compiled in store._compiled.values()}
    assert len(plans) > 40
    for text, steps in plans.items():
        for step in steps:
            whole = step.startswith("SCAN") and " USING " not in step and step.split()[1] not in SMALL
            in_order = "ORDER BY acts.sequence" in text and "WHERE acts.sequence" in text
            assert not whole or in_order, f"{step}: {text}"
            # Rows of one size are sorted among themselves: there are two where a contradiction is near, else one. So
            # are the few matters that wait for one party, which are found by that alone.
            few = "RIGHT PART" in step or ("FROM turns" in text and "SEARCH turns" in " ".join(steps))
            assert "TEMP B-TREE" not in step or few, f"{step}: {text}"


def test_a_question_is_answered_by_the_index_of_what_is_rarest(store: SqlStore) -> None:
    """A matter has ten acts and a desk a thousand matters, where a kind has as many acts as there are years."""
    Writer(store).say(said("one"))
    for index, table, ask in (
        ("acts_dossier", "acts", lambda: store.acts(COUNCIL, dossier="RU/LINE/0", kinds=["acknowledge", "message"])),
        ("acts_dossier", "acts", lambda: store.acts(COUNCIL, dossier="RU/LINE/0", kinds=["acknowledge"])),
        ("acts_kind", "acts", lambda: store.acts(COUNCIL, kinds=["acknowledge", "message"], limit=9)),
        ("acts_kind", "acts", lambda: store.acts(COUNCIL, channel="line", kinds=["acknowledge"], newest=True, limit=9)),
        ("dossiers_desk", "dossiers", lambda: store.dossiers(COUNCIL, desk="line", before=9, limit=9)),
        ("acts_closed", "acts", lambda: store.first_closed(Writer(store).feed())),
    ):
        store._compiled = {}
        ask()
        (text,) = (one.text for one in store._compiled.values() if f"FROM {table}" in one.text)
        assert any(index in step for step in plan(store, text)), plan(store, text)


def plan(store: SqlStore, text: str) -> list[str]:
    if text.startswith("INSERT"):
        return []
    rows = store.connection.execute(f"EXPLAIN QUERY PLAN {text}", [None] * text.count("?"))
    return [str(detail) for *_numbers, detail in rows]


def work(store: SqlStore, question: Callable[[], object]) -> int:
    """Return how many steps SQLite's machine takes for a question."""
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    store.connection.set_progress_handler(count, 1)
    question()
    store.connection.set_progress_handler(None, 0)
    return steps[0]


def busy(store: SqlStore, size: int) -> None:
    """Write a dossier in which everybody answers the first act, each entry receipted by two."""
    writer = Writer(store)
    with store.transaction():
        for at in range(size):
            feed = writer.say(said(str(at), cites=["RU/LINE/0"] if at else [], dossier="RU/LINE/0"))
            head = store.head(feed)
            assert head is not None
            for party in ("nato", "us"):
                store.put_receipt(feed, Receipt(head, party, Role.MIRROR, 1_000 + feed.size, bytes(76)), START)


QUESTIONS: dict[str, Callable[[SqlStore, Feed], object]] = {
    "the newest receipts": lambda store, feed: store.newest_receipts(feed),
    "who first held an entry": lambda store, feed: store.receipts(feed, covering=3),
    "a sign of life": lambda store, _feed: store.latest_sign_at("us"),
    "the newest head": lambda store, feed: store.head(feed),
    "the newest acts": lambda store, _feed: store.acts(COUNCIL, limit=5, newest=True),
    "a page of a channel": lambda store, _feed: store.acts(COUNCIL, channel="line", limit=5, after=7),
    "a page of a dossier": lambda store, _feed: store.acts(COUNCIL, dossier="RU/LINE/0", limit=5),
    "what to suggest": lambda store, _feed: store.references(COUNCIL, "RU/LNE/3"),
    "an act": lambda store, _feed: store.act(COUNCIL, "RU/LINE/3"),
    "a proof": lambda store, feed: inclusion_proof(3, 256, store.subtree(feed)),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_work_does_not_grow_with_the_record(store: SqlStore, question: str) -> None:
    """The same question of a record three times as large costs the same, but for the depth of a tree."""
    costs = []
    for size in (300, 600):
        busy(store, size)
        feed = store.feed(origin())
        assert feed is not None
        costs.append(work(store, lambda feed=feed: QUESTIONS[question](store, feed)))
    assert costs[1] <= costs[0] * 1.2 + 20


@pytest.mark.parametrize("size", [1_000])
def test_a_proof_reads_few_rows(store: SqlStore, size: int) -> None:
    """One proof of a thousand entries asks for its tiles once each, and for no entry."""
    feed = Writer(store, origin()).say(*(said(str(at)) for at in range(size)))
    asked: list[str] = []
    store.connection.set_trace_callback(asked.append)
    inclusion_proof(3, size, store.subtree(feed))
    store.connection.set_trace_callback(None)
    assert len(asked) <= 4
    assert not [text for text in asked if "entries.entry" in text]
