"""What may come out of paper? A file with the name on its codes, a form, or a named refusal; nothing else."""

import asyncio
import io

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.fuzz.test_protocol_fuzz import mutations

from detente.errors import Malformed, Refused
from detente.home.papers.codes import joined, name_of, parse_code, texts_of
from detente.home.papers.drafts import Draft, parse_draft
from detente.home.papers.seeing import Seen, seen_apart
from detente.limits import PAPER_BYTES_MAX, PAPER_CODES_MAX

DRAFT = Draft("nrc-0123456789abcdef", "nato", "message", "line", "", "", 5, {"body.text": "Слышите?"}, '{"a": 1}')
TEXTS = texts_of(bytes(range(256)) * 8)


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 64), 50).save(out, "PNG")
    return out.getvalue()


PICTURE = picture()


@settings(max_examples=300, deadline=None)
@given(mutations(DRAFT.to_bytes()))
def test_a_form_that_prints_back_or_malformed(data: bytes) -> None:
    try:
        found = parse_draft(data)
    except Malformed:
        return
    assert found.to_bytes() == data


@settings(max_examples=300, deadline=None)
@given(mutations(TEXTS[0].encode()), st.integers(0, len(TEXTS)))
def test_an_altered_code_is_none_or_leads_to_no_other_file(data: bytes, kept: int) -> None:
    """Whatever is put together from codes has the name that stands on them."""
    texts = [data.decode("ascii", "replace"), *TEXTS[1 : 1 + kept]]
    code = parse_code(texts[0])
    assert code is None or 1 <= code.number <= code.count <= PAPER_CODES_MAX
    try:
        found = joined(texts)
    except (Refused, Malformed):
        return
    assert len(found) <= PAPER_BYTES_MAX
    assert {one.name for one in map(parse_code, texts) if one is not None} == {name_of(found)}


@settings(max_examples=12, deadline=None)
@given(mutations(PICTURE) | st.binary(max_size=400).map(lambda data: b"%PDF-1.4\n" + data))
def test_a_file_of_anything_is_looked_at_or_not_and_that_is_said(data: bytes) -> None:
    found = asyncio.run(seen_apart(data))
    assert found == Seen(problem=found.problem) or not found.problem
