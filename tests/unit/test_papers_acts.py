"""One act on paper: printed by one party, read by another from a picture, verified; what it rests on is named."""

import base64
import json
from pathlib import Path
from typing import Any

import pypdf
import pytest
from msgspec.structs import replace
from tests.unit.council_of_two import Two, ask, at_rest
from typer.testing import CliRunner

from detente.cli.main import app
from detente.errors import Malformed, Refused
from detente.home.calls import Inbox, PackBag, PrintAct, PrintForm, Send, UnpackBag
from detente.home.papers.codes import joined
from detente.home.papers.drafts import Draft, parse_draft
from detente.home.papers.seeing import seen
from detente.home.replies import PrintedView
from detente.languages import using
from detente.node.bag import parse_bag
from detente.node.bag_of_act import _bundle, _Run
from detente.protocol.messages import Bundle, Push
from detente.tlog.merkle import consistency_proof

TYPED = {"body.title": "A meeting at sea", "channel": "line", "body.area": "Black Sea"}


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path, "plenary", rehearsal=True).joined()


def say(two: Two, text: str, **more: Any) -> str:
    call = Send(channel=more.pop("channel", "line"), body={"text": text}, language="en", to=("ru",), **more)
    return ask(two.nato, call).act.ref


def pdf_of(made: PrintedView) -> bytes:
    return base64.b64decode(made.file)


def pages_of(made: PrintedView, path: Path) -> list[str]:
    path.write_bytes(pdf_of(made))
    return [page.extract_text() for page in pypdf.PdfReader(path).pages]


def unpack(two: Two, party: str, *papers: Path) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["bag", "unpack", *map(str, papers), "--dir", str(two.path / party), "--json"])
    if result.exception is not None:
        raise result.exception
    return dict(json.loads(result.stdout))


def test_an_act_and_its_receipt_go_over_paper(two: Two, tmp_path: Path) -> None:
    """One prints, the other reads the printed file, holds the act, and prints its receipt; that comes back."""
    ref = say(two, "Carried on paper.")
    paper, receipt = tmp_path / "act.pdf", tmp_path / "receipt.pdf"
    run = CliRunner()
    printed = run.invoke(app, ["paper", "act", ref, "-o", str(paper), "--dir", str(two.nato.path)])
    assert printed.output.startswith(f"{paper}: {ref} for RU, ")
    taken = unpack(two, "RU", paper)
    assert [(one["ref"], one["standing"]) for one in taken["items"]] == [(ref, "new")]
    assert [one.body["text"] for one in ask(two.ru, Inbox(all=True)).items if one.ref == ref] == ["Carried on paper."]
    back = run.invoke(app, ["paper", "act", ref, "--for", "nato", "-o", str(receipt), "--dir", str(two.ru.path)])
    assert "1 code, 0 entries, 1 receipts" in back.output
    came = unpack(two, "NATO", receipt)["received"]
    assert [(one["party"], one["upto"], one["standing"]) for one in came] == [("ru", ref, "new")]
    (known,) = (one for one in ask(two.nato, Inbox(all=True)).items if one.ref == ref)
    assert [(one.party, one.rung) for one in known.received] == [("ru", "stored")]


def test_the_paper_says_the_act_in_its_languages_and_marks_each_page(two: Two, tmp_path: Path) -> None:
    body = {"text": "Do you hear us?", "unofficial": {"ru": "Вы нас слышите?"}}
    ref = ask(two.nato, Send(channel="line", body=body, language="en", precedence="flash", to=("ru",))).act.ref
    pages = pages_of(ask(two.nato, PrintAct(ref)), tmp_path / "act.pdf")
    assert len(pages) > 1
    assert all("REHEARSAL" in page and "Receipt is not agreement." in page for page in pages)
    for words in ("Do you hear us?", "Вы нас слышите?", "201200Z APR 16", "TO", ref, "receipt is not agreement"):
        assert words in pages[0], words
    with using("ru"):
        sealed = " ".join(pages_of(ask(two.nato, PrintAct(ref, sealed=True)), tmp_path / "sealed.pdf"))
    assert "Do you hear us?" not in sealed
    assert "REHEARSAL · РЕПЕТИЦИЯ" in sealed
    assert "получение не означает согласия" in sealed
    assert ref in sealed


def test_only_what_the_other_is_not_known_to_hold_goes_along(two: Two, tmp_path: Path) -> None:
    """After its receipt the next act goes alone; the one that it answers in another channel goes with it."""
    say(two, "The first.")
    bag = str(tmp_path / "all.bag")
    ask(two.nato, PackBag(party="ru", file=bag))
    ask(two.ru, UnpackBag(bag))
    back = str(tmp_path / "back.bag")
    ask(two.ru, PackBag(party="nato", file=back))
    ask(two.nato, UnpackBag(back))
    asked = say(two, "What it rests on.", channel="plenary")
    ref = say(two, "The second.", cites=(asked,))
    made = ask(two.nato, PrintAct(ref, addressee="ru"))
    (tmp_path / "act.pdf").write_bytes(pdf_of(made))
    taken = unpack(two, "RU", tmp_path / "act.pdf")
    assert [one["ref"] for one in taken["items"]] == [asked, ref]
    assert not any(one["lacking"] for one in taken["items"])
    assert made.entries == taken["new_entries"]
    again = ask(two.nato, PrintAct(ref, addressee="ru", start=0))
    assert again.entries > made.entries


def test_who_lacks_what_it_rests_on_hears_which_and_how_to_get_it(two: Two, tmp_path: Path) -> None:
    """What the other is believed to hold and lost is asked for by the index that the refusal names."""
    say(two, "The first.")
    last = say(two, "The last.")
    index = int(last.rpartition("/")[2])
    texts = ask(two.nato, PrintAct(last, addressee="ru", start=index))
    (tmp_path / "alone.pdf").write_bytes(pdf_of(texts))
    assert texts.lacking == (f"NATO/LINE/0 to NATO/LINE/{index - 1}",)
    with pytest.raises(Refused, match="bag-gap") as refused:
        unpack(two, "RU", tmp_path / "alone.pdf")
    assert "detente paper act REF --from 0" in refused.value.remedy
    (tmp_path / "whole.pdf").write_bytes(pdf_of(ask(two.nato, PrintAct(last, start=0))))
    assert unpack(two, "RU", tmp_path / "whole.pdf")["items"][-1]["standing"] == "new"


def test_an_act_is_printed_for_who_may_hold_it_only(two: Two) -> None:
    own = ask(two.nato, Send(channel="own", kind="note", body={"text": "For ourselves."})).act.ref
    for ref, party, code in (
        (own, "", "bag-own"),
        (say(two, "x"), "nato", "bag-not-theirs"),
        ("NATO/LINE/900", "", "reference-unknown"),
    ):
        with pytest.raises(Refused, match=code):
            ask(two.nato, PrintAct(ref, addressee=party))


def test_a_form_is_printed_blank_and_what_stands_in_one_is_read_back(two: Two, tmp_path: Path) -> None:
    out = tmp_path / "blank.pdf"
    done = CliRunner().invoke(app, ["paper", "form", "incident-report", "-o", str(out), "--dir", str(two.nato.path)])
    assert done.exception is None, done.output
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    assert "Form: report of an incident" in words
    assert "This paper signs nothing." in words
    assert seen(out.read_bytes()).texts == ()
    with using("uk"):
        made = ask(two.nato, PrintForm("incident-report", typed=TYPED, carried='{"x": 1}'))
    assert "Цей папір нічого не підписує." in " ".join(pages_of(made, tmp_path / "typed.pdf"))
    found = parse_draft(joined(seen(pdf_of(made)).texts))
    assert (found.party, found.kind, found.typed, found.held) == ("nato", "incident-report", TYPED, {"x": 1})
    with pytest.raises(Refused, match="kind-by-command"):
        ask(two.nato, PrintForm("alarm"))


def test_a_form_that_is_none_is_malformed() -> None:
    draft = Draft("nrc-0123456789abcdef", "nato", "message", "line", "", "", 5, TYPED)
    assert parse_draft(draft.to_bytes()) == draft
    for data in (draft.to_bytes()[:-1], b"detente form 1\n", Draft("c", "p", "k", "", "", "", 5, {}, "[]").to_bytes()):
        with pytest.raises(Malformed, match="draft-malformed"):
            parse_draft(data)


def test_entries_without_a_head_above_them_wait(two: Two, tmp_path: Path) -> None:
    """Of a feed that comes in pieces, what lies above the last signed head that is held can be proven to nobody yet."""
    bag = tmp_path / "one.bag"
    for number in range(3):
        say(two, f"{number}.")
    ask(two.nato, PackBag(party="ru", file=str(bag)))
    whole = parse_bag(bag.read_bytes())
    (bundle,) = (one for push in whole.pushes for one in push.bundles if "/line/" in one.head.origin)
    with at_rest(two.nato) as nato:
        feed = nato.core.context.held.feed(bundle.head.origin)
        assert feed is not None
        proof = consistency_proof(2, bundle.head.size, nato.core.context.store.subtree(feed))
    piece = Bundle(0, bundle.entries[:2], bundle.head, tuple(proof))
    (tmp_path / "piece.bag").write_bytes(replace(whole, pushes=(Push((piece,)),)).to_bytes())
    ask(two.ru, UnpackBag(str(tmp_path / "piece.bag")))
    with at_rest(two.ru) as ru:
        held = ru.core.context.held.feed(bundle.head.origin)
        assert held is not None
        assert held.size == 2
        with pytest.raises(Refused, match="bag-no-head"):
            _bundle(ru.core.context, _Run(held, 0, 0, 1))
