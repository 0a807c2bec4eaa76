"""The clearances' desk: who may ask whom, whose word counts, and which of one officer's words stands."""

from tests.matter import Matter

from detente.council.said import Said

ACT = {"kind": "protest", "channel": "plenary", "body": {"text": "We protest."}}
DIGEST = "0" * 64


def asked(*officers: str) -> tuple[Matter, Said]:
    """Return a matter that begins with a request of Smith's."""
    matter = Matter()
    matter.channel = "own"
    return matter, matter.say("ru", "clearance-request", officer="Smith", **request(*officers))


def request(*officers: str) -> dict[str, object]:
    return {"officers": list(officers), "act": ACT, "digest": DIGEST, "of": "form 1", "text": "Is it right?"}


def test_who_was_asked_says_a_word_and_nobody_else() -> None:
    matter, ask = asked("Jones", "Brown")
    word = {"given": "given"}
    assert matter.refused("ru", "clearance", ask, officer="Smith", **word) == "clearance-not-asked"
    assert matter.refused("ru", "clearance", ask, officer="", **word) == "clearance-not-asked"
    assert matter.folded().sheet(matter.journal()).status == "asked"
    matter.say("ru", "clearance", ask, officer="Jones", **word)
    assert matter.folded().sheet(matter.journal()).status == "asked"
    matter.say("ru", "clearance", ask, officer="Brown", **word)
    folded = matter.same_in_every_order()
    sheet = folded.sheet(matter.journal())
    assert sheet.status == "given"
    assert [one["officer"] for one in sheet.data["requests"][0]["words"]] == ["Jones", "Brown"]


def test_what_is_not_cleared_has_a_word_why() -> None:
    matter, ask = asked("Jones")
    for given in ("not given", "remark only"):
        assert matter.refused("ru", "clearance", ask, officer="Jones", given=given) == "clearance-without-word"
        assert (
            matter.refused("ru", "clearance", ask, officer="Jones", given=given, text=" ") == "clearance-without-word"
        )
    matter.say("ru", "clearance", ask, officer="Jones", given="not given", text="The date is wrong.")
    assert matter.folded().sheet(matter.journal()).status == "not given"


def test_the_newest_word_of_an_officer_stands() -> None:
    """In every order in which the record may hold them."""
    matter, ask = asked("Jones")
    matter.say("ru", "clearance", ask, officer="Jones", given="not given", text="The date is wrong.")
    matter.say("ru", "clearance", ask, officer="Jones", given="given", text="Mended.")
    sheet = matter.same_in_every_order().sheet(matter.journal())
    assert (sheet.status, sheet.data["requests"][0]["words"][0]["text"]) == ("given", "Mended.")


def test_nobody_asks_nobody_or_himself() -> None:
    matter = Matter()
    matter.channel = "own"
    for officer, others in (("Smith", ("Smith", "Jones")), ("", ("Jones",))):
        refused = matter.refused("ru", "clearance-request", officer=officer, **request(*others))
        assert refused == "clearance-of-whom"


def test_the_act_stands_whole_in_the_sheet() -> None:
    """Who is asked sees every field, also one that no kind knows, and the files by name and SHA-256."""
    matter = Matter()
    matter.channel = "own"
    body = {**request("Jones"), "act": {**ACT, "body": {"text": "x", "odd": b"\xff", "unofficial": {"ru": "икс"}}}}
    body["files"] = [{"name": "a.txt", "size": 3, "sha256": "ab" * 32}]
    matter.say("ru", "clearance-request", officer="Smith", **body)
    sheet = matter.folded().sheet(matter.journal())
    shown = dict(line.cells for line in sheet.sections[1].lines)
    assert shown["Kind"] == "protest"
    assert shown["unofficial, ru"] == "икс"
    assert shown["odd"] == '"ff"'
    assert "ab" * 32 in shown["file"]
