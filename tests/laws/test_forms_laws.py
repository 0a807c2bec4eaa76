"""What is true of every form? What a desk lets anybody say can be typed, and comes back as it was typed."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.console.forms.bodies import body_of
from detente.console.forms.controls import controls_of, typed_of
from detente.council.kinds import Field, Sort
from detente.council.points import Degrees
from detente.council.registry import KINDS

WRITTEN = sorted(name for name, kind in KINDS.items() if not kind.made)
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\x85\u2028\u2029")
INSTANTS = st.integers(0, 253_402_300_799)


def words(wanted: Field) -> st.SearchStrategy[str]:
    """Return texts of a field as people type them: no spaces round them, on one line where it is one of many."""
    if wanted.choices:
        return st.sampled_from(wanted.choices)
    if wanted.tag:
        return st.sampled_from(["en", "fr", "ru", "uk", "de", "pt-BR", "zh-Hant"])
    if wanted.degrees is not None:
        return degrees(wanted.degrees)
    texts = st.text(LETTERS, min_size=1, max_size=min(wanted.characters_max, 30))
    return texts.map(str.strip).filter(bool).filter(lambda text: len(text) <= wanted.characters_max)


def degrees(what: Degrees) -> st.SearchStrategy[str]:
    """Return decimal degrees, as acts have them: what else is typed is read into these."""
    if what is Degrees.POSITION:
        halves = st.tuples(degrees(Degrees.LATITUDE), degrees(Degrees.LONGITUDE))
        return halves.map(", ".join)
    most = 90 if what is Degrees.LATITUDE else 180
    return st.decimals(-most, most, places=5).map("{:f}".format)


def values(wanted: Field) -> st.SearchStrategy[Any]:
    one: st.SearchStrategy[Any]
    match wanted.sort:
        case Sort.TEXT:
            one = words(wanted)
        case Sort.COUNT:
            one = st.integers(0, wanted.most)
        case Sort.INSTANT:
            one = INSTANTS
        case Sort.FLAG:
            one = st.booleans()
        case Sort.BYTES:
            one = st.binary(min_size=1, max_size=8)
        case Sort.TABLE:
            one = bodies(wanted.fields).filter(bool)
    if not wanted.many:
        return one
    return st.lists(one, min_size=1, max_size=2, unique_by=repr if wanted.choices else None)


def bodies(fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Return bodies that have what must be there, and some of what may."""
    known = {name: one for name, one in fields.items() if one.sort is not Sort.TABLE or one.fields}
    return st.fixed_dictionaries(
        {name: values(one) for name, one in known.items() if one.required},
        optional={name: values(one) for name, one in known.items() if not one.required},
    )


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(WRITTEN).flatmap(lambda name: st.tuples(st.just(name), bodies(KINDS[name].fields))))
def test_what_can_be_said_can_be_typed_and_comes_back(drawn: tuple[str, dict[str, Any]]) -> None:
    """A body becomes what is typed, and that the same body again, without an error at any field."""
    name, body = drawn
    fields = KINDS[name].fields
    typed = typed_of(fields, body)
    found, errors = body_of(fields, typed)
    assert errors == {}
    in_order = {
        key: sorted(one) if fields[key].choices and fields[key].many else one
        for key, one in KINDS[name].read(found).items()
    }
    wanted = {key: sorted(one) if fields[key].choices and fields[key].many else one for key, one in body.items()}
    assert in_order == wanted
    assert bool(controls_of(fields, typed, errors)) == bool(fields)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(WRITTEN),
    st.dictionaries(
        st.text(max_size=12) | st.sampled_from(["body.text", "body.files.0.name", "rows:body.files"]), st.text()
    ),
)
def test_whatever_is_typed_is_a_body_or_errors(name: str, typed: dict[str, str]) -> None:
    """Nothing that a browser can send makes a form fail."""
    fields = KINDS[name].fields
    _body, errors = body_of(fields, typed)
    assert all(errors.values())
    controls_of(fields, typed, errors)
