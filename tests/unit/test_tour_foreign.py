"""Programs that are not ours check a proof: what they answer is theirs, and where they are not, that is said."""

import asyncio
from pathlib import Path

import pytest
from tests.councils import council_of
from tests.unit.test_protocol_evidence import evidence_of

from detente.tour import foreign
from detente.tour.forging import seen_by_others
from detente.tour.house import Row

COMMAND_OF_OPENSSL = "openssl pkeyutl -verify -pubin -inkey "


@pytest.fixture(scope="module")
def data() -> bytes:
    return evidence_of(council_of())


def told(rows: list[Row]) -> str:
    return "\n".join(f"{row.mark}: {row.text} {row.command}".strip() for row in rows)


def test_openssl_verifies_the_head_and_each_dated_receipt(data: bytes, tmp_path: Path) -> None:
    """Its own words, for each signature and for a head of which one bit is turned; and the line that asks it again."""
    rows = asyncio.run(foreign.by_openssl(data, tmp_path))
    assert [row.mark for row in rows] == ["good", "good", ""], told(rows)
    assert "OpenSSL 3" in rows[0].text
    assert "2 dated receipts" in rows[0].text
    assert "“Signature Verified Successfully”" in rows[0].text
    assert "“Signature Verification Failure”" in rows[1].text
    assert rows[2].command.startswith(COMMAND_OF_OPENSSL)
    again = asyncio.run(foreign.ask(("sh", "-c", rows[2].command), 20))
    assert again == foreign.Answer(ok=True, words="Signature Verified Successfully")


def test_what_openssl_refuses_is_an_alarm(data: bytes, tmp_path: Path) -> None:
    """A receipt that was dated to another second is no receipt."""
    redated = list(seen_by_others(data).values())[-1]
    rows = asyncio.run(foreign.by_openssl(redated, tmp_path))
    assert [row.mark for row in rows] == ["alarm"], told(rows)
    assert "refuses the signature of " in rows[0].text


def test_go_verifies_the_place_and_refuses_what_was_altered(data: bytes, tmp_path: Path) -> None:
    """Go's packages name what does not fit: the entry, its place, the second of a receipt."""
    rows = asyncio.run(foreign.by_go(data, seen_by_others(data), tmp_path))
    assert [row.mark for row in rows] == ["good"] * 4 + [""], told(rows)
    assert "sumdb/note, sumdb/tlog and crypto/ed25519 (go1." in rows[0].text
    assert "called by a program of ours in tests/vectors/interop/verify" in rows[0].text
    assert "index 5 · size 9" in rows[0].text
    for row, words in zip(rows[1:4], ("inclusion", "inclusion", "cosignature"), strict=True):
        assert f"“refused: {words}: " in row.text, told(rows)
    again = asyncio.run(foreign.ask(("sh", "-c", rows[4].command), 20))
    assert again.ok
    assert "index 5\n" in again.words


def test_where_nothing_is_installed_that_is_said_with_the_line_that_does_it(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of ours takes their place."""
    monkeypatch.setenv("PATH", str(tmp_path))
    (openssl,) = asyncio.run(foreign.by_openssl(data, tmp_path / "o"))
    (go,) = asyncio.run(foreign.by_go(data, {}, tmp_path / "g"))
    assert (openssl.mark, openssl.command) == ("waiting", "apt-get install openssl")
    assert (go.mark, go.command) == ("waiting", "apt-get install golang-go golang-golang-x-mod-dev")
    assert "was not asked" in openssl.text
    assert "were not asked" in go.text


def test_go_without_its_package_is_not_asked(data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_GOPATH", str(tmp_path))
    (row,) = asyncio.run(foreign.by_go(data, {}, tmp_path / "g"))
    assert "golang.org/x/mod is not" in row.text
    assert row.command == foreign.GO_LINE


@pytest.mark.parametrize("version", ["LibreSSL 3.3.6", "OpenSSL 1.1.1w  11 Sep 2023"])
def test_a_program_that_cannot_do_it_is_not_said_to_refuse(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    """What other programs of the same name cannot do is no word about the proof."""
    stand_in = tmp_path / "openssl"
    stand_in.write_text(f"#!/bin/sh\necho '{version}'\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    (row,) = asyncio.run(foreign.by_openssl(data, tmp_path / "o"))
    assert row.mark == "waiting"
    assert f"{version[:40]} does not verify Ed25519" in row.text


def test_a_program_that_does_not_answer_is_ended() -> None:
    answer = asyncio.run(foreign.ask(("sleep", "30"), 0.2))
    assert not answer.ok
    assert "no answer within" in answer.words
