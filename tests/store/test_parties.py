"""Is it the same store? Settings, councils, identities, secrets, proofs, attachments, contacts, on every backend."""

from hashlib import sha256

from msgspec.structs import replace
from tests.store.world import COUNCIL, START, origin

from detente.record.store import Store, StoredAttachment, StoredContradiction


def test_settings(store: Store) -> None:
    assert store.setting("instance") is None
    store.put_setting("instance", b"one")
    store.put_setting("instance", b"two")
    assert store.setting("instance") == b"two"


def test_councils_stay_as_they_were_joined(store: Store) -> None:
    """The first charter under an id stays: the id is made of its hash."""
    store.put_council("zeta-0123456789abcdef", b"charter z", START)
    store.put_council(COUNCIL, b"charter", START)
    store.put_council("zeta-0123456789abcdef", b"another", START + 1)
    assert list(store.councils().items()) == [("zeta-0123456789abcdef", b"charter z"), (COUNCIL, b"charter")]


def test_identities_by_serial_and_confirmations_that_stay(store: Store) -> None:
    store.put_identity("ru", 2, b"second", None)
    store.put_identity("ru", 1, b"first", None)
    store.put_identity("nato", 1, b"nato", START)
    assert store.identities() == {"nato": [b"nato"], "ru": [b"first", b"second"]}
    assert store.confirmed() == {"nato": START}
    store.put_identity("ru", 1, b"first", START + 5)
    store.put_identity("ru", 1, b"another note", None)
    store.put_identity("ru", 2, b"second", START + 9)
    store.put_identity("nato", 1, b"nato", START + 9)
    assert store.confirmed() == {"nato": START, "ru": START + 5}
    assert store.identities()["ru"] == [b"first", b"second"]


def test_secrets_by_epoch_and_feed(store: Store) -> None:
    mine, theirs = store.open_feed(origin(), START), store.open_feed(origin("nato"), START)
    store.put_secret(mine, b"e" * 32, b"sealed", 9)
    store.put_secret(mine, b"f" * 32, b"other", 3)
    store.put_secret(mine, b"e" * 32, b"again", 1)
    store.put_secret(theirs, b"g" * 32, b"theirs", 0)
    assert store.secret(b"e" * 32) == b"sealed"
    assert store.secret(b"x" * 32) is None
    assert store.epochs(mine) == [(3, b"f" * 32), (9, b"e" * 32)]
    assert store.epochs(theirs) == [(0, b"g" * 32)]


def test_contradictions_oldest_first(store: Store) -> None:
    items = [
        StoredContradiction(sha256(proof).hexdigest(), council, origin(), index, proof, START)
        for council, index, proof in ((COUNCIL, 3, b"one"), ("another", None, b"two"), (COUNCIL, 0, b"three"))
    ]
    assert [store.put_contradiction(item) for item in items] == [True, True, True]
    assert not store.put_contradiction(items[0])
    assert store.contradictions() == items
    assert store.contradictions(COUNCIL) == [items[0], items[2]]


def test_attachments_whole_and_unfinished(store: Store) -> None:
    started = StoredAttachment(b"a" * 32, COUNCIL, "line", 100, 0)
    whole = StoredAttachment(b"b" * 32, COUNCIL, "line", 50, 50)
    store.put_attachment(started)
    store.put_attachment(whole)
    assert store.attachments() == [started, whole]
    assert store.attachments(whole=False) == [started]
    store.put_attachment(StoredAttachment(b"a" * 32, COUNCIL, "line", 100, 100))
    assert len(store.attachments(whole=True)) == 2
    assert store.attachments(whole=False) == []
    erasable = replace(whole, hash=b"c" * 32, erasable=True)
    store.put_attachment(erasable)
    assert store.attachments()[-1] == erasable
    store.put_attachment(replace(erasable, held=0, erased_by="RU/LINE/9"))
    assert store.attachments()[-1] == replace(erasable, held=0, erased_by="RU/LINE/9")


def test_contacts_are_the_latest(store: Store) -> None:
    store.put_contact("nato", START + 5)
    store.put_contact("nato", START)
    store.put_contact("us", START)
    assert store.contacts() == {"nato": START + 5, "us": START}


def test_counts_name_every_table(store: Store) -> None:
    store.put_contact("nato", START)
    counts = store.counts()
    assert counts["contacts"] == 1
    assert counts["entries"] == 0
    assert counts["bytes"] > 0
    assert counts["commits"] == 1
    assert "alembic_version" not in counts


def test_a_shelf_keeps_what_was_put_there_last_until_its_second(store: Store) -> None:
    """Values come back as they were put, one a key; what has had its time goes, and nothing else."""
    store.put_on_shelf("sessions", "a", b"first", START)
    store.put_on_shelf("sessions", "a", b"second", START + 9)
    store.put_on_shelf("sessions", "b", b"other", START + 5)
    store.put_on_shelf("forms", "a", b"typed", START + 5)
    assert store.on_shelf("sessions", "a") == b"second"
    assert store.on_shelf("sessions", "c") is None
    assert store.shelf("sessions") == {"a": b"second", "b": b"other"}
    store.clear_shelves(START + 5)
    assert store.on_shelf("forms", "a") == b"typed"
    store.clear_shelves(START + 6)
    assert store.shelf("sessions") == {"a": b"second"}
    assert store.shelf("forms") == {}
    assert store.take_off_shelf("sessions", "a")
    assert not store.take_off_shelf("sessions", "a")
