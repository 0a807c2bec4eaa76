"""What may come out of a file from the media? Statements or `Malformed`, and nothing that a browser would act on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.test_protocol_fuzz import mutations
from tests.unit.test_papers_press import ATOM, RSS, TABLE

from detente.errors import Malformed
from detente.home.papers.plain import plain_text
from detente.home.papers.press import read_feed

SEEDS = {"application/rss+xml": RSS, "application/atom+xml": ATOM, "text/csv": TABLE}


@pytest.mark.parametrize("media", SEEDS)
def test_statements_or_malformed(media: str) -> None:
    """Near and far from sound bytes: whatever is returned has an address of the web and a time."""

    @settings(max_examples=250, deadline=None)
    @given(mutations(SEEDS[media].encode()))
    def holds(data: bytes) -> None:
        try:
            found = read_feed(data, media)
        except Malformed:
            return
        assert all(one.link.startswith(("http://", "https://", "HTTP", "Http")) for one in found.statements)
        assert all(one.said_at >= 0 for one in found.statements)

    holds()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["<", ">", "<!", "<![", "]]>", "<!--", "-->", "</", "<p", "&#", "&lt", ";", "x", "'"])))
def test_text_comes_out_of_any_markup(parts: list[str]) -> None:
    assert isinstance(plain_text("".join(parts)), str)
