"""What the record knows of councils, parties and this node itself, and the secrets, proofs and attachments it keeps."""

from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy import bindparam

from detente.clock import Instant
from detente.record.database import Database
from detente.record.schema import (
    amendments,
    attachments,
    contacts,
    contradictions,
    councils,
    erasables,
    identities,
    secrets,
    settings,
)
from detente.record.store import Feed, StoredAttachment, StoredContradiction

_SETTING = sa.select(settings.c.value).where(settings.c.key == bindparam("key"))
_COUNCILS = sa.select(councils.c.id, councils.c.charter).order_by(councils.c.position)
_NEXT_COUNCIL = sa.select(sa.func.coalesce(sa.func.max(councils.c.position), 0) + 1)
_AMENDMENTS = sa.select(amendments.c.council, amendments.c.digest, amendments.c.note).order_by(
    amendments.c.council, amendments.c.known_at, amendments.c.digest
)
_IDENTITIES = sa.select(identities.c.party, identities.c.note).order_by(identities.c.party, identities.c.serial)
_CONFIRMED = (
    sa.select(identities.c.party, sa.func.min(identities.c.confirmed_at))
    .where(identities.c.confirmed_at.is_not(None))
    .group_by(identities.c.party)
    .order_by(identities.c.party)
)
_CONTACTS = sa.select(contacts.c.party, contacts.c.at).order_by(contacts.c.party)
_SECRET = (
    sa.select(secrets.c.sealed)
    .where(secrets.c.epoch_id == bindparam("epoch_id"), sa.func.length(secrets.c.sealed) > 0)
    .limit(1)
)
_TO_OTHERS = sa.select(secrets.c.granted_index).where(
    secrets.c.epoch_id == bindparam("epoch_id"),
    secrets.c.feed == bindparam("feed"),
    sa.func.length(secrets.c.sealed) == 0,
)
_EPOCHS = (
    sa.select(secrets.c.granted_index, secrets.c.epoch_id)
    .where(secrets.c.feed == bindparam("feed"), sa.func.length(secrets.c.sealed) > 0)
    .order_by(secrets.c.granted_index, secrets.c.epoch_id)
)
_NEXT_CONTRADICTION = sa.select(sa.func.coalesce(sa.func.max(contradictions.c.position), 0) + 1)
_CONTRADICTIONS = sa.select(
    contradictions.c.id,
    contradictions.c.council,
    contradictions.c.origin,
    contradictions.c.index,
    contradictions.c.proof,
    contradictions.c.known_at,
).order_by(contradictions.c.position)
_ATTACHMENTS = sa.select(
    attachments.c.hash, attachments.c.council, attachments.c.channel, attachments.c.size, attachments.c.held
).order_by(attachments.c.hash, attachments.c.council, attachments.c.channel)

_ERASABLES = sa.select(erasables.c.hash, erasables.c.council, erasables.c.channel, erasables.c.erased_by)


def _put_erasable(insert: Any) -> Any:
    new = insert(erasables)
    return new.on_conflict_do_update(
        index_elements=["hash", "council", "channel"],
        set_={"erased_by": new.excluded.erased_by},
        where=erasables.c.erased_by != new.excluded.erased_by,
    )


def _put_setting(insert: Any) -> Any:
    new = insert(settings)
    return new.on_conflict_do_update(
        index_elements=["key"], set_={"value": new.excluded.value}, where=settings.c.value != new.excluded.value
    )


def _put_council(insert: Any) -> Any:
    return insert(councils).on_conflict_do_nothing(index_elements=["id"])


def _put_amendment(insert: Any) -> Any:
    return insert(amendments).on_conflict_do_nothing(index_elements=["council", "digest"])


def _put_identity(insert: Any) -> Any:
    new = insert(identities)
    return new.on_conflict_do_update(
        index_elements=["party", "serial"],
        set_={"confirmed_at": new.excluded.confirmed_at},
        where=sa.and_(identities.c.confirmed_at.is_(None), new.excluded.confirmed_at.is_not(None)),
    )


def _put_contact(insert: Any) -> Any:
    new = insert(contacts)
    return new.on_conflict_do_update(
        index_elements=["party"], set_={"at": new.excluded.at}, where=contacts.c.at < new.excluded.at
    )


def _put_secret(insert: Any) -> Any:
    new = insert(secrets)
    return new.on_conflict_do_update(
        index_elements=["epoch_id", "feed"],
        set_={"sealed": new.excluded.sealed, "granted_index": new.excluded.granted_index},
        where=sa.and_(sa.func.length(secrets.c.sealed) == 0, sa.func.length(new.excluded.sealed) > 0),
    )


def _put_contradiction(insert: Any) -> Any:
    return insert(contradictions).on_conflict_do_nothing(index_elements=["id"])


def _put_attachment(insert: Any) -> Any:
    new = insert(attachments)
    return new.on_conflict_do_update(
        index_elements=["hash", "council", "channel"],
        set_={"size": new.excluded.size, "held": new.excluded.held},
        where=sa.or_(attachments.c.size != new.excluded.size, attachments.c.held != new.excluded.held),
    )


class Parties(Database):
    """Settings, councils, identities, contacts, secrets, contradictions and attachments of a record."""

    # --- settings, councils, identities ------------------------------------------------------------------------------

    def setting(self, key: str) -> bytes | None:
        """Return a setting of this node, or None."""
        row = self.one(_SETTING, key=key)
        return None if row is None else bytes(row[0])

    def put_setting(self, key: str, value: bytes) -> None:
        """Store a setting."""
        self.write(_put_setting, key=key, value=value)

    def put_council(self, council: str, charter: bytes, joined_at: Instant) -> None:
        """Store a council's signed charter; again is no change."""
        with self.together():
            (position,) = self.one(_NEXT_COUNCIL)
            self.write(_put_council, id=council, position=position, charter=charter, joined_at=joined_at)

    def councils(self) -> dict[str, bytes]:
        """Return the signed charter by council id, in the order of joining."""
        return dict(self.all(_COUNCILS))

    def put_amendment(self, council: str, digest: bytes, note: bytes, known_at: Instant) -> None:
        """Store a complete amendment or a withdrawal under the SHA-256 of its text; again is no change."""
        self.write(_put_amendment, council=council, digest=digest, note=note, known_at=known_at)

    def amendments(self) -> dict[str, dict[bytes, bytes]]:
        """Return each council's amendments and withdrawals by digest, in the order in which they became known."""
        found: dict[str, dict[bytes, bytes]] = {}
        for council, digest, note in self.all(_AMENDMENTS):
            found.setdefault(council, {})[bytes(digest)] = bytes(note)
        return found

    def put_identity(self, party: str, serial: int, note: bytes, confirmed_at: Instant | None) -> None:
        """Store one note of a party's identity chain; neither a note nor a confirmation once stored is replaced."""
        self.write(_put_identity, party=party, serial=serial, note=note, confirmed_at=confirmed_at)

    def identities(self) -> dict[str, list[bytes]]:
        """Return each known party's identity chain, by serial."""
        found: dict[str, list[bytes]] = {}
        for party, note in self.all(_IDENTITIES):
            found.setdefault(party, []).append(note)
        return found

    def confirmed(self) -> dict[str, Instant]:
        """Return when first contact with each party was confirmed by words."""
        return dict(self.all(_CONFIRMED))

    def put_contact(self, party: str, at: Instant) -> None:
        """Note that the peer answered at that time."""
        self.write(_put_contact, party=party, at=at)

    def contacts(self) -> dict[str, Instant]:
        """Return when each peer last answered."""
        return dict(self.all(_CONTACTS))

    # --- secrets -----------------------------------------------------------------------------------------------------

    def put_secret(self, feed: Feed, epoch_id: bytes, sealed: bytes, granted_index: int) -> None:
        """Store an epoch's secret, sealed under the store key; empty where it was granted to others only.

        Again is no change, but that a secret takes the place of an empty one.
        """
        self.write(_put_secret, feed=feed.id, epoch_id=epoch_id, sealed=sealed, granted_index=granted_index)

    def secret(self, epoch_id: bytes) -> bytes | None:
        """Return the sealed secret of an epoch, or None."""
        row = self.one(_SECRET, epoch_id=epoch_id)
        return None if row is None else bytes(row[0])

    def granted_to_others(self, feed: Feed, epoch_id: bytes) -> bool:
        """Say if an epoch of the feed is known to have been granted to others only."""
        return self.one(_TO_OTHERS, epoch_id=epoch_id, feed=feed.id) is not None

    def epochs(self, feed: Feed) -> list[tuple[int, bytes]]:
        """Return (index of the grant, epoch id) for each epoch of the feed that this node can open, by index."""
        return [(index, epoch_id) for index, epoch_id in self.all(_EPOCHS, feed=feed.id)]

    # --- contradictions, attachments ---------------------------------------------------------------------------------

    def put_contradiction(self, item: StoredContradiction) -> bool:
        """Store a proof; say if it was new."""
        with self.together():
            (position,) = self.one(_NEXT_CONTRADICTION)
            added = self.write(
                _put_contradiction,
                position=position,
                id=item.id,
                council=item.council,
                origin=item.origin,
                index=item.index,
                proof=item.proof,
                known_at=item.known_at,
            )
        return added > 0

    def contradictions(self, council: str | None = None) -> list[StoredContradiction]:
        """Return the proofs held, oldest first."""
        found = [StoredContradiction(*row) for row in self.all(_CONTRADICTIONS)]
        return [item for item in found if council is None or item.council == council]

    def put_attachment(self, item: StoredAttachment) -> None:
        """Store or update an attachment's state; the bytes themselves are files beside the record."""
        self.write(
            _put_attachment,
            hash=item.hash,
            council=item.council,
            channel=item.channel,
            size=item.size,
            held=item.held,
        )
        if item.erasable or item.erased_by:
            self.write(
                _put_erasable, hash=item.hash, council=item.council, channel=item.channel, erased_by=item.erased_by
            )

    def attachments(self, *, whole: bool | None = None) -> list[StoredAttachment]:
        """Return attachments, all, or only whole or unfinished ones."""
        marks = {tuple(row): erased_by for *row, erased_by in self.all(_ERASABLES)}
        found = []
        for one in (StoredAttachment(*row) for row in self.all(_ATTACHMENTS)):
            mark = marks.get((one.hash, one.council, one.channel))
            found.append(one if mark is None else replace(one, erasable=True, erased_by=mark))
        return [item for item in found if whole is None or (item.held == item.size) is whole]
