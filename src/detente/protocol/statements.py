"""The texts that two officers sign: the handover of a watch, and the release of a draft.

Each is TOML of one fixed shape, a document of its own purpose. Who signed is for `detente.protocol.officers` to say.
"""

from msgspec import Struct

from detente.clock import Instant
from detente.errors import Malformed
from detente.limits import HANDOVER_OPEN_MAX
from detente.protocol.documents import Document, Purpose, check_printed, compose, content_table
from detente.protocol.toml import REFERENCE, Table, quote, quote_lines, timestamp


class Handover(Struct, frozen=True):
    """An officer gives a watch to another, who takes it.

    Args:
        council: id.
        party: id of the party whose watch it is.
        watch: id of the watch or desk that is handed over.
        giver: id of the officer who had it.
        taker: id of the officer who has it from now on.
        at: on the word of both.
        remarks: lines for people.
        open: references of what is not done yet, each once.
    """

    council: str
    party: str
    watch: str
    giver: str
    taker: str
    at: Instant
    remarks: str = ""
    open: tuple[str, ...] = ()

    @property
    def officers(self) -> tuple[str, str]:
        """Return the two whose signatures it takes."""
        return self.giver, self.taker


class Release(Struct, frozen=True):
    """A draft may go: one officer wrote it, another lets it out.

    Args:
        council: id.
        party: id.
        draft: SHA-256 in hex of what is released, as its desk defines it.
        kind: of the act that it becomes.
        channel: in which it is to stand.
        drafted_by: id of the officer who wrote it.
        released_by: id of the officer who lets it go.
        at: on the word of both.
    """

    council: str
    party: str
    draft: str
    kind: str
    channel: str
    drafted_by: str
    released_by: str
    at: Instant

    @property
    def officers(self) -> tuple[str, str]:
        """Return the two whose signatures it takes."""
        return self.drafted_by, self.released_by


Statement = Handover | Release


def render_handover(handover: Handover) -> str:
    """Return the one text that says this handover, ready to be read and signed."""
    lines = [
        f"party = {quote(handover.party)}",
        f"watch = {quote(handover.watch)}",
        f"from = {quote(handover.giver)}",
        f"to = {quote(handover.taker)}",
        f"at = {timestamp(handover.at)}",
        f"remarks = {quote_lines(handover.remarks)}",
        f"open = [{', '.join(map(quote, handover.open))}]",
    ]
    return compose(Purpose.HANDOVER, handover.council, "\n".join(lines))


def parse_handover(document: Document) -> Handover:
    """Return the handover that a document is, claimed.

    Raises:
        Malformed: `handover-malformed`, `officer-twice`.
    """
    table = content_table(document, Purpose.HANDOVER, "handover-malformed")
    handover = Handover(
        document.council,
        table.id("party"),
        table.id("watch"),
        table.id("from"),
        table.id("to"),
        table.instant("at"),
        table.prose("remarks"),
        _parse_open(table),
    )
    check_printed(document, render_handover(handover), "handover-malformed")
    _check_two(handover)
    return handover


def render_release(release: Release) -> str:
    """Return the one text that says this release, ready to be read and signed."""
    lines = [
        f"party = {quote(release.party)}",
        f"draft = {quote(release.draft)}",
        f"kind = {quote(release.kind)}",
        f"channel = {quote(release.channel)}",
        f"drafted_by = {quote(release.drafted_by)}",
        f"released_by = {quote(release.released_by)}",
        f"at = {timestamp(release.at)}",
    ]
    return compose(Purpose.RELEASE, release.council, "\n".join(lines))


def parse_release(document: Document) -> Release:
    """Return the release that a document is, claimed.

    Raises:
        Malformed: `release-malformed`, `officer-twice`.
    """
    table = content_table(document, Purpose.RELEASE, "release-malformed")
    release = Release(
        document.council,
        table.id("party"),
        table.digest("draft") or table.refuse("the SHA-256 of a draft", ""),
        table.id("kind"),
        table.id("channel"),
        table.id("drafted_by"),
        table.id("released_by"),
        table.instant("at"),
    )
    check_printed(document, render_release(release), "release-malformed")
    _check_two(release)
    return release


def parse_statement(document: Document) -> Statement:
    """Return the handover or release that a document is, claimed.

    Raises:
        Malformed: as `parse_handover` or `parse_release`.
    """
    return parse_release(document) if document.purpose is Purpose.RELEASE else parse_handover(document)


def _parse_open(table: Table) -> tuple[str, ...]:
    found = table.texts("open")
    if len(found) > HANDOVER_OPEN_MAX or len(set(found)) != len(found) or not all(map(REFERENCE.fullmatch, found)):
        table.refuse(f"at most {HANDOVER_OPEN_MAX} references like RU/LINE/42, each once, as open", list(found[:3]))
    return found


def _check_two(statement: Statement) -> None:
    if len(set(statement.officers)) == 1:
        raise Malformed(
            "officer-twice", expected="two officers", got=f"{statement.officers[0]} in both places of {statement.party}"
        )
