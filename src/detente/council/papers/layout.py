"""From minutes to a sheet: every choice of words, order and language made once, for all who render it.

A sheet holds texts only, in the order of the page; the renderers (plain text, PDF) add room and ink and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from detente.council.papers.languages import direction, in_language, labels_of, name_of, primary
from detente.council.papers.languages.labels import Labels
from detente.council.papers.legible import legible, one_line
from detente.council.papers.minutes import Basis, Item, Minutes, Position, Titles, Words
from detente.tlog.checkpoint import Checkpoint

ROOT_HEX_SHOWN = 16
"""Hex digits of a root at the foot of a page: enough to compare by eye; the record has the rest."""
REHEARSAL = "REHEARSAL"
"""Stands on every page of a rehearsal in any language, so that no reader and no search misses it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in one language.

    Args:
        language: primary subtag, or empty.
        direction: `ltr`, `rtl` or `auto`.
        note: above it: the language by its own name, and whether it is an unofficial translation.
    """

    text: str
    language: str
    direction: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """What one party stated: the original first, then what others made of it.

    Args:
        marks: the act's reference, and on what it rests.
    """

    speaker: str
    marks: str
    original: Passage
    translations: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """An agenda item.

    Args:
        notes: who tabled and who contested it.
    """

    heading: str
    title: str
    notes: tuple[str, ...]
    speeches: tuple[Speech, ...]
    result: str
    outcome: Speech | None
    brackets: tuple[tuple[str, tuple[tuple[str, Passage], ...]], ...]


@dataclass(frozen=True, slots=True)
class Headings:
    """The words above each part of the sheet."""

    delegations: str
    results: str
    result: str
    brackets: str
    summary: str
    signatures: str
    sources: str
    record: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper as it will read.

    Args:
        language: of the headings.
        rehearsal: the mark for every page, of a rehearsal and of a drill, or empty.
        facts: label and value, one line each.
        delegations: id, name, persons.
        summary: the chair's, with the note that says so as `marks`.
        foot: the sentences, council and head: at the foot of each page.
        page: with {page} and {pages}.
    """

    language: str
    rehearsal: str
    rehearsal_note: str
    council: str
    kind: str
    symbol: str
    title: str
    headings: Headings
    facts: tuple[tuple[str, str], ...]
    delegations: tuple[tuple[str, str, str], ...]
    sections: tuple[Section, ...]
    summary: Speech | None
    signatures: tuple[tuple[str, str], ...]
    missing: str
    sources: tuple[str, ...]
    as_of: str
    heads: tuple[tuple[str, str, str], ...]
    foot: tuple[str, str]
    page: str


def lay_out(minutes: Minutes, language: str) -> Sheet:
    """Return the sheet of minutes with its headings in a language; narratives stay in their authors'.

    Raises:
        Refused: `paper-language`.
    """
    return _Layout(minutes, labels_of(language)).sheet()


class _Layout:
    def __init__(self, minutes: Minutes, labels: Labels) -> None:
        self.minutes = minutes
        self.labels = labels
        self.numbers = {source.id: number for number, source in enumerate(minutes.sources, 1)}

    def sheet(self) -> Sheet:
        minutes, labels = self.minutes, self.labels
        unsigned = [one.party for one in minutes.signatures if one.signed_at is None]
        return Sheet(
            language=labels.language,
            rehearsal=" · ".join(_marks(minutes, labels)),
            rehearsal_note=labels.rehearsal_note if minutes.rehearsal else "",
            council=self._title(minutes.council_title),
            kind=labels.minutes,
            symbol=f"{one_line(str(minutes.symbol))} · {labels.language.upper()}",
            title=self._title(minutes.title),
            headings=self._headings(),
            facts=tuple(self._facts()),
            delegations=tuple(
                (one.party.upper(), one_line(one.name), "; ".join(_person(p.name, p.rank) for p in one.persons))
                for one in minutes.delegations
            ),
            sections=tuple(self._section(item) for item in minutes.items),
            summary=self._summary(),
            signatures=tuple((self._names([one.party]), self._signed(one.signed_at)) for one in minutes.signatures),
            missing=labels.missing.format(parties=self._names(unsigned)) if unsigned else "",
            sources=tuple(f"{one_line(source.title)} — {one_line(source.where)}" for source in minutes.sources),
            as_of=labels.as_of.format(time=labels.moment(minutes.as_of)),
            heads=tuple(
                (head.origin, labels.entries.format(size=head.size), head.root.hex()) for head in minutes.heads
            ),
            foot=(" ".join(labels.sentences), " · ".join((minutes.council, *map(short_head, minutes.heads[:1])))),
            page=labels.page,
        )

    def _headings(self) -> Headings:
        one = self.labels
        return Headings(
            delegations=one.delegations,
            results=one.results,
            result=one.result,
            brackets=one.brackets,
            summary=one.summary,
            signatures=one.signatures,
            sources=one.sources,
            record=one.record,
        )

    def _facts(self) -> Iterable[tuple[str, str]]:
        minutes, labels = self.minutes, self.labels
        yield labels.reference, one_line(minutes.reference)
        yield labels.level, one_line(labels.levels.get(minutes.level, minutes.level))
        yield labels.place, one_line(minutes.place) or labels.over_the_line
        yield labels.began, labels.moment(minutes.began_at)
        yield labels.ended, labels.goes_on if minutes.ended_at is None else labels.moment(minutes.ended_at)
        yield labels.chair, one_line(", ".join(filter(None, (minutes.chair_person, minutes.name_of(minutes.chair)))))

    def _section(self, item: Item) -> Section:
        labels = self.labels
        who = ((labels.tabled_by, item.tabled_by), (labels.contested_by, item.contested_by))
        return Section(
            heading=labels.item.format(number=one_line(item.number)),
            title=self._title(item.title),
            notes=tuple(text.format(parties=self._names(parties)) for text, parties in who if parties),
            speeches=tuple(self._position(one) for one in item.positions),
            result=labels.verdicts[item.result],
            outcome=self._speech("", item.outcome, self._basis(item.basis)) if item.outcome else None,
            brackets=tuple(
                (
                    one_line(one.place),
                    tuple((self._names([party]), self._original(words)) for party, words in one.options),
                )
                for one in item.brackets
            ),
        )

    def _position(self, one: Position) -> Speech:
        speaker = self._names([one.party])
        if one.behalf:
            speaker = f"{speaker}, {self.labels.on_behalf_of.format(parties=self._names(one.behalf))}"
        marks = " · ".join(filter(None, (one_line(one.ref), self._basis(one.basis))))
        return self._speech(speaker, one.words, marks)

    def _summary(self) -> Speech | None:
        words = self.minutes.summary
        return self._speech("", words, self.labels.summary_note) if words else None

    def _speech(self, speaker: str, words: Words, marks: str) -> Speech:
        made = tuple(
            _passage(text, language, f"{name_of(language)} · {self.labels.unofficial}")
            for language, text in words.unofficial.items()
        )
        return Speech(speaker, marks, self._original(words), made)

    def _original(self, words: Words) -> Passage:
        return _passage(words.text, words.language, name_of(words.language))

    def _basis(self, basis: Basis) -> str:
        numbers = "".join(f"[{number}]" for number in sorted(self.numbers[one] for one in basis.sources))
        return " ".join(filter(None, (self.labels.basis.get(basis.word, one_line(basis.word)), numbers)))

    def _signed(self, at: int | None) -> str:
        return self.labels.unsigned if at is None else self.labels.signed.format(time=self.labels.moment(at))

    def _names(self, parties: Iterable[str]) -> str:
        return ", ".join(one_line(self.minutes.name_of(party)) for party in parties)

    def _title(self, titles: Titles) -> str:
        return one_line(in_language(titles, self.labels.language)[0])


def _marks(minutes: Minutes, labels: Labels) -> list[str]:
    """Return what stands on every page of a paper that is of a rehearsal, or of a drill."""
    marks = [rehearsal_mark(labels)] if minutes.rehearsal else []
    return [*marks, *([f"DRILL: {one_line(minutes.drill)}"] if minutes.drill else [])]


def rehearsal_mark(labels: Labels) -> str:
    """Return the mark of a rehearsal, in English and in the paper's language."""
    own = labels.rehearsal_mark
    return own if own == REHEARSAL else f"{REHEARSAL} · {own}"


def short_head(head: Checkpoint) -> str:
    """Return a head as the foot of a page has it: size and the first hex digits of the root."""
    return f"{head.size} {head.root.hex()[:ROOT_HEX_SHOWN]}"


def _passage(text: str, language: str, note: str) -> Passage:
    return Passage(legible(text).strip(), primary(language), direction(language), one_line(note))


def _person(name: str, rank: str) -> str:
    return f"{one_line(name)} ({one_line(rank)})" if rank else one_line(name)
