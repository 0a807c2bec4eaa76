"""The page on scenarios and the code that reads them say the same."""

import ast
import re
from pathlib import Path

import pytest

from detente.council.kinds import Rank
from detente.rehearsal import scenario as s
from detente.rehearsal.library import load_scenario, scenario_names
from detente.rehearsal.setting import Confidence, Seen

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/spec/scenario.md").read_text("utf-8")
SOURCES = (ROOT / "docs/sources.md").read_text("utf-8")
CODE = sorted((ROOT / "src/detente/rehearsal").glob("*.py"))
READERS = {
    "has", "take", "text", "flag", "whole", "word", "id", "ids", "lines", "instant", "texts", "free", "values", "each",
    "_pair", "_optional_act", "_holder", "_new_id",
}  # fmt: skip


def strings() -> set[str]:
    found = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def keys_in_code() -> set[str]:
    found = set()
    for path in CODE:
        if path.name not in {"parsing.py", "councils.py", "events.py", "acts.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found | {"note"}


def first_column(part: str) -> set[str]:
    return set(re.findall(r"^\| `([a-z_-]+)` \|", part, re.MULTILINE))


def test_every_key_that_the_code_reads_is_on_the_page_and_no_other():
    assert first_column(PAGE.partition("## 6.")[0]) == keys_in_code()


def test_every_error_code_is_on_the_page_and_no_other():
    in_code = {text for text in strings() if re.fullmatch(r"scenario-[a-z-]+", text)}
    assert first_column(PAGE.partition("## 6.")[2]) == in_code


@pytest.mark.parametrize(
    "words",
    [s.Basis, s.Precision, Seen, Confidence, s.Priority, s.Rung, s.Expect, Rank],
    ids=lambda words: words.__name__,
)
def test_every_word_that_a_key_takes_is_on_the_page(words):
    assert all(f"`{word.value}`" in PAGE for word in words)


@pytest.mark.parametrize(
    "number", [s.QUOTED_WORDS_MAX, s.LINE_TEXT_BYTES_MAX, s.HEADLINE_CHARACTERS_MAX, s.ACT_TEXT_BYTES_MAX]
)
def test_every_limit_is_on_the_page(number):
    assert f"{number:,}" in PAGE


@pytest.mark.parametrize("name", scenario_names())
def test_every_source_of_a_scenario_is_listed_with_its_address_and_how_it_was_seen(name):
    for source in load_scenario(name).sources.values():
        assert f"| `{source.id}` | {source.title} | {source.where} | {source.seen} | {source.confidence} |" in SOURCES
