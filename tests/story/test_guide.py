"""The guide cannot lie: its commands are executed, in its order, in its shells, and print what it says."""

from pathlib import Path

from tests.ports import free_ports
from tests.story.guide import Stage, blocks, says

GUIDE = Path(__file__).parents[2] / "docs" / "guide.md"


def test_the_guide(tmp_path: Path) -> None:
    """Two parties found a council by the book, talk with receipts, die, come back, and prove what was said."""
    page = GUIDE.read_text("utf-8")
    for written, port in zip(("8446", "8447"), free_ports(2), strict=True):
        page = page.replace(written, str(port))
    ran = 0
    with Stage(tmp_path) as stage:
        for block in blocks(page):
            printed = stage.run(block)
            missing = says(printed, block.output)
            assert missing is None, f"the guide says {missing!r}, printed was:\n{printed}\nby:\n{block.commands}"
            ran += 1
    assert ran > 20


def test_what_is_compared_is_compared() -> None:
    """Lines stand in their order, an ellipsis is anything, a line that is missing is named."""
    assert says("a\nb 12\nc\n", "a\nb …\n") is None
    assert says("a\nb   12\nc\n", "…\nb 12\n") is None
    assert says("b\na\n", "a\nb\n") == "b"
    assert says("abc\n", "a\n") == "a"
