"""Is it the same store? Any course of work, savepoints in it, compared with a model of dicts and lists."""

import copy
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.store.world import COUNCIL, START, UndoError, derive, origin, said

from detente.protocol.heads import Head, Receipt, Role
from detente.record.sql import open_store
from detente.record.store import ActRow, Feed
from detente.tlog.merkle import Range, leaf_hash, root_of

ORIGINS = (origin(), origin("nato"), origin(channel="plenary"))
REFS = tuple(
    f"{party}/{channel}/{index}" for party, channel in (("RU", "LINE"), ("NATO", "LINE")) for index in range(4)
)


@dataclass
class Model:
    """What a record holds, in the plainest way."""

    entries: dict[str, list[bytes]] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    heads: dict[tuple[str, int], Head] = field(default_factory=dict)
    receipts: dict[tuple[str, str, int], list[Receipt]] = field(default_factory=dict)
    acts: list[ActRow] = field(default_factory=list)
    settings: dict[str, bytes] = field(default_factory=dict)


class AnyCourseOfWork(RuleBasedStateMachine):
    """Rules write into record and model alike; invariants read both."""

    def __init__(self) -> None:
        super().__init__()
        self.store = open_store(":memory:")
        self.model = Model()
        self.levels: list[tuple[AbstractContextManager[None], Model]] = []
        self.written = False
        self.commits = 0

    def teardown(self) -> None:
        while self.levels:
            self.undo()
        self.store.close()

    # --- transactions ------------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.levels) < 3)
    @rule()
    def begin(self) -> None:
        level = self.store.transaction()
        level.__enter__()
        self.levels.append((level, copy.deepcopy(self.model)))

    @precondition(lambda self: self.levels)
    @rule()
    def commit(self) -> None:
        level, _before = self.levels.pop()
        level.__exit__(None, None, None)

    @precondition(lambda self: self.levels)
    @rule()
    def undo(self) -> None:
        level, before = self.levels.pop()
        error = UndoError()
        assert not level.__exit__(UndoError, error, None)
        self.model = before

    # --- writing -----------------------------------------------------------------------------------------------------

    @rule(of=st.sampled_from(ORIGINS), count=st.integers(0, 130), cites=st.lists(st.sampled_from(REFS), max_size=2))
    def append(self, of: str, count: int, cites: list[str]) -> None:
        feed = self.feed(of)
        known = self.model.entries[of]
        fresh = [said(f"{len(known) + at}", cites=cites, dossier="RU/LINE/0") for at in range(count)]
        leaves = [leaf_hash(entry) for entry in fresh]
        grown = self.store.append(feed, fresh, leaves, feed.range.extend(leaves), START)
        for index, entry in enumerate(fresh, start=feed.size):
            row = derive(grown, index, entry, START)
            self.store.put_act(row)
            self.model.acts.append(row)
        known.extend(fresh)

    @rule(of=st.sampled_from(ORIGINS), size=st.integers(0, 300))
    def put_head(self, of: str, size: int) -> None:
        head = Head(of, size, b"r" * 32, b"s" * 68)
        self.model.heads[of, size] = head
        assert self.store.put_head(self.feed(of), head).head_size == self.head_size(of)

    @rule(
        of=st.sampled_from(ORIGINS), party=st.sampled_from(["nato", "us"]), size=st.integers(1, 9), at=st.integers(1, 9)
    )
    def put_receipt(self, of: str, party: str, size: int, at: int) -> None:
        head = Head(of, size, b"r" * 32, b"s" * 68)
        receipt = Receipt(head, party, Role.MIRROR, at, bytes([at]) * 76)
        feed = self.feed(of)
        held = self.model.receipts.setdefault((of, party, size), [])
        new = not held or not held[0].at <= at <= held[-1].at
        assert self.store.put_receipt(feed, receipt, START) == new
        self.model.receipts[of, party, size] = sorted([*held, receipt], key=lambda one: one.at)
        self.model.heads.setdefault((of, size), head)

    @rule(of=st.sampled_from(ORIGINS), index=st.integers(0, 9))
    def close(self, of: str, index: int) -> None:
        self.feed(of)
        self.model.closed[of] = min(index, self.model.closed.get(of, index))
        assert self.store.close_feed(self.feed(of), index).closed_index == self.model.closed[of]

    @rule(key=st.sampled_from("ab"), value=st.binary(max_size=3))
    def put_setting(self, key: str, value: bytes) -> None:
        self.store.put_setting(key, value)
        self.model.settings[key] = value

    @rule(data=st.data())
    def put_act_again(self, data: st.DataObject) -> None:
        if self.model.acts:
            at = data.draw(st.integers(0, len(self.model.acts) - 1))
            self.store.put_act(self.model.acts[at])

    def feed(self, of: str) -> Feed:
        self.model.entries.setdefault(of, [])
        return self.store.open_feed(of, START)

    def head_size(self, of: str) -> int:
        return max((size for known, size in self.model.heads if known == of), default=0)

    # --- reading -----------------------------------------------------------------------------------------------------

    @invariant()
    def feeds_are_the_same(self) -> None:
        assert [feed.origin for feed in self.store.feeds()] == sorted(self.model.entries)
        for feed in self.store.feeds():
            entries = self.model.entries[feed.origin]
            leaves = [leaf_hash(entry) for entry in entries]
            assert self.store.entries(feed, 0, 10_000) == entries
            assert feed.range == Range.of(leaves)
            assert feed.closed_index == self.model.closed.get(feed.origin)
            assert feed.head_size == self.head_size(feed.origin)
            assert root_of(feed.size, self.store.subtree(feed)) == feed.range.root()
            if len(entries) >= 256:
                assert self.store.tile(feed, 0, 0, 256) == b"".join(leaves[:256])

    @invariant()
    def receipts_are_the_same(self) -> None:
        for feed in self.store.feeds():
            held = {key: found for key, found in self.model.receipts.items() if key[0] == feed.origin}
            firsts = sorted((found[0] for found in held.values()), key=lambda one: (one.at, one.head.size, one.party))
            assert self.store.receipts(feed) == firsts
            for party in ("nato", "us"):
                newest = max((key for key in held if key[1] == party), default=None)
                fresh = self.store.newest_receipts(feed, fresh=True).get((party, Role.MIRROR))
                assert fresh == (held[newest][-1] if newest else None)

    @invariant()
    def derived_rows_are_the_same(self) -> None:
        assert [row for _sequence, row in self.store.acts()] == self.model.acts
        others = [row for row in self.model.acts if row.ref != "RU/LINE/0"]
        citing = [row.ref for row in others if "RU/LINE/0" in (*row.cites, row.dossier)]
        assert sorted(row.ref for row in self.store.citing(COUNCIL, "RU/LINE/0")) == sorted(citing)

    @invariant()
    def settings_are_the_same(self) -> None:
        assert {key: self.store.setting(key) for key in "ab"} == {key: self.model.settings.get(key) for key in "ab"}

    @invariant()
    def commits_never_fall(self) -> None:
        if not self.levels:
            assert self.store.changes() >= self.commits
            self.commits = self.store.changes()


TestAnyCourseOfWork = AnyCourseOfWork.TestCase
TestAnyCourseOfWork.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
