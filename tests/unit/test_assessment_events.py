"""Events: the crosswalk from our acts to CAMEO."""

import json
from importlib.resources import files

from tests.unit.test_assessment_report import detente
from tests.unit.test_cli import Shell

from detente.assessment.crosswalk import CLASSES, crosswalk
from detente.assessment.reading import parse_file
from detente.council.registry import KINDS

__all__ = ["detente"]


def test_the_crosswalk_names_what_there_is(detente: Shell) -> None:
    """Every kind that it names exists and stands once; every code has a weight and a class; the command shows all."""
    walk = crosswalk()
    given = parse_file((files("detente.assessment") / "crosswalk.toml").read_bytes(), toml=True)
    named = [kind for one in given.tables("code") for kind in one.texts("kinds")] + list(walk.left_out)
    assert sorted(named) == sorted(set(named))
    assert set(named) <= set(KINDS)
    assert all(-10 <= code.weight <= 10 and code.class_name in CLASSES for code in walk.codes.values())
    assert walk.code_of("reply-of-another-version") is None
    assert walk.scale.find("21") is None
    code, out, _ = detente("assess", "scale", "--json")
    shown = json.loads(out)["items"]
    assert code == 0
    assert [one["kind"] for one in shown] == list(KINDS)
    assert next(one for one in shown if one["kind"] == "message")["code_from"] == "desk"
    code, out, _ = detente("assess", "scale")
    assert code == 0
    assert "appeal for intelligence or information" in out
