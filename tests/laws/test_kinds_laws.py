"""Can an act that passes every check do harm? Each kind, with the largest and odd values, is folded and shown."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.agreed import agreed
from tests.matter import NOON, Matter

from detente import clock
from detente.clock import DAY, HOUR, held, rfc3339
from detente.council.kinds import COMMON, Field, Kind, Place, Sort
from detente.council.quotas import ledger
from detente.council.registry import DESKS, KINDS, desk_of
from detente.errors import Refused
from detente.limits import ATTACHMENT_BYTES_MAX, INSTANT_MAX, VISIT_HOURS_MAX

BAY = agreed("nato", "ru", "us", clocks={"reply_hours": 8_760, "acknowledge": {"routine": 10_080}})
INSTANTS = (0, 1, NOON, NOON + HOUR, NOON + 2 * DAY, INSTANT_MAX - DAY, INSTANT_MAX)
TEXTS = ("bay", "x", "RU/PLENARY/1", "NATO/PLENARY/1", "ru", "nato", "54.71, 19.92", "quota used up", "prior", "1")
DAYS = ("9999-12-31", "0001-01-01", "9999-12-31T23:59:59Z")
ODD: tuple[Any, ...] = (0, INSTANT_MAX, 2**63 - 1, 2**64 - 1, -(2**63), "", *DAYS, True, b"", [], {}, [{}], None)


def values(field: Field) -> st.SearchStrategy[Any]:
    """Return what may stand in a field, its bounds above all; where it is a list, a short one."""
    one = _one(field)
    return st.lists(one, min_size=1 if field.required else 0, max_size=2) if field.many else one


def _one(field: Field) -> st.SearchStrategy[Any]:
    match field.sort:
        case Sort.TEXT:
            return st.sampled_from(field.choices or TEXTS)
        case Sort.COUNT:
            return st.sampled_from(sorted({0, 1, 2, min(2_016, field.most), field.most - 1, field.most}))
        case Sort.INSTANT:
            return st.sampled_from(INSTANTS)
        case Sort.FLAG:
            return st.booleans()
        case Sort.BYTES:
            return st.sampled_from([b"\0" * 32, b"x"])
        case Sort.TABLE:
            names = st.sampled_from(["start", "end", "troops", "year", "text", "activities"])
            return tables(field.fields) if field.fields else st.dictionaries(names, st.sampled_from(ODD), max_size=3)


def tables(fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Return bodies that have what is required, and perhaps the rest, empty values among it."""
    empty = st.sampled_from([None, "", []])
    return st.fixed_dictionaries(
        {name: values(one) for name, one in fields.items() if one.required},
        optional={name: st.one_of(values(one), values(one), empty) for name, one in fields.items() if not one.required},
    )


def bodies(kind: Kind) -> st.SearchStrategy[dict[str, Any]]:
    """Return bodies of a kind, with the fields that any body may have."""
    common = {"amended": COMMON["amended"], "drill": COMMON["drill"]}
    whole = tables(kind.fields)
    return st.one_of(whole, whole, st.builds(lambda more, body: {**more, **body}, tables(common), whole))


def channel_of(kind: Kind) -> str:
    """Return a channel for a kind."""
    return {Place.OWN: "own", Place.PUBLIC: "public"}.get(kind.place, "plenary")


def chain(kind: Kind) -> tuple[Kind, ...]:
    """Return kinds of which each may answer the one before it, the first of which opens a matter."""
    found = [kind]
    while not found[0].opens or found[0].needs_re:
        before = next((one for one in found[0].answers if KINDS[one] not in found), "clarification-request")
        found.insert(0, KINDS[before])
    return tuple(found)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.data())
def test_whatever_passes_its_checks_folds_shows_and_is_owed_without_a_mistake(kind: Kind, data: st.DataObject) -> None:
    """What one party may sign, every node can show: no number or time in a body leads beyond what can be written."""
    matter = Matter(BAY)
    told = []
    for number, one in enumerate((*chain(kind), kind, kind)):
        made = list(matter.acts.values())
        answered = next((act for act in reversed(made) if act.kind in one.answers or not one.answers), None)
        if number and not (one.needs_re and answered is not None) and one.alone:
            continue
        body = data.draw(bodies(one))
        party = data.draw(st.sampled_from(["nato", "ru", "us"]))
        matter.now = data.draw(st.sampled_from([NOON, NOON + DAY, INSTANT_MAX - DAY]))
        to = data.draw(st.sampled_from([(), ("ru",), ("nato", "us")]))
        act = matter.make(party, one.name, answered, channel=channel_of(one), to=to, precedence=3)
        act = replace(act, body=body)
        matter._sizes[act.origin] = act.index + 1
        matter.acts[act.ref] = act
        told.append((one, body))
        if data.draw(st.booleans()) and act.channel != "own":
            matter.everybody_holds(act, data.draw(st.sampled_from([NOON + HOUR, INSTANT_MAX - 1, INSTANT_MAX])))
    folded = matter.folded()
    journal = matter.journal()
    duties = folded.duties(journal, matter.standing, matter.now)
    for duty in duties:
        assert all(rfc3339(at) for at in (duty.due_at, duty.due_strict_at, duty.met_at) if at is not None)
    folded.sheet(journal, duties=duties)
    folded.turn(journal)
    folded.next_acts("ru")
    assert all(isinstance(one, str) for one in folded.conflicts)
    list(ledger(state for name, state in folded.states.items() if name == "inspections"))
    for name, state in folded.states.items():
        for further in ("appointments_of", "appointments", "activities"):
            read: Any = getattr(DESKS[name], further, None)
            if read is not None:
                read(state)
    for one, body in told:
        one.tell({"party": "RU", "re": "RU/LINE/1", **dict.fromkeys(one.told, "that")}, one.show(body))
    assert desk_of(kind.name).NAME in DESKS


def counts(fields: Any) -> list[Field]:
    """Return the numbers among fields, those in tables too."""
    return [one for field in fields.values() for one in (field, *counts(field.fields)) if one.sort is Sort.COUNT]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_number_has_a_bound_of_its_own_which_the_refusal_names(kind: Kind) -> None:
    for one in counts(kind.fields):
        assert one.most <= ATTACHMENT_BYTES_MAX
        with pytest.raises(Refused) as refused:
            one.check("hours", one.most + 1)
        assert refused.value.code == "body-field-type"
        assert refused.value.expected == f"number from 0 to {one.most} in hours"
        assert refused.value.got == str(one.most + 1)


@given(st.integers())
def test_a_sum_of_times_can_always_be_written(at: int) -> None:
    assert clock.LAST == INSTANT_MAX
    assert rfc3339(held(at)).endswith("Z")
    assert held(at) == at or not 0 <= at <= INSTANT_MAX


def test_a_visit_that_lasts_for_ever_counts_for_nothing_and_is_shown() -> None:
    """Found by review: 99,999,999 hours led to the year 13434, and no list and no page had the matter any more."""
    matter = Matter(BAY)
    body = {"sort": "inspection", "enters_at": INSTANT_MAX, "entry_point": "Port", "area": "Light", "team": 4}
    first = matter.say("nato", "inspection-request", to=("ru",), hours=99_999_999, **body)
    assert matter.why(first) == "body-field-type"
    last = Matter(BAY)
    last.say("nato", "inspection-request", to=("ru",), hours=VISIT_HOURS_MAX, **body)
    assert last.state("inspections").leaves_at == INSTANT_MAX


@pytest.mark.parametrize("nothing", [None, "", []])
def test_an_act_that_states_no_number_of_amendments_is_as_one_that_leaves_it_out(nothing: Any) -> None:
    """An empty field passes its check; it compared with a number, and no node could fold the matter."""
    matter = Matter(BAY)
    assert matter.why(matter.say("nato", "statement", amended=nothing)) == ""
