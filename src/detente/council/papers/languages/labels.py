"""The headings that a language has to have, and how it writes a date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from detente.clock import Instant
from detente.council.papers.minutes import Result


@dataclass(frozen=True, slots=True)
class Labels:
    """One language's headings. Texts with braces take what their braces name.

    Args:
        language: BCP 47.
        months: twelve, in the form that a date takes.
        date: with {day}, {month} and {year}.
        rehearsal_mark: the word `rehearsal` in this language, in capitals.
        levels: by the words of `council.desk.Rank`, in the plural.
        basis: by `sourced`, `reconstructed` and `inject`.
        sentences: what no paper of a council lets the reader forget.
    """

    language: str
    months: tuple[str, ...]
    date: str
    # every paper
    rehearsal_mark: str
    rehearsal_note: str
    page: str
    sentences: tuple[str, str, str]
    colon: str
    # minutes
    minutes: str
    reference: str
    level: str
    place: str
    over_the_line: str
    began: str
    ended: str
    goes_on: str
    chair: str
    delegations: str
    results: str
    item: str
    tabled_by: str
    contested_by: str
    on_behalf_of: str
    unofficial: str
    result: str
    verdicts: Mapping[Result, str]
    brackets: str
    summary: str
    summary_note: str
    signatures: str
    signed: str
    unsigned: str
    missing: str
    sources: str
    basis: Mapping[str, str]
    record: str
    as_of: str
    entries: str
    levels: Mapping[str, str]
    # communiqués
    communique: str
    joint_communique: str
    published: str
    authors: str
    consents: str
    consented: str
    authentic: str
    verify: str
    verify_why: str
    verify_command: str
    digest: str
    note: str
    evidence: str
    all_communiques: str
    feed: str

    def day(self, at: Instant) -> str:
        """Return the day in UTC, as the language writes it."""
        there = datetime.fromtimestamp(at, UTC)
        return self.date.format(day=there.day, month=self.months[there.month - 1], year=there.year)

    def moment(self, at: Instant) -> str:
        """Return day and minute in UTC."""
        return f"{self.day(at)}, {datetime.fromtimestamp(at, UTC):%H:%M} UTC"
