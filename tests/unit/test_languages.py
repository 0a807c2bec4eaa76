"""Which language is spoken, and what is said where a catalog says nothing."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import date

import pytest

from detente.languages import AVAILABLE, current, gettext, ngettext, noted, reading, said, using
from detente.languages.choosing import choose
from detente.languages.dates import day_of, short_day_of, weekday_of
from detente.languages.reading import parse_catalog
from detente.limits import LANGUAGE_RANGES_MAX

HEAD = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def fresh() -> Iterator[None]:
    """Let catalogs be read anew, now and afterwards."""
    reading.catalog.cache_clear()
    yield
    reading.catalog.cache_clear()


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, "", "en"),
        (None, "uk", "uk"),
        (None, "uk-UA,uk;q=0.9,ru;q=0.8", "uk"),
        (None, "de-DE, de;q=0.9, fr;q=0.5, en;q=0.4", "fr"),
        (None, "ru;q=0.3, en-GB;q=0.8", "en"),
        (None, "FR-ca", "fr"),
        (None, "ru;q=0, *", "en"),
        (None, "ru;q=zwei, ;;, fr ; q=0.1", "fr"),
        (None, "русский", "en"),
        ("ru", "fr", "ru"),
        ("en", "fr", "en"),
        ("xx", "fr", "fr"),
        ("../ru", "", "en"),
    ],
)
def test_the_one_chosen_counts_then_what_the_browser_prefers(chosen: str | None, accepted: str, language: str) -> None:
    assert choose(chosen, accepted) == language


def test_a_list_without_end_is_not_read_to_its_end() -> None:
    assert choose(None, "xx," * LANGUAGE_RANGES_MAX + "fr") == "en"
    assert choose(None, "xx," * (LANGUAGE_RANGES_MAX - 1) + "fr," * 100_000) == "fr"


def test_english_is_spoken_where_nobody_chose() -> None:
    assert current() == "en"
    assert gettext("Receipt is not agreement.") == "Receipt is not agreement."
    assert noted("Receipt is not agreement.") == "Receipt is not agreement."


def test_a_language_is_spoken_within_and_not_beyond() -> None:
    """Also by what runs beside: each has its own."""

    async def speak(language: str) -> str:
        with using(language):
            await asyncio.sleep(0)
            return said("Receipt is not agreement.")

    async def both() -> list[str]:
        return await asyncio.gather(*(speak(language) for language in AVAILABLE))

    assert asyncio.run(both()) == [
        "Receipt is not agreement.",
        "L’accusé de réception ne vaut pas accord.",
        "Получение не означает согласия.",
        "Отримання не означає згоди.",
    ]
    assert current() == "en"


def test_what_no_catalog_says_is_said_in_english() -> None:
    with using("ru"):
        assert gettext("words that nobody translates") == "words that nobody translates"
        assert gettext("") == ""


@pytest.mark.parametrize("number", [1, 2, 5, 11, 21, 102])
def test_a_number_has_its_form(number: int) -> None:
    """By the catalog's own rule; where it says nothing, by the English one."""
    read = parse_catalog(
        HEAD.replace(b"\n\n", b'\n"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4'
        b' && (n%100<10 || n%100>=20) ? 1 : 2);\\n"\n\n')
        + 'msgid "{n} act"\nmsgid_plural "{n} acts"\nmsgstr[0] "{n} акт"\nmsgstr[1] "{n} акта"\nmsgstr[2] "{n} актов"\n'
        .encode(), "ru",
    )  # fmt: skip
    form = {1: "акт", 21: "акт", 2: "акта", 102: "акта"}.get(number, "актов")
    assert read.texts.ngettext("{n} act", "{n} acts", number).format(n=number) == f"{number} {form}"
    assert ngettext("{n} act", "{n} acts", number) == ("{n} act" if number == 1 else "{n} acts")


BROKEN = {
    "cut off": HEAD + b'msgid "a"\nmsgs',
    "no catalog": b"\x00\xff\xfe",
    "another encoding": HEAD + b'msgid "a"\nmsgstr "\xe9"\n',
    "a rule that is none": HEAD.rstrip()
    + b'\n"Plural-Forms: nplurals=2; plural=__import__;\\n"\n\nmsgid "a"\nmsgstr "b"\n',
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_catalog_is_said_in_the_log_and_english_is_spoken(
    data: bytes, fresh: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reading, "source", lambda _language: data)
    with caplog.at_level(logging.ERROR, "detente.languages"), using("fr"):
        assert gettext("Receipt is not agreement.") == "Receipt is not agreement."
        assert gettext("Notice is not permission.") == "Notice is not permission."
    assert len([line for line in caplog.messages if "catalog-broken" in line and "language=fr" in line]) == 1


def test_a_catalog_that_is_not_there_is_no_mistake_of_the_page(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(AVAILABLE, "xx", "of no people")
    with using("xx"):
        assert gettext("Receipt is not agreement.") == "Receipt is not agreement."


DAY = date(2016, 4, 20)


@pytest.mark.parametrize(
    ("language", "whole", "short", "weekday"),
    [
        ("en", "20 April 2016", "20 Apr 2016", "Wed"),
        ("fr", "20 avril 2016", "20 avr. 2016", "mer."),
        ("ru", "20 апреля 2016", "20 апр. 2016", "ср"),
        ("uk", "20 квітня 2016", "20 квіт. 2016", "ср"),
    ],
)
def test_a_day_has_the_names_of_its_language(language: str, whole: str, short: str, weekday: str) -> None:
    with using(language):
        assert (day_of(DAY), short_day_of(DAY), weekday_of(DAY)) == (whole, short, weekday)


def test_the_first_of_a_month_is_no_number_in_french() -> None:
    with using("fr"):
        assert (day_of(date(2014, 4, 1)), short_day_of(date(2014, 4, 1))) == ("1er avril 2014", "1er avr. 2014")


def test_a_title_of_a_charter_is_never_taken_apart() -> None:
    title = "Practical civilian and military cooperation"
    for language in AVAILABLE:
        with using(language):
            assert said(title) == title
            assert title in said(f"topics {title}"), language
