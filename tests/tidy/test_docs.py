"""The pages: links lead somewhere, what they name is there, and every page can be reached."""

import re
from pathlib import Path

import pytest
from tests.tidy.house import ROOT, files, modules, pages

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
PICTURE_BYTES_MAX = 150_000
NAMED = re.compile(r"\b((?:docs|tests|src)/[A-Za-z0-9_./-]+\.(?:md|py|toml|svg))\b")
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
AWAITED = {
    "docs/guide.md",
    "docs/reference.md",
    "docs/spec/evidence-file.md",
    "docs/spec/identity-and-charter.md",
    "docs/spec/record.md",
    "docs/spec/sealing.md",
    "docs/spec/standard-endpoints.md",
}
"""Pages of this part that are still being written."""

named_pages = [pytest.param(page, id=str(page.relative_to(ROOT))) for page in pages()]


def is_there(path: Path) -> bool:
    return path.exists() or str(path.relative_to(ROOT)) in AWAITED


def anchors(page: Path) -> set[str]:
    """Return the anchors that a reader of Markdown makes of the page's headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", named_pages)
def test_links_lead_somewhere(page: Path) -> None:
    """A relative link leads to a file, and its anchor to a heading there."""
    for link in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        assert is_there(path), f"{link} leads nowhere"
        if anchor and path.suffix == ".md" and path.exists():
            assert anchor in anchors(path), f"{link}: no such heading"


def test_every_picture_is_small_and_shown_with_words_for_who_cannot_see_it() -> None:
    """A page is read over thin lines too, and by ear."""
    shown = [
        ((page.parent / target).resolve(), words)
        for page in pages()
        for words, target in PICTURE.findall(page.read_text("utf-8"))
    ]
    assert all(len(words.split()) >= 5 for _, words in shown)
    for path in (ROOT / "docs" / "pictures").iterdir():
        assert path in [one for one, _ in shown], f"{path.name} is shown nowhere"
        assert path.stat().st_size <= PICTURE_BYTES_MAX, path.name


@pytest.mark.parametrize("page", named_pages)
def test_files_that_prose_names_are_there(page: Path) -> None:
    for name in NAMED.findall(page.read_text("utf-8")):
        assert is_there(ROOT / name), f"{page.name} names {name}"


def test_pages_that_the_code_names_are_there() -> None:
    """A docstring that sends the reader to a page sends him to one that exists."""
    for module in modules():
        for name in re.findall(r"docs/[A-Za-z0-9_./-]+\.md", module.path.read_text("utf-8")):
            assert is_there(ROOT / name), f"{module.place} names {name}"


def test_every_page_can_be_reached() -> None:
    """From README by links alone."""
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.exists():
            continue
        reached.add(page)
        links = (link.partition("#")[0] for link in LINK.findall(page.read_text("utf-8")))
        waiting += [(page.parent / link).resolve() for link in links if link.endswith(".md") and ":" not in link]
    lost = {str(page.relative_to(ROOT)) for page in pages() if page.is_relative_to(ROOT / "docs")} - {
        str(page.relative_to(ROOT)) for page in reached
    }
    assert not lost, "link them from docs/index.md"


def test_decisions_have_numbers_of_their_own() -> None:
    """Numbers are never used twice; each page begins with its own."""
    decisions = [path for path in files() if path.parent == ROOT / "docs/decisions"]
    numbers = [path.name[:4] for path in decisions]
    assert len(numbers) == len(set(numbers))
    assert all(path.read_text("utf-8").startswith(f"# {path.name[:4]}: ") for path in decisions)


@pytest.mark.parametrize("page", named_pages)
def test_make_has_the_targets_that_pages_name(page: Path) -> None:
    named = re.findall(r"`make ([a-z]+)[^`]*`", page.read_text("utf-8"))
    assert set(named) <= TARGETS


@pytest.mark.parametrize("page", named_pages)
def test_tests_that_pages_name_are_there(page: Path) -> None:
    """A page that says which test shows something names one that exists."""
    named = set(re.findall(r"`(test_[a-z_]+)`", page.read_text("utf-8")))
    known = {
        name
        for path in files()
        if path.suffix == ".py"
        for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }
    assert named <= known
