"""A bag on paper: printed, seen by a camera, and taken in by another node; what is lacking or foreign is named."""

import io
import json
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter
from tests.unit.council_of_two import Two, ask
from typer.testing import CliRunner

from detente.cli.main import app
from detente.errors import DetenteError, Malformed, Refused
from detente.home.calls import Inbox, PackBag, Send
from detente.home.papers.codes import drawn, joined, name_of, read_files, texts_of
from detente.home.papers.picture import render_png
from detente.languages import using
from detente.limits import PAPER_BYTES_MAX, PAPER_PART_BYTES


def seen(path: Path, text: str, *, pixels: int = 900, turned: float = 0.0, blurred: float = 0.0) -> Path:
    """Write what a camera could make of a code."""
    drawing = drawn(text)
    size = drawing.partition('width="')[2].partition('"')[0]
    boxed = drawing.replace("<svg ", f'<svg viewBox="0 0 {size} {size}" ', 1)
    picture = Image.open(io.BytesIO(render_png(boxed, pixels))).convert("L")
    picture = picture.rotate(turned, expand=True, fillcolor=230).filter(ImageFilter.GaussianBlur(blurred))
    picture.save(path, quality=60)
    return path


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=1, max_size=3 * PAPER_PART_BYTES), st.randoms(use_true_random=False))
def test_a_file_comes_back_from_its_codes_in_any_order(data: bytes, chance: Any) -> None:
    texts = [*texts_of(data), *texts_of(data)[:1], "https://example.org/an-other-code"]
    chance.shuffle(texts)
    assert joined(texts) == data


def test_codes_are_read_from_pictures_that_are_turned_and_blurred(tmp_path: Path) -> None:
    """A JPEG, half a turn askew, out of focus: as people hold a telephone."""
    data = bytes(range(256)) * 5
    pictures = [
        seen(tmp_path / f"{number}.jpg", text, turned=7.0 * number, blurred=1.0)
        for number, text in enumerate(texts_of(data), start=1)
    ]
    assert len(pictures) == 2
    assert read_files(pictures) == data


def test_what_a_scanner_typed_is_read_as_well(tmp_path: Path) -> None:
    file = tmp_path / "typed.txt"
    file.write_text("\r\n".join(texts_of(b"x" * 2_000)), "ascii")
    assert read_files([file]) == b"x" * 2_000


def test_what_is_lacking_mixed_or_no_code_is_named(tmp_path: Path) -> None:
    one, other = texts_of(b"x" * 2_000), texts_of(b"y" * 2_000)
    for texts, code, said in (
        (one[1:], "paper-lacking", "without 1"),
        ([*one, other[0]], "paper-mixed", name_of(b"y" * 2_000)),
        (["nothing"], "paper-absent", "none"),
    ):
        with pytest.raises(Refused, match=code) as refused:
            joined(texts)
        assert said in refused.value.got
    forged = one[0][:-1] + ("A" if one[0][-1] != "A" else "B")
    with pytest.raises(Malformed, match="paper-damaged"):
        joined([forged, *one[1:]])
    with pytest.raises(Refused, match="paper-long"):
        texts_of(bytes(PAPER_BYTES_MAX + 1))
    with pytest.raises(Refused, match="paper-pictures"):
        read_files([tmp_path / "no.png"] * 101)
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    with pytest.raises(Refused, match="file-unreadable"):
        read_files([bad])


def outcome(texts: list[str]) -> str:
    try:
        return "whole" if joined(texts) is not None else "nothing"
    except DetenteError as error:
        return error.code


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="DETENTE1:A27/9=\n", max_size=60) | st.text(max_size=30), max_size=6))
def test_any_texts_are_a_file_or_a_named_refusal(texts: list[str]) -> None:
    assert outcome(texts) in ("whole", "paper-absent", "paper-lacking", "paper-mixed", "paper-damaged")


def test_an_act_goes_over_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One node prints what the other lacks; the other reads pictures of the printed pages, and holds it, verified."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    two = Two(tmp_path).joined()
    for number in range(4):
        ask(two.nato, Send(channel="line", body={"text": f"Carried on paper: {number}."}))
    paper = tmp_path / "for-ru.pdf"
    packed = ask(two.nato, PackBag(party="ru", file=str(paper), paper=True))
    assert packed.codes > 1
    pages = []
    for number, page in enumerate(pypdfium2.PdfDocument(paper)):
        picture = page.render(scale=150 / 72).to_pil().convert("L").rotate(2, expand=True, fillcolor=255)
        picture.save(path := tmp_path / f"page-{number}.jpg", quality=70)
        pages.append(str(path))
    result = CliRunner().invoke(app, ["bag", "unpack", *pages, "--dir", str(tmp_path / "RU"), "--json"])
    assert result.exception is None, result.output
    assert json.loads(result.stdout)["new_entries"] == packed.entries > 4
    held = [one.body.get("text") for one in ask(two.ru, Inbox(all=True)).items]
    assert "Carried on paper: 3." in held


def test_the_paper_itself_says_for_whom_it_is_and_nothing_of_what_it_carries(tmp_path: Path) -> None:
    two = Two(tmp_path, rehearsal=True).joined()
    ask(two.nato, Send(channel="line", body={"text": "Nobody who carries it may read this."}))
    paper = tmp_path / "for-ru.pdf"
    with using("fr"):
        ask(two.nato, PackBag(party="ru", file=str(paper), paper=True))
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(paper).pages)
    assert "Bag of NATO for RU" in words
    assert "detente bag unpack" in words
    for mark in ("REHEARSAL: Made with keys of its own.", "Receipt is not agreement."):
        assert mark in words, "in its own language, on every page"
    assert "Nobody who carries" not in words
