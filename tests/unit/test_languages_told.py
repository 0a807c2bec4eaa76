"""What an act says in one sentence is translated as a sentence; names that stand in it are never pulled apart."""

import re

import pytest
from tests.matter import charter_of
from tests.regimes import TEXT

from detente.council.agreements import named_by
from detente.council.kinds import Kind, Sort
from detente.council.registry import KINDS
from detente.council.titles import quoted
from detente.council.told import Told
from detente.council.told import told as tell
from detente.home.sentences import tell as told_act
from detente.languages import gettext, told, using
from detente.languages.filling import HOLE, fill
from detente.regimes.library import find

NAME = "not agreed and accepted: Sea (north) of RU/LINE/7; incidents, on item {text}. It, declined: 3 accounts"
"""A name with all in it of which sentences are built, and with words of ours: no text of any catalog."""
LANGUAGES = ("fr", "ru", "uk")
PARTY = "OF AND (RU): NOTED; 3"


def said_of(kind: Kind, name: str) -> Told:
    """Return what an act of a kind says in which every text is a name."""
    body = {one: name for one, wanted in kind.fields.items() if wanted.sort is Sort.TEXT and not wanted.choices}
    body |= {one: kind.fields[one].choices[0] for one in kind.fields if kind.fields[one].choices}
    table = {"fields": dict.fromkeys(kind.headline, name)} if kind.headline else {}
    more = {one: quoted(name) for one in kind.told}
    return kind.told_of({"party": PARTY, "re": "RU/LINE/7", **more}, body | table)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_names_stand_untouched_in_what_an_act_of_any_kind_says(kind: Kind, language: str) -> None:
    """Whatever they are built of, and the sentence round them is that of the catalog."""
    one = said_of(kind, NAME)
    with using(language):
        shown, text = told(one.words, one.frame), gettext(one.frame.text)
    assert shown.count(NAME) == one.words.count(NAME)
    assert shown.count(PARTY) == one.words.count(PARTY)
    worded = re.search("[a-z]{2}", HOLE.sub("", one.frame.text))
    assert not worded or (text if kind.text else shown) != (one.frame.text if kind.text else one.words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_words_of_ours_in_what_an_act_says_are_translated(kind: Kind, language: str) -> None:
    """Each that a field of it may have."""
    for name in HOLE.findall(kind.text.get("en", "")):
        for choice in kind.fields[name].choices if name in kind.fields else ():
            one = kind.told_of({"party": "RU", "re": "", **dict.fromkeys(kind.told, "")}, {name: choice})
            with using(language):
                assert gettext(str(choice)) in told(one.words, one.frame)


def test_what_is_left_out_leaves_no_mark_in_any_language() -> None:
    kind = KINDS["explanation-answer"]
    one = kind.told_of({"party": "RU", "re": "US/LINE/1"}, {"answer": "explained"})
    assert one.words == "RU on US/LINE/1: explained."
    with using("ru"):
        assert told(one.words, one.frame) == "RU по US/LINE/1: разъяснено."
    assert fill("{party} : {text}", {"party": "RU"}) == ("RU", ((0, 2), (2, 2)))
    assert fill("{party}\u00a0: {text}", {"party": "RU,"}) == ("RU,", ((0, 3), (3, 3)))


def test_a_sentence_is_cut_with_what_stands_in_it() -> None:
    """What is left has the mark behind it in every language."""
    one = tell("{party} on {re}: {text}", {name: quoted(name * 9) for name in ("party", "re", "text")})
    for size in range(8, len(one.words)):
        cut = one.opening(size)
        assert len(cut.words) <= size
        values = (cut.words[begin:end] for begin, end in cut.frame.holes)
        assert fill(cut.frame.text, dict(zip(("party", "re", "text"), values, strict=True)))
        with using("ru"):
            shown = told(cut.words, cut.frame)
        assert shown.count("[…]") == 1
    assert one.opening(len(one.words)) is one


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notification_names_form_and_agreement_as_they_are_called_in_each_language(language: str) -> None:
    """Whole, and the designation as its author wrote it."""
    pack = find("vienna-2011")
    body = {"regime": "vienna-2011", "format": "prior-notification", "fields": {"designation": NAME}}
    one = told_act(
        charter_of(tables={"regimes": {"vienna-2011": named_by(pack), "bay": {"text": TEXT}}}),
        "notification",
        "pl",
        None,
        body,
    )
    form = pack.formats["prior-notification"].title
    assert one.words == f"PL notifies: {form['en']} {NAME}, under {pack.instrument}."
    with using(language):
        shown = told(one.words, one.frame)
        assert gettext(pack.instrument) in shown
    assert form.get(language, form["en"]) in shown or language == "uk"
    assert NAME in shown
    assert pack.instrument not in shown
    assert form["en"] not in shown
    assert " and " not in shown.replace(NAME, "")


def test_an_agreement_of_the_charters_own_is_called_as_its_pack_calls_it() -> None:
    """Its form by the heading that it has in the language, and what it has in no other stands whole as it is."""
    text = TEXT.replace('"Arrangement of the Bay"', '"Incidents: not agreed and (noted); of RU"')
    body = {"regime": "bay", "format": "notice", "fields": {"designation": NAME}}
    one = told_act(charter_of(tables={"regimes": {"bay": {"text": text}}}), "notification", "pl", None, body)
    shown = {}
    for language in LANGUAGES:
        with using(language):
            shown[language] = told(one.words, one.frame)
    agreement = "Incidents: not agreed and (noted); of RU"
    assert shown["ru"] == f"PL уведомляет: Notice {NAME}, согласно документу «{agreement}»."
    assert f": Notification {NAME}," in shown["fr"]
    assert agreement in shown["fr"]


def test_titles_of_a_charter_stand_in_what_is_suspended_as_it_has_them() -> None:
    charter = charter_of(tables={"topics": {"piracy": NAME}})
    one = told_act(
        charter, "suspend", "ru", None, {"levels": ["ambassadors"], "topics": ["piracy"], "reason": "no answer yet"}
    )
    assert (
        one.words == f"RU suspends its participation in part (the level ambassadors; the topic {NAME}): no answer yet"
    )
    with using("ru"):
        shown = told(one.words, one.frame)
    assert shown.endswith(f"(уровень послов; тема {NAME}): no answer yet")
