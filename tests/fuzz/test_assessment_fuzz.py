"""What may come out of a case or of an analyst's inputs? A result, `Malformed` or `Refused`."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.test_protocol_fuzz import mutations

from detente.assessment.cases.checking import check_case, shipped
from detente.assessment.conflict.held import findings as held_findings
from detente.assessment.conflict.held import held
from detente.assessment.conflict.question import read_question
from detente.assessment.dependence.ledger_reading import read_ledger
from detente.assessment.dependence.needs import findings as needs_findings
from detente.assessment.dependence.needs import needs
from detente.assessment.events.mapping import find as find_mapping
from detente.assessment.events.mapping import read_mapping
from detente.assessment.events.mapping import shipped as mappings
from detente.assessment.events.reported import read_events, summary
from detente.assessment.evidence.compare import compare, findings
from detente.assessment.evidence.counted import Counted
from detente.assessment.evidence.measures import Evidence, measures
from detente.assessment.evidence.saved import hash_of, measures_in
from detente.assessment.inputs.library import find
from detente.assessment.reading import parse_file
from detente.errors import Malformed, Refused

GDELT = [*[""] * 57]
GDELT[0], GDELT[1], GDELT[6], GDELT[16], GDELT[26], GDELT[30] = "1", "20140103", "A", "B", "0214", "3.4"
EVENTS = {
    "icews": b"Event ID\tEvent Date\tSource Name\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\n"
    b"1\t2014-01-03\tA\tMake statement\t010\t0.0\tB\n2\t2014-01-04\tB\tDemand\t100\t-5.0\tA\n",
    "gdelt": "\t".join(GDELT).encode(),
    "polecat": b"Event ID\tEvent Date\tEvent Type\tIntensity\tActor Name\tRecipient Name\n"
    b"1\t2020-01-03\tACCUSE\t\tA\tB\n",
    "detente": b"day,from,to,cameo,event,goldstein,class\r\n2014-01-03,A,B,064,share,7.0,material cooperation\r\n",
}
SMALL = [name for name, _ in shipped() if "garrison" not in name and "april" not in name]


@pytest.mark.parametrize("name", SMALL)
def test_a_case_or_a_refusal(name: str) -> None:
    """Near and far from sound bytes."""

    @settings(max_examples=60, deadline=None)
    @given(mutations(dict(shipped())[name]))
    def holds(data: bytes) -> None:
        try:
            case = check_case(data)
        except (Malformed, Refused):
            return
        assert all(one.field for one in case.fields)

    holds()


@pytest.mark.parametrize("toml", [True, False])
def test_a_ledger_or_a_refusal(toml: bool) -> None:
    """Near and far from sound inputs; and whatever was read has findings."""
    seed = find("april-2016") if toml else dict(shipped())["april-2016-analyst-inputs.json"]

    @settings(max_examples=60, deadline=None)
    @given(mutations(seed))
    def holds(data: bytes) -> None:
        try:
            ledger = read_ledger(parse_file(data, toml=toml))
        except Malformed:
            return
        assert all(needs_findings(needs(ledger, 0, 1)))

    holds()


def test_a_question_or_a_refusal() -> None:
    """Near and far from sound inputs; and whatever was read has findings."""

    @settings(max_examples=60, deadline=None)
    @given(mutations(find("april-2016-graph")))
    def holds(data: bytes) -> None:
        try:
            question = read_question(parse_file(data, toml=True))
        except (Malformed, Refused):
            return
        assert all(held_findings(held(question, question.readings[0], None)))

    holds()


@pytest.mark.parametrize("name", list(mappings()))
def test_events_or_a_refusal(name: str) -> None:
    """Near and far from a sound file, by each mapping that comes along; whatever was read has a day and counts."""
    mapping = read_mapping(find_mapping(name))

    @settings(max_examples=60, deadline=None)
    @given(mutations(EVENTS[name]))
    def holds(data: bytes) -> None:
        try:
            found = read_events(data, mapping)
        except Malformed:
            return
        assert found.rows == len(found.events) + found.repeated + found.unread
        assert sum(pair["n"] for pair in summary(found.events)) <= len(found.events)

    holds()


def test_a_mapping_or_a_refusal() -> None:
    """Near and far from a sound declaration; and whatever was read reads a file or refuses it."""

    @settings(max_examples=60, deadline=None)
    @given(mutations(find_mapping("polecat")))
    def holds(data: bytes) -> None:
        try:
            found = read_events(EVENTS["polecat"], read_mapping(data))
        except Malformed:
            return
        assert found.rows == 1

    holds()


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
ACTS = [Counted(f"a/{n}", "a", "clarification-request", "line", ("b",), n * 86_400, opens=True) for n in range(7)]
ACTS += [replace(one, ref=f"b/{n}", party="b", to=("a",)) for n, one in enumerate(ACTS)]
SAID = {"record": "made up", "period": {"since_at": None, "until_at": None}, "time_at": None} | measures(
    Evidence(ACTS, (), ("a", "b"), 900_000)
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SAID)), ANY_JSON, st.booleans())
def test_measures_or_a_refusal(name: str, value: object, keep: bool) -> None:
    """Whoever writes a file by hand and its hash beside it gets a comparison or a refusal."""
    said = {**SAID, **({name: value} if keep else {})}
    if not keep:
        del said[name]
    try:
        found = measures_in(json.dumps({"items": [said], "measures_sha256": hash_of(said)}).encode())
    except Malformed:
        return
    assert findings(compare(found, SAID))


@settings(max_examples=60, deadline=None)
@given(mutations(json.dumps({"items": [SAID], "measures_sha256": hash_of(SAID)}).encode()))
def test_a_saved_file_or_a_refusal(data: bytes) -> None:
    """Near and far from sound bytes: what was changed does not fit its hash."""
    try:
        assert measures_in(data)
    except Malformed:
        return
