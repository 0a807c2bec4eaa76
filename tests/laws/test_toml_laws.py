"""What is read as TOML here is what everybody reads as TOML, and costs what it weighs."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import Malformed
from detente.limits import TOML_KEY_PARTS_MAX
from detente.protocol.toml import parse_toml, quote

LONG = ".".join(["a"] * (TOML_KEY_PARTS_MAX + 1))
MARKS = st.text("ab.\"'#\\\n=,[]{} ", max_size=40)
"""Texts of what might be taken for the end of a string, the beginning of one, a comment or a key."""


def basic_lines(text: str) -> str:
    """Return a multi-line basic string in which quotation marks stand as they are, wherever they may."""
    return '"""\n' + text.replace("\\", "\\\\").replace('"""', '""\\"') + '\\n"""'


def spelt(text: str) -> st.SearchStrategy[str]:
    """Return the spellings of a text."""
    found = [quote(text), basic_lines(text)]
    if "'" not in text:
        found += ["'''\n" + text + "'''", *([] if "\n" in text else [f"'{text}'"])]
    if "'''" not in text and not text.endswith("'"):
        found.append("'''\n" + text + "'''")
    return st.sampled_from(found)


values = st.one_of(
    MARKS.flatmap(spelt),
    st.sampled_from(
        ["1.5", "-1.5e-3", "1979-05-27T07:32:00.999Z", "[1.5, 2.5, 3.5]", "{ a.b = 1.5, c = '.' }", "true"]
    ),
    st.lists(MARKS.flatmap(spelt), max_size=4).map(lambda many: "[\n " + ", # a.b 'c\n ".join(many) + "]"),
)
keys = st.lists(
    st.one_of(st.text("abc-_1", min_size=1, max_size=4), MARKS.map(quote)), min_size=1, max_size=TOML_KEY_PARTS_MAX - 1
)
lines = st.tuples(keys, values, st.sampled_from(["", " # " + LONG, " #'", ' # """']))


@given(st.lists(lines, max_size=8), st.booleans())
def test_no_ordinary_document_is_refused(drawn: list[Any], header: bool) -> None:
    """Keys that look like strings, strings like keys, and comments like both: all as tomllib has it."""
    text = "".join(
        (f"[x{number}.{'.'.join(key)}]\nv" if header else f"k{number} . {' . '.join(key)}") + f" = {value}{comment}\n"
        for number, (key, value, comment) in enumerate(drawn)
    )
    assert parse_toml("toml-malformed", text) == tomllib.loads(text)


@pytest.mark.parametrize(
    "before", ["", "b = 1\n", 'b = """x\\""""""\n', "b = '''x''''\n", "b = 'it#s'\n", "b = [1, # '\n2]\n"]
)
@pytest.mark.parametrize("key", ["{} = 1", "[{}]", "[[{}]]", "c = {{ {} = 1 }}", "c = {{ d = 1, {} = 1 }}"])
def test_a_key_of_too_many_parts_is_refused_wherever_it_stands(before: str, key: str) -> None:
    """`a.a.a…` costs Python's reader the square of its length: 16,000 bytes took gigabytes."""
    for long in (LONG, ".".join(["a"] * 200_000), " . ".join(["'a.b'"] * 17), ".".join(['"\\""'] * 17)):
        with pytest.raises(Malformed) as refused:
            parse_toml("toml-malformed", before + key.format(long) + "\n")
        assert refused.value.code == "toml-malformed"
        assert refused.value.expected == f"keys of at most {TOML_KEY_PARTS_MAX} parts"


def test_a_key_of_just_so_many_parts_is_read() -> None:
    key = ".".join(["a"] * TOML_KEY_PARTS_MAX)
    assert parse_toml("toml-malformed", f"{key} = 1\n") == tomllib.loads(f"{key} = 1\n")


@given(st.text("a.\"'#\\\n=[]{}", max_size=60))
def test_odd_text_is_malformed_or_what_tomllib_reads(text: str) -> None:
    try:
        found = parse_toml("toml-malformed", text)
    except Malformed:
        return
    assert found == tomllib.loads(text)
