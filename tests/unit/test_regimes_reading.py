"""A pack is understood to the end, or it is an error that says where."""

import hashlib
from datetime import date

import pytest
from tests.regimes import TEXT, bay, changed

from detente.errors import Malformed, Refused
from detente.limits import REGIME_BYTES_MAX, REGIME_CASES_MAX
from detente.regimes.conditions import AnyOf, Compare, During, Operator
from detente.regimes.form import Basis, Confidence, worded
from detente.regimes.library import find, shipped
from detente.regimes.pack import ANSWERS, Does, Limit, To
from detente.regimes.reading import first_wrong, parse_pack
from detente.regimes.times import At, Fixed, Length, Readings, Side, Span, Unit, Window


def test_a_pack_says_what_its_text_says() -> None:
    pack = bay()
    assert (pack.id, pack.version, pack.adopted) == ("bay", "1", date(2026, 11, 25))
    assert pack.note == "First line.\nSecond line."
    assert pack.digest == hashlib.sha256(TEXT.encode()).hexdigest()
    rule = pack.rule("BAY-1")
    assert rule.does is Does.NOTIFY
    assert rule.to is To.ALL
    assert rule.answers == ANSWERS
    assert rule.basis == Basis(("text",), Confidence.HIGH)
    any_of = AnyOf((Compare("troops", Operator.AT_LEAST, 1000), Compare("tanks", Operator.AT_LEAST, 20)))
    assert rule.when == During("phases", any_of)
    assert rule.due == Span(Length(42, Unit.DAYS), Side.BEFORE, "start")
    assert rule.exceptions[0].due == At("start")
    assert pack.rule("BAY-3").due == Fixed(12, 15, -1)
    assert pack.rule("BAY-4").due == Window(Length(36, Unit.HOURS), Length(5, Unit.DAYS), Side.BEFORE, "entry")
    assert isinstance(pack.rule("BAY-5").due, Readings)
    assert pack.rule("BAY-6").limit == Limit(3, 1)
    assert pack.quotas["evaluations"].title == "evaluations"


def test_headings_come_in_the_readers_language_or_the_packs_first() -> None:
    field = bay().format("notice").fields[0]
    assert [worded(field.heading, language) for language in ("fr", "fr-CH", "de")] == [
        "Désignation",
        "Désignation",
        "Designation",
    ]


@pytest.mark.parametrize(
    ("old", "new", "where", "expected", "got"),
    [
        ('source = "text"\nfields', "fields", "formats, notice, source", "a source", "nothing"),
        (
            'confidence = "high"\nsource = "text"\n\n[[rules]]',
            "\n[[rules]]",
            "rules BAY-1, source",
            "a source",
            "nothing",
        ),
        ('source = ["text", "recalled"]', 'source = "memory"', "rules BAY-3, source", "a key of [sources]", "memory"),
        (
            'confidence = "medium"\nsource = ["text"',
            'confidence = "sure"\nsource = ["text"',
            "rules BAY-3, confidence",
            "high",
            "sure",
        ),
        ("at_least = 1000", "over = 1000", "rules BAY-1, when, any 1", "an operator: at_least", "over"),
        ("at_least = 1000", 'at_least = "many"', "any 1, at_least", "a number or a date", "many"),
        ("at_least = 1000", "at_least = 1000, at_most = 3", "any 1", "one operator", "at_most"),
        ("equals = true", "equals = []", "exceptions 1, when, equals", "a text, number", "[]"),
        ("equals = true", "one_of = []", "exceptions 1, when, one_of", "1 to 64", "[]"),
        ("equals = true", "one_of = [{}]", "exceptions 1, when, one_of", "texts, numbers", "{}"),
        ("equals = true", "more_than_days = -1", "exceptions 1, when, more_than_days", "0 to", "-1"),
        ("equals = true", "present = 1", "exceptions 1, when, present", "true or false", "1"),
        ('field = "alert", equals', 'field = "Alert", equals', "exceptions 1, when, field", "a field's name", "Alert"),
        ('during = "activity"', 'during = "A B"', "rules BAY-1, when, during", "activity, or", "A B"),
        (
            '{ any = [{ field = "troops", at_least = 1000 }, { field = "tanks", at_least = 20 }]',
            "{ any = []",
            "when, any",
            "at least one",
            "none",
        ),
        ("days = 42", "fortnights = 3", "rules BAY-1, due", "one of minutes", "fortnights"),
        ("days = 42", "days = 42, hours = 1", "rules BAY-1, due", "one of minutes", "hours, days"),
        ("days = 42", "days = -1", "rules BAY-1, due, days", "0 to", "-1"),
        ('before = "start"', 'before = "start", after = "end"', "rules BAY-1, due", "before or after", "before, after"),
        ('before = "start"', 'before = "the start"', "rules BAY-1, due, before", "an event's name", "the start"),
        ('at = "start"', 'at = "start", days = 1', "exceptions 1, due", "one of at", "days"),
        ('fixed = "12-15"', 'fixed = "12-32"', "rules BAY-3, due, fixed", "a month and day", "12-32"),
        ('fixed = "12-15"', 'fixed = "02-30"', "rules BAY-3, due, fixed", "a month and day", "02-30"),
        ("at_least = { hours = 36 }", "at_least = { days = 36 }", "due, at_least", "shorter", "36 days"),
        ("at_least = { hours = 36 }, ", "", "rules BAY-4, due", "at_least, which says", "nothing"),
        ('word = "prompt"', 'word = "soon"', "lenient, word", "a word of [words]", "soon"),
        ('calendar = "working" }', 'calendar = "moon" }', "reading, strict", "a calendar of", "moon"),
        (
            'strict = { working_days = 3, after = "received", calendar = "working" }\n',
            "",
            "reading, strict",
            "strict and lenient",
            "nothing",
        ),
        ('answers = ["replied"', 'due = { at = "x" }\nanswers = ["replied"', "rules BAY-5", "not both", "both"),
        (
            'strict = { working_days = 3, after = "received", calendar = "working" }',
            'strict = { reading = { strict = { at = "a" }, lenient = { at = "a" }, why = "b" } }',
            "reading, strict",
            "one reading",
            "readings",
        ),
        ("limit = { most = 3, years = 1 }", "limit = { most = 3 }", "rules BAY-6, limit", "either years", "most"),
        ('does = "constrain"', 'does = "report"', "rules BAY-6, limit", "only where does", "report"),
        ('id = "BAY-3"', 'id = "BAY-1"', "rules BAY-1, id", "each id once", "BAY-1"),
        ('format = "return"', 'format = "turn"', "rules BAY-3, format", "a format of", "turn"),
        ('quota = "visits"', 'quota = "tours"', "rules BAY-4, quota", "a quota of", "tours"),
        ('does = "notify"', 'does = "threaten"', "rules BAY-1, does", "one of notify", "threaten"),
        ('who = "host"', 'who = "host"\nwhom = "all"', "rules BAY-1", "one of id", "whom"),
        ("at_least = 20 }", 'at_least = 20, during = "parts" }', "any 2, during", "no during within another", "parts"),
        ("[zone]", "[zones]", "the pack", "one of pack", "zones"),
        ('nature = "political"', 'nature = "moral"', "pack, nature", "one of political", "moral"),
        ("adopted = 2026-11-25", 'adopted = "today"', "pack, adopted", "a date", "today"),
        ('id = "bay"', 'id = "The Bay"', "pack, id", "a to z", "The Bay"),
        ('version = "1"', "version = 1", "pack, version", "one line", "1"),
        ('version = "1"', 'version = "one!"', "pack, version", "a version", "one!"),
        ('languages = ["en", "fr"]', "languages = []", "pack, languages", "codes of languages", "[]"),
        (
            '{ en = "Notice", fr = "Notification" }',
            '{ fr = "Notification" }',
            "formats, notice, title",
            "the pack's first",
            "fr",
        ),
        ('{ en = "Notice", fr = "Notification" }', '{ de = "Meldung" }', "formats, notice, title", "one of en", "de"),
        ("north = 56.0", "north = 53.0", "boxes 1, south", "south below north", "54.0"),
        ("north = 56.0", "north = 96.0", "boxes 1, north", "degrees", "96.0"),
        (
            'weekend = ["saturday", "sunday"]',
            'weekend = ["caturday"]',
            "calendars, working, weekend",
            "some, not all",
            "caturday",
        ),
        ("2027-01-01, ", "20270101, ", "holidays 1, day", "a date", "20270101"),
        ("reading = { hours = 48 }\n", "reading = {}\n", "words, prompt, reading", "one of minutes", "nothing"),
        ("[formats.notice]", "[formats.Notice]", "formats, Notice, its name", "a to z", "Notice"),
        ("version = 2", "version = 0", "formats, notice, version", "1 to", "0"),
        ('period = "year"', 'period = "month"', "formats, return, period", "none or year", "month"),
        ('{ name = "year",', '{ name = "jahr",', "formats, return, period", "a field `year`", "year"),
        ('name = "designation"', 'name = "Designation"', "fields 1, name", "a to z", "Designation"),
        ('name = "kind"', 'name = "designation"', "formats, notice, fields", "a name of its own", "designation"),
        ('sort = "choice", ', 'sort = "colour", ', "fields 2 (kind), sort", "one of text", "colour"),
        ('choices = ["land", "sea"], ', "", "(kind), choices", "which a choice needs", "nothing"),
        ('choices = ["land", "sea"]', 'choices = ["land", "land"]', "(kind), choices", "each once", "land"),
        (
            'heading = "Start", required',
            'heading = "Start", unit = "day", required',
            "(start), unit",
            "only for count",
            "date",
        ),
        ("required_when", "required = true, required_when", "(troops)", "not both", "both"),
        (
            'required_when = { field = "kind"',
            'required_when = { field = "colour"',
            "(troops), required_when",
            "fields of the same table",
            "colour",
        ),
        (
            'sum_of = "by_state.troops"',
            'sum_of = "by_state.tanks"',
            "(troops), sum_of",
            "TABLE.FIELD",
            "by_state.tanks",
        ),
        ('heading = "End"', 'heading = "End", not_before = "kind"', "(end), not_before", "a date or time", "kind"),
        (
            '{ name = "state", sort = "text"',
            '{ name = "state", sort = "table"',
            "(state)",
            "fields, which a table",
            "nothing",
        ),
        ('sort = "list"', 'sort = "list", many = true', "(questions), many", "not a list by itself", "list"),
        ('per = "year"\npassive', 'per = "month"\npassive', "quotas, visits, per", "year", "month"),
        ("passive = 3", "", "quotas, visits", "passive, a number, or a formula", "nothing"),
        ("at_once = 1 }", "at_once = 0 }", "formula, at_once", "1 to", "0"),
        ('rule = "BAY-1"', 'rule = "BAY-9"', "cases 1, rule", "a rule of this pack", "BAY-9"),
        (
            'rule = "BAY-1"',
            'rule = "BAY-1"\nformat = "notice"',
            "cases 1",
            "one of rule, format and quota",
            "rule, format",
        ),
        (
            "due = 2028-01-18 }",
            "done = 2028-01-18 }",
            "cases 1 (42 days before a leap day), then",
            "one of verdict",
            "done",
        ),
        ('then = { verdict = "duty", due = 2028-01-18 }', "then = {}", "then", "what must follow", "nothing"),
        ('recalled = "Recalled, not read"', 'recalled = ""', "sources, recalled", "who published", "''"),
        ('title = "promptly"', 'title = "prom\\u202Eptly"', "words, prompt, title", "all show", "prom"),
        ('note = "Of any size."', "note = 7", "rules BAY-6, note", "text of at most", "7"),
        ("exceptions = [", "exceptions = [7, ", "rules BAY-1, exceptions", "an array of tables", "7"),
        ("given = {}", "given = []", "given", "a table", "[]"),
        ('when = { field = "alert", equals = true }, ', "", "exceptions 1, when", "a condition", "nothing"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(old: str, new: str, where: str, expected: str, got: str) -> None:
    """An unknown key, operator or source, a missing one, a number out of bounds: where, expected, got."""
    wrong = first_wrong(changed((old, new)))
    assert wrong is not None
    assert where in wrong.where
    assert expected in wrong.expected
    assert got in wrong.got


def test_a_text_that_is_no_pack_is_malformed() -> None:
    with pytest.raises(Malformed, match="regime-malformed"):
        parse_pack("[pack")
    with pytest.raises(Malformed, match="hundreds of levels"):
        parse_pack("a = " + "[" * 5_000)


def test_bounds_hold() -> None:
    """Bytes, counts and depth: beyond them nothing is read."""
    assert first_wrong("#" * (REGIME_BYTES_MAX + 1)) is not None
    case = TEXT[TEXT.index("[[cases]]") : TEXT.index("[[cases]]", TEXT.index("[[cases]]") + 1)]
    assert "at most 1000" in str(first_wrong(TEXT + case * REGIME_CASES_MAX))
    deep = "{ not = " * 9 + '{ field = "a", equals = 1 }' + " }" * 9
    assert "at most 8 levels" in str(first_wrong(changed(('{ field = "alert", equals = true }', deep))))
    wide = "{ any = [" + '{ field = "a", equals = 1 },' * 65 + "] }"
    assert "at most 64" in str(first_wrong(changed(('{ field = "alert", equals = true }', wide))))


def test_what_is_asked_of_a_pack_by_name_is_there_or_refused() -> None:
    pack = bay()
    with pytest.raises(Refused, match="regime-rule-unknown"):
        pack.rule("BAY-9")
    with pytest.raises(Refused, match="regime-format-unknown"):
        pack.format("letter")
    with pytest.raises(Refused, match="regime-format-version"):
        pack.format("notice", 1)
    assert pack.format("notice", 2).alias == "F25"
    assert pack.format("notice").field("troops") is not None
    assert pack.format("notice").field("ships") is None


def test_the_shipped_packs_are_found_by_name_and_version() -> None:
    assert find("minimal") is find("minimal", "1") is shipped()["minimal", "1"]
    with pytest.raises(Refused, match="regime-unknown"):
        find("minimal", "0")
