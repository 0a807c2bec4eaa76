"""`assess compare` and `assess keep`: two assessments side by side, and inputs that nobody else ever holds."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from test_home_standing import Council, Shell, detente, two

from detente.assessment.dependence.compare import compare, findings
from detente.assessment.dependence.ledger_reading import read_ledger
from detente.assessment.dependence.needs import Needs, needs
from detente.assessment.inputs.keeping import body_of
from detente.assessment.inputs.library import find
from detente.assessment.reading import parse_file
from detente.errors import Refused
from detente.limits import INPUTS_KEPT_BYTES_MAX

__all__ = ["detente", "two"]

LEDGER = read_ledger(parse_file(find("april-2016"), toml=True))


def read(reading: str = "", one: int = 0, other: int = 1) -> Needs:
    chosen = [each for each in LEDGER.readings if each.id == reading]
    return needs(LEDGER.read_as(chosen[0]) if chosen else LEDGER, one, other)


def test_what_differs_is_named_with_whose_word_it_is() -> None:
    """The rival tables posture and gives equal bypass: either alone leaves the sign, both turn it."""
    found = compare(read(), read("rival"))
    assert [(one.id, *map(float, one.values)) for one in found.differing] == [
        ("bypass of RU", 0.75, 0.25),
        ("tabled, posture", 0, 1),
    ]
    assert [one.given[0].basis for one in found.differing] == ["stated", "inferred"]
    assert all(one.alone is not None and one.alone > 0 for one in found.differing)
    assert found.lead[0] > 0 > found.lead[1]
    assert findings(found)[0].endswith("its sign turns.")
    assert "none of them alone turns it" in findings(found)[1]


def test_what_one_input_does_alone_is_the_other_reading_where_only_that_differs() -> None:
    """Set as the second has it, the first becomes the second."""
    found = compare(read(), read("posture-tabled"))
    (one,) = found.differing
    assert one.alone == found.lead[1]


def test_the_same_twice_differs_in_nothing() -> None:
    """No input differs, and the sign stays."""
    found = compare(read(), read())
    assert (found.differing, found.apart) == ((), ((), ()))
    assert findings(found)[1] == "No input of the two differs."


def test_issues_of_one_alone_are_named() -> None:
    """An issue that only one of them has is compared with nothing, and said."""
    text = find("april-2016").decode().replace('id = "syria"', 'id = "levant"')
    other = needs(read_ledger(parse_file(text.encode(), toml=True)), 0, 1)
    found = compare(read(), other)
    assert found.apart == (("syria",), ("levant",))
    assert "Only in the first is syria." in findings(found)
    assert found.lead[0] == found.lead[1]


def test_assessments_of_others_are_not_compared() -> None:
    """Two that are not of the same parties say nothing of each other."""
    with pytest.raises(Refused) as refused:
        compare(read(), read("", 1, 0))
    assert refused.value.code == "assessments-of-others"


def test_inputs_are_kept_and_read_back(two: Council, detente: Shell, tmp_path: Path) -> None:
    """An act in one's own channel holds them as they were written; needs and compare read them by its reference."""
    file = tmp_path / "own.toml"
    file.write_bytes(find("april-2016"))
    kept = detente.json(two.nato, "assess", "keep", str(file))["act"]
    assert (kept["channel"], kept["kind"], kept["to"]) == ("own", "assessment-inputs", [])
    assert kept["body"]["bases"] == "10 stated, 14 inferred, 34 assumed"
    assert kept["body"]["text"].encode() == find("april-2016")
    found = detente.json(two.nato, "assess", "needs", kept["ref"], "--reading", "rival")
    assert found["inputs_sha256"] == kept["body"]["sha256"]
    compared = detente.json(two.nato, "assess", "compare", kept["ref"], "april-2016:announced")
    assert compared["issues_of_one_only"] == [[], []]
    assert Fraction(compared["items"][0]["need"]["NATO"]["exact"]) == read().need[0]
    code, out = detente(two.nato, "assess", "compare", kept["ref"], f"{kept['ref']}:rival")
    assert code == 0
    assert "its sign turns" in out
    report = detente.json(two.nato, "assess", "report", "--needs", kept["ref"])
    assert report["inputs_sha256"] == {kept["ref"]: kept["body"]["sha256"]}
    assert report["measures_sha256"]
    code, out = detente(two.nato, "assess", "keep", str(file))
    assert code == 0
    assert "kept for yourself" in out


def test_what_keeps_no_inputs_gives_none(two: Council, detente: Shell) -> None:
    """A note of one's own is no inputs; a reading that is not there is named."""
    note = detente.json(two.nato, "send", "--channel", "own", "--kind", "note", "a thought")["act"]["ref"]
    for words, code in (
        (("needs", note), "inputs-unknown"),
        (("compare", "april-2016", "april-2016:mine"), "reading-unknown"),
    ):
        ended, said = detente(two.nato, "assess", *words, "--json")
        assert ended == 2
        assert json.loads(said)["error"]["code"] == code


def test_inputs_that_one_act_cannot_hold_are_not_kept() -> None:
    """They go as an attachment, and the refusal says so."""
    large = find("april-2016") + b"#" * INPUTS_KEPT_BYTES_MAX
    with pytest.raises(Refused) as refused:
        body_of(large, toml=True)
    assert refused.value.code == "inputs-too-large"
    assert "--attach" in refused.value.remedy
