"""An incident as a paper, by the command that people type: what both sides said, and the same bytes each time."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.unit.test_concern_commands import Table, table

from detente.errors import Refused

__all__ = ["table"]

PLACE = {"lat": "55.1", "lon": "18.9", "uncertainty_metres": 2000, "source": "GPS"}


def text_of(data: bytes) -> str:
    """Return the words of a PDF, with single spaces, and without the hyphens at which lines were broken."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(data)).pages]
    return " ".join(" ".join(pages).replace("\u00ad", "").split())


def test_the_paper_has_both_accounts_the_map_the_questions_and_who_holds_what(table: Table, tmp_path: Path) -> None:
    """Accounts in their own languages beside each other; signs that hide are spelled out; the same bytes twice."""
    report = table("nato", "incident", "report", "Passes <near> a ship", "--concerning", "nato", "--concerning", "ru")
    ref = report["act"]["ref"]
    table("nato", "incident", "account", ref, "Eleven passes, as near as 30 feet.", "--distance", "70 nmi",
          "--from", "2016-04-12T15:00:00Z", "--precision", "minute")  # fmt: skip
    body = tmp_path / "account.json"
    body.write_text(json.dumps({"place": PLACE}), "utf-8")
    table(
        "ru",
        "incident",
        "account",
        ref,
        "Лётчики отвернули \u202eс соблюдением мер. #strong[x] $x^2$",
        "--distance",
        "70 km",
        "--from",
        "2016-04-13T00:00:00Z",
        "--precision",
        "day",
        "--body",
        str(body),
        "--language",
        "ru",
    )
    question = table("nato", "incident", "clarify", ref, "On which day?", "--about", "date")["act"]["ref"]
    table("ru", "incident", "reply", question, "On the 13th.")
    table("ru", "incident", "facts", ref, "--agreed", "They met.", "--disputed", "The day.", "--unanswered", "Calls.")
    proposed = table("ru", "incident", "show", ref)["data"]["facts"][0]["ref"]
    refused = table("nato", "incident", "agree", proposed, "--object", "Not on that day.")["act"]["ref"]

    made = [table("nato", "incident", "paper", ref, "--out", str(tmp_path / f"{one}.pdf")) for one in (1, 2)]
    data = [(tmp_path / f"{one}.pdf").read_bytes() for one in (1, 2)]
    assert data[0] == data[1]
    assert (made[0]["media_type"], made[0]["positions"]) == ("application/pdf", 1)
    words = text_of(data[0])
    for said in (
        "Passes <near> a ship", "Eleven passes, as near as 30 feet.", "Лётчики отвернули", "#strong[x] $x^2$",
        "⟨U+202E⟩", "Two times for one event", "Can nmi and km have been exchanged", "On which day?", "On the 13th.",
        "proposed as agreed",
        f"NATO objects ({refused}: Not on that day.)", question,
        "They met.", "The day.", "Calls.", "Record is not recognition. The base map shows coastline and water only.",
        "Who holds which act", "stored", ref, "How this paper was made",
    ):  # fmt: skip
        assert said in words, said
    reader = PdfReader(BytesIO(data[0]))
    wide = [page for page in reader.pages if page.mediabox.width > page.mediabox.height]
    assert len(wide) == 1, "the map has a page of its own, across"


def test_an_incident_without_a_place_is_printed_without_a_map(table: Table, tmp_path: Path) -> None:
    ref = table("nato", "incident", "report", "Somewhere", "--concerning", "ru")["act"]["ref"]
    table("nato", "incident", "paper", ref, "--out", str(tmp_path / "i.pdf"))
    words = text_of((tmp_path / "i.pdf").read_bytes())
    assert "Somewhere" in words
    assert "base map" not in words
    for target, code in (("i.pdf", "file-exists"), ("i.txt", "paper-format")):
        with pytest.raises(Refused) as refusal:
            table("nato", "incident", "paper", ref, "--out", str(tmp_path / target))
        assert refusal.value.code == code
