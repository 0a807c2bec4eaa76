"""The templates that turn values into HTML, with the words and marks that they use."""

from collections.abc import Callable, Iterable
from importlib.resources import files
from itertools import groupby
from typing import TypeVar

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from detente.assessment.numbers import plain, typed_as
from detente.clock import rfc3339
from detente.console.forms.attaching import size_in_words
from detente.console.forms.making import asks_nothing, begun_with
from detente.console.links import file_of, form_of, is_reference, page_of, story_of
from detente.console.told import receipts, telling
from detente.console.told.differing import amendments_of
from detente.console.told.folding import first_words
from detente.console.words import facts, foreign, remedies, times, watches
from detente.console.words.translating import translating
from detente.council.kinds import unofficial_of
from detente.council.papers.languages import name_of
from detente.council.registry import KINDS
from detente.home.access.state import draw
from detente.home.replies import ActView, NextActView
from detente.home.replies.public import MomentView
from detente.languages import AVAILABLE
from detente.languages.joining import colon, grouped, semicolon
from detente.node.sayings import channel_of
from detente.protocol.passkeys import text_of as letters_of

Timed = TypeVar("Timed")
VENDORED = ("htmx.js", "maplibre-gl.mjs", "maplibre-gl-worker.mjs")
"""Scripts of others, brought when the package was built: see hatch_build.py."""


def have_scripts() -> bool:
    """Say if the package was built with the scripts by which pages renew themselves."""
    place = files("detente.console").joinpath("static", "vendor")
    return all(place.joinpath(name).is_file() for name in VENDORED)


def text_of(act: ActView) -> str:
    """Return what an act says, where it says it in words."""
    text = act.body.get("text")
    return text if isinstance(text, str) else ""


def translations_of(act: ActView) -> list[tuple[str, str]]:
    """Return unofficial translations as language and text; others' bodies may have anything in that place."""
    return sorted(unofficial_of(act.body).items())


def by_day(acts: Iterable[ActView]) -> list[tuple[str, list[ActView]]]:
    """Return acts in their order, under the days that they claim; a day stands twice where proof puts acts so."""
    return _by_day(acts, lambda act: act.claimed_at or act.stored_at)


def moments_by_day(moments: Iterable[MomentView]) -> list[tuple[str, list[MomentView]]]:
    """Return acts and statements in their order, under the days of their times."""
    return _by_day(moments, lambda one: one.at)


def entries_by_day(entries: Iterable[telling.Entry]) -> list[tuple[str, list[telling.Entry]]]:
    """Return the acts of a story in their order, under the days that they claim."""
    return _by_day(entries, lambda one: one.act.claimed_at or one.act.stored_at)


def _by_day(items: Iterable[Timed], at: Callable[[Timed], str]) -> list[tuple[str, list[Timed]]]:
    return [(day, list(group)) for day, group in groupby(items, lambda one: times.moment(at(one)).day)]


def unseen_in(act: NextActView, but: str) -> dict[str, str]:
    """Return what a small form carries that nobody types there: all that the large one would begin with, by control.

    Args:
        but: name of the control that the small form has itself.
    """
    typed, carried = begun_with(KINDS[act.kind], act.body)
    return {
        **{name: text for name, text in typed.items() if name != but},
        "carried": msgspec.json.encode(carried).decode(),
    }


def environment() -> Environment:
    """Return the environment in which every page is made."""
    made = Environment(
        loader=PackageLoader("detente.console", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translating(made)
    made.filters.update(
        begun=facts.begun,
        shown=foreign.shown,
        spelled=foreign.spelled,
        label=foreign.label,
        groupby_day=by_day,
        moments_by_day=moments_by_day,
        entries_by_day=entries_by_day,
        language=foreign.language,
        moment=times.moment,
        names=foreign.names,
        opening=foreign.opening,
        pieces=foreign.pieces,
        bytes=size_in_words,
        grouped=grouped,
        level=facts.level_of,
        unit=facts.unit_of,
        number=typed_as,
        plain=plain,
        refusal=remedies.refusal_of,
    )
    made.tests["well"] = facts.well
    made.globals.update(
        LANGUAGES=AVAILABLE,
        BASIS=facts.BASIS,
        READINGS=facts.READINGS,
        SENTENCES=facts.SENTENCES,
        nobody_named=facts.nobody_named,
        LISTED=foreign.TEXT_CHARACTERS_LISTED,
        WHOLE=foreign.WHOLE,
        beside=times.beside,
        colon=colon,
        semicolon=semicolon,
        ago=times.ago,
        have_scripts=have_scripts(),
        bounds_of=facts.bounds_of,
        contact_of=facts.contact_of,
        folded_of=facts.folded,
        suspensions_of=facts.suspensions_of,
        PRINTED=facts.PRINTED,
        PAPER_LANGUAGES=facts.PAPER_LANGUAGES,
        TONES=facts.TONES,
        EVIDENCE=facts.EVIDENCE,
        entries=facts.entries,
        due_of=watches.due_of,
        SOON_SECONDS=watches.SOON_SECONDS,
        tone_of_duty=watches.tone_of_duty,
        tone_until=watches.tone_until,
        scope_of=facts.scope_of,
        titled=facts.titled,
        left=times.left,
        ring_sentence=watches.sentence_of,
        running=times.running,
        LEFT=times.LEFT,
        OVERDUE=times.OVERDUE,
        PAST=times.PAST,
        read_back=times.read_back,
        name_of=name_of,
        is_moment=times.is_moment,
        is_digest=foreign.is_digest,
        is_reference=is_reference,
        holding_of=facts.holding_of,
        file_of=file_of,
        page_of=page_of,
        unseen_in=unseen_in,
        amendments_of=amendments_of,
        at=rfc3339,
        form_of=form_of,
        asks_nothing=asks_nothing,
        channel_of=channel_of,
        new_form=lambda: letters_of(draw()),
        first_words=first_words,
        row_of=receipts.row_of,
        story_of=story_of,
        summary_of=receipts.summary_of,
        stored_by_time=receipts.stored_by_time,
        remedy_of=remedies.remedy_of,
        SETTLING=remedies.SETTLING,
        fields_of=telling.fields_of,
        asked_by=telling.asked_by,
        KEPT_WHOLE=telling.KEPT_WHOLE,
        heads_line=telling.heads_line,
        title_of=telling.title_of,
        label_of=telling.label_of,
        verb_of=telling.verb_of,
        anchor_of=telling.anchor_of,
        text_of=text_of,
        translations_of=translations_of,
    )
    return made
