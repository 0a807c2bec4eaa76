"""The pages: links lead somewhere, what they name is there, and every page can be reached."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.tidy.house import ROOT, check_none, files, modules, pages

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
PICTURE_BYTES_MAX = 150_000
NAMED = re.compile(r"\b((?:docs|tests|src)/[A-Za-z0-9_./-]+\.(?:md|py|toml|svg))\b")
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def shown(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """Return the anchors that a reader of Markdown makes of the page's headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def lost_links(page: Path) -> Iterator[str]:
    for link in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        if not path.exists():
            yield f"{shown(page)}: {link} leads nowhere"
        elif anchor and path.suffix == ".md" and anchor not in anchors(path):
            yield f"{shown(page)}: {link}: no such heading"


def test_links_lead_somewhere() -> None:
    """A relative link leads to a file, and its anchor to a heading there."""
    check_none(fault for page in pages() for fault in lost_links(page))


def test_every_picture_is_small_and_shown_with_words_for_who_cannot_see_it() -> None:
    """A page is read over thin lines too, and by ear."""
    pictures = [
        ((page.parent / target).resolve(), words)
        for page in pages()
        for words, target in PICTURE.findall(page.read_text("utf-8"))
    ]
    assert all(len(words.split()) >= 5 for _, words in pictures)
    for path in (ROOT / "docs" / "pictures").iterdir():
        assert path in [one for one, _ in pictures], f"{path.name} is shown nowhere"
        assert path.stat().st_size <= PICTURE_BYTES_MAX, path.name


def test_files_that_prose_names_are_there() -> None:
    check_none(
        f"{shown(page)} names {name}"
        for page in pages()
        for name in NAMED.findall(page.read_text("utf-8"))
        if not (ROOT / name).exists()
    )


def test_pages_that_the_code_names_are_there() -> None:
    """A docstring that sends the reader to a page sends him to one that exists."""
    for module in modules():
        for name in re.findall(r"docs/[A-Za-z0-9_./-]+\.md", module.path.read_text("utf-8")):
            assert (ROOT / name).exists(), f"{module.place} names {name}"


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


def test_make_has_the_targets_that_pages_name() -> None:
    check_none(
        f"{shown(page)}: make {target}"
        for page in pages()
        for target in re.findall(r"`make ([a-z]+)[^`]*`", page.read_text("utf-8"))
        if target not in TARGETS
    )


def test_tests_that_pages_name_are_there() -> None:
    """A page that says which test shows something names one that exists."""
    known = {
        name
        for path in files()
        if path.suffix == ".py"
        for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }
    check_none(
        f"{shown(page)} names {name}"
        for page in pages()
        for name in re.findall(r"`(test_[a-z_]+)`", page.read_text("utf-8"))
        if name not in known
    )
