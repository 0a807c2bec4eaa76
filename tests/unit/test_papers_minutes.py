"""Minutes as text and as a PDF: everybody's words as they were said, headings in the reader's language."""

import io
from dataclasses import fields, replace
from string import Formatter

import pypdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.papers import COUNCIL, minutes_of_2016

from detente.council.kinds import Rank
from detente.council.papers.languages import LABELS, direction, in_language, labels_of, primary
from detente.council.papers.layout import lay_out
from detente.council.papers.legible import is_hidden, legible
from detente.council.papers.minutes import Change, Result, Symbol, Words
from detente.council.papers.text import WIDTH, render_text
from detente.errors import Refused
from detente.home.papers.pdf import render_pdf

MINUTES = minutes_of_2016()


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LABELS)
def test_a_language_has_every_heading(language: str) -> None:
    """No heading is empty, every result and rank has its word, and what braces name can be filled in."""
    labels = labels_of(language)
    assert all(getattr(labels, field.name) for field in fields(labels))
    assert len(labels.months) == 12
    assert labels.verdicts.keys() == set(Result)
    assert labels.levels.keys() == {rank.value for rank in Rank}
    assert labels.basis.keys() == {"sourced", "reconstructed", "inject"}
    assert "2016" in labels.moment(MINUTES.began_at)
    for field in fields(labels):
        assert _braces(getattr(labels, field.name)) == _braces(getattr(LABELS["en"], field.name))


def _braces(heading: object) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(heading) if name} if isinstance(heading, str) else set()


def test_a_language_without_headings_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(Refused) as caught:
        render_text(MINUTES, "tlh")
    assert caught.value.code == "paper-language"
    assert "uk" in caught.value.expected


def test_titles_come_in_the_readers_language_or_in_one_that_there_is() -> None:
    titles = {"ru": "Афганистан", "en": "Afghanistan"}
    assert in_language(titles, "ru") == ("Афганистан", "ru")
    assert in_language(titles, "fr") == ("Afghanistan", "en")
    assert in_language({"tr": "Afganistan"}, "fr") == ("Afganistan", "tr")
    assert in_language({}, "fr") == ("", "")


def test_a_language_tag_of_somebody_else_gives_a_direction_or_none() -> None:
    assert direction("ar-EG") == "rtl"
    assert direction("ru") == "ltr"
    assert direction('en" onload="x') == "auto"
    assert primary("x-klingon") == ""


def test_symbols_are_written_in_the_order_of_their_changes() -> None:
    assert str(Symbol("NRC/M/2016/1")) == "NRC/M/2016/1"
    changes = ((Change.ADDENDUM, 1), (Change.REVISION, 2), (Change.CORRIGENDUM, 1))
    assert str(Symbol("NRC/M/2016/1", changes)) == "NRC/M/2016/1/Add.1/Rev.2/Corr.1"


@given(st.text(max_size=300))
def test_nothing_stays_hidden(text: str) -> None:
    """What a text shows is all that is in it; to make it legible again changes nothing."""
    shown = legible(text)
    assert not any(is_hidden(one) for one in shown)
    assert legible(shown) == shown


# --- text -------------------------------------------------------------------------------------------------------------


def test_the_original_stands_first_and_a_translation_is_marked() -> None:
    text = render_text(MINUTES)
    original = text.index("Россия критически оценивает")
    marked = text.index("(English · unofficial translation)")
    assert original < marked < text.index("Russia views critically")
    assert text.index("RU/PLENARY/15 · sourced [2]") < original


def test_minutes_say_what_is_missing_and_what_is_open() -> None:
    text = render_text(MINUTES)
    assert "Not signed yet by Russian Federation." in text
    assert "[Russian Federation: поэтапно]" in text
    assert "RESULT: NOT AGREED; BOTH POSITIONS STAND" in text
    assert "The chair’s own; it binds nobody else." in text
    assert "Contested by Russian Federation" in text
    going_on = render_text(replace(MINUTES, ended_at=None, place="", rehearsal=False, signatures=(), summary=None))
    assert "not closed" in going_on
    assert "over the line" in going_on
    assert "REHEARSAL" not in going_on
    assert "Signatures" not in going_on


@pytest.mark.parametrize("language", LABELS)
def test_narratives_stay_in_their_language_under_headings_of_another(language: str) -> None:
    text = render_text(MINUTES, language)
    labels = labels_of(language)
    assert labels.minutes.upper() in text
    assert "Россия критически оценивает" in text
    assert "The Allies stand by Ukraine's sovereignty" in text
    assert " ".join(labels.sentences)[:WIDTH].rpartition(" ")[0] in text
    assert labels.rehearsal_mark in text


def test_text_fits_its_columns_and_is_always_the_same() -> None:
    long = replace(MINUTES, council_title={"en": "A council with a very long name " * 4})
    for minutes in (MINUTES, long):
        lines = render_text(minutes).splitlines()
        assert max(map(len, lines)) <= WIDTH
        assert render_text(minutes) == render_text(minutes)
    assert f"{COUNCIL} · 4182 070e151c232a3138" in render_text(MINUTES)


# --- pdf --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "ru", "uk"])
def test_every_page_says_whose_it_is_and_that_it_is_a_rehearsal(language: str) -> None:
    labels = labels_of(language)
    found = pages(render_pdf(MINUTES, language))
    assert len(found) >= 3
    for number, page in enumerate(found, 1):
        assert "REHEARSAL" in page
        assert labels.rehearsal_mark in page
        assert labels.page.format(page=number, pages=len(found)) in page
        assert f"{COUNCIL} · 4182 070e151c232a3138" in page
        assert all(sentence in page for sentence in labels.sentences)
    whole = " ".join(found)
    for heading in (labels.delegations, labels.results, labels.signatures, labels.record):
        assert heading in whole
    assert "Россия критически оценивает" in whole
    assert labels.unofficial in whole


def test_a_pdf_is_the_same_bytes_each_time_and_claims_its_standards() -> None:
    """Of the same minutes: a hash of the paper can be compared."""
    first = render_pdf(MINUTES, "en")
    assert first == render_pdf(MINUTES, "en")
    assert first != render_pdf(MINUTES, "fr")
    reader = pypdf.PdfReader(io.BytesIO(first))
    assert reader.metadata is not None
    assert "NATO-Russia Council" in str(reader.metadata.title)
    assert "REHEARSAL" in str(reader.metadata.title)
    metadata = reader.xmp_metadata
    assert metadata is not None
    stream = str(metadata.rdf_root.toxml())
    assert "pdfaid" in stream
    assert "pdfuaid" in stream


def test_a_paper_of_a_real_council_bears_no_mark_of_a_rehearsal() -> None:
    found = pages(render_pdf(replace(MINUTES, rehearsal=False, council="nrc-7d3f0c52a91be846")))
    assert not any("REHEARSAL" in page for page in found)


def test_what_somebody_wrote_is_never_markup() -> None:
    """Signs that mean something to the typesetter come out as they went in, and hidden ones are spelled out."""
    hostile = '#import "x": *\n= Heading $x$ *bold* _it_ `raw` <label> @ref \\ // /* #panic() \u202e\x00 end'
    item = replace(MINUTES.items[0], positions=(replace(MINUTES.items[0].positions[0], words=Words(hostile, "zz-<")),))
    whole = " ".join(pages(render_pdf(replace(MINUTES, items=(item,), place=hostile))))
    assert '#import "x": *' in whole
    assert "#panic()" in whole
    assert "U+202E" in whole
    assert "U+0000" in whole


def test_other_scripts_are_set_or_spelled_out() -> None:
    """Latin, Cyrillic, Greek and Arabic are there on every machine; what no font has still cannot stop a paper."""
    words = "Zażółć gęślą jaźń · Türkiye İğdır · Україна ґ є ї · Ελληνικά · العربية"
    whole = " ".join(pages(render_pdf(replace(MINUTES, place=words))))
    assert "Zażółć gęślą jaźń · Türkiye İğdır · Україна ґ є ї · Ελληνικά" in whole
    whole = " ".join(pages(render_pdf(replace(MINUTES, place="Bamum \U00016800, and 0\u0332 below"))))
    assert "Bamum ⟨U+16800⟩" in whole


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=300), st.text(max_size=12))
@example("0\u0332", "")
def test_any_text_makes_a_paper(text: str, language: str) -> None:
    """Whatever a party wrote, in whatever script, and whatever it called its language."""
    item = replace(MINUTES.items[0], outcome=Words(text, language, {"en": text}), title={"en": text})
    minutes = replace(MINUTES, items=(item,))
    assert render_text(minutes)
    assert lay_out(minutes, "en").sections[0].outcome is not None
    assert render_pdf(minutes).startswith(b"%PDF-")
