"""What is true of every meeting, whatever its parties say, knowing whatever."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.consents import identity_note
from tests.councils import ring_of
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY
from detente.council.meeting.joint_text import Bracket, JointText, Option, parse_joint_text
from detente.council.meeting.minutes import document_of
from detente.council.meeting.state import MeetingState
from detente.council.said import Said
from detente.errors import Refused
from detente.protocol.documents import Purpose, draft_document, sign_document

PARTIES = ("nato", "ru", "us")
CHANNELS = ("plenary", "experts")
DRAFT = "We [A: will | B: may] talk."
Step = tuple[str, str, int, int, str]
KINDS = (
    *("meeting-accept", "meeting-decline", "meeting-change", "meeting-open", "meeting-close", "meeting-cancel"),
    *("item-table", "item-withdraw", "item-contest", "item-statement", "item-result", "result-contest", "contest-lift"),
    *("floor-request", "floor-give", "meeting-summary", "meeting-minutes", "text-table", "text-choose", "paper-sign"),
)
steps = st.lists(
    st.tuples(
        st.sampled_from(PARTIES),
        st.sampled_from(KINDS),
        st.integers(0, 2**16),
        st.integers(0, 5),
        st.sampled_from(CHANNELS),
    ),
    min_size=3,
    max_size=14,
)


def meeting(said: list[Step]) -> Matter:
    """Return a meeting in which parties say these things, each knowing only some of the acts before."""
    matter = Matter(charter_of("nato", "ru", "us", tables={"meetings": {"chair": "nato"}}))
    matter.say("nato", "meeting-convene", title="Talks", level="experts", begins_at=NOON + DAY, items=["One", "Two"])
    for party, kind, knowledge, choice, channel in said:
        acts = list(matter.acts.values())
        known = [act for place, act in enumerate(acts) if knowledge >> place & 1 or place == 0]
        re = answered(kind, known, choice)
        matter.say(party, kind, re, knows=known, channel=channel, **body(matter, party, kind, re, choice))
    return matter


def answered(kind: str, known: list[Said], choice: int) -> Said | None:
    """Return an act that the kind may answer, of those known, or the invitation."""
    wanted = {
        "meeting-accept": ("meeting-convene", "meeting-accept", "meeting-decline"),
        "meeting-decline": ("meeting-convene", "meeting-accept", "meeting-decline"),
        "result-contest": ("item-result",),
        "contest-lift": ("item-contest", "result-contest"),
        "floor-give": ("floor-request",),
        "text-table": ("text-table",),
        "text-choose": ("text-table",),
        "paper-sign": ("meeting-minutes", "text-table"),
    }.get(kind, ())
    found = [act for act in known if act.kind in wanted]
    if kind == "text-table" and choice % 2:
        return None
    return found[choice % len(found)] if found else None


def body(matter: Matter, party: str, kind: str, re: Said | None, choice: int) -> dict[str, Any]:
    symbols = ("M/1", "M/1/Rev.1", "M/1/Corr.1", "M/2", "M/1/Rev.2", "M/3")
    tabled = [act.ref for act in matter.acts.values() if act.kind == "item-table"]
    fields: dict[str, dict[str, Any]] = {
        "meeting-accept": {"delegation": [{"name": f"Officer {choice % 2}"}]},
        "meeting-decline": {"reason": "No."},
        "meeting-change": {"begins_at": NOON + (1 + choice) * DAY},
        "meeting-cancel": {"reason": "No."},
        "item-table": {"title": ("One", "Three", "three ", "Four")[choice % 4]},
        "item-result": {"result": ("agreed", "not agreed", "noted")[choice % 3]},
        "meeting-minutes": {"symbol": symbols[choice]},
        "text-table": {"title": "Text", "text": DRAFT if choice < 4 else "One text."},
        "text-choose": {"bracket": 1, "option": "AB"[choice % 2]},
    }
    if kind in ("item-withdraw", "item-contest", "item-statement", "item-result"):
        fields[kind] = {**fields.get(kind, {}), "item": ["1", "2", *tabled][choice % (2 + len(tabled))]}
    if kind == "paper-sign":
        return _signature(matter, party, re)
    return fields.get(kind, {})


def _signature(matter: Matter, party: str, paper: Said | None) -> dict[str, Any]:
    state = matter.folded().states.get("meetings")
    nothing = {"document": bytes(32), "line": "—"}
    if paper is None or not isinstance(state, MeetingState) or state.act(paper.ref, paper.kind) is None:
        return nothing
    try:
        text = document_of(state, paper)
    except Refused:
        return nothing
    signer = ring_of(party).document_signer(matter.charter.council_id, Purpose.MINUTES)
    line = sign_document(text, signer).text().rstrip()
    return {"document": draft_document(text).digest, "line": line, "identities": [identity_note(party)]}


@given(steps)
@settings(max_examples=50, deadline=None)
def test_every_order_of_proof_gives_the_same_meeting(said: list[Step]) -> None:
    """The same state, the same irregularities, and a sheet, in every linear extension of the order of proof."""
    matter = meeting(said)
    folded = matter.same_in_every_order(6)
    assert folded.sheet(matter.journal()).title.words == "Talks"
    assert folded.turn(matter.journal()) <= set(PARTIES)


@given(steps, steps)
@settings(max_examples=30, deadline=None)
def test_what_counted_goes_on_counting(first: list[Step], later: list[Step]) -> None:
    """No act, however late, makes another one irregular that counted, or the other way round."""
    matter = meeting(first)
    before = matter.folded()
    for party, kind, knowledge, choice, channel in later:
        acts = list(matter.acts.values())
        known = [act for place, act in enumerate(acts) if knowledge >> place & 1 or place == 0]
        re = answered(kind, known, choice)
        matter.say(party, kind, re, knows=known, channel=channel, **body(matter, party, kind, re, choice))
    after = matter.folded()
    assert {act.ref for act in before.acts} & after.irregular.keys() == before.irregular.keys()


@given(steps)
@settings(max_examples=30, deadline=None)
def test_signatures_stand_under_the_text_that_was_signed(said: list[Step]) -> None:
    """Minutes never change below a signature: the text of a reference is the same for everybody who holds it."""
    state = meeting(said).state("meetings")
    for paper in state.minutes:
        digest = draft_document(document_of(state, paper.act)).digest
        assert all(act.body["document"] == digest for act in paper.signed.values())


words = st.text(max_size=20)
labels = st.lists(st.text("ABCxyz019-", min_size=1, max_size=6), min_size=2, max_size=4, unique_by=str.casefold)
brackets = labels.flatmap(
    lambda names: st.tuples(*(st.builds(Option, st.just(name), words.map(str.strip)) for name in names))
)


@given(st.lists(st.tuples(words, brackets), max_size=4), words)
def test_a_joint_text_is_read_as_it_was_written(pairs: list[tuple[str, tuple[Option, ...]]], end: str) -> None:
    """What is printed is read back; with every bracket closed it is the words in a row."""
    parts: list[str | Bracket] = []
    for number, (before, options) in enumerate(pairs, 1):
        parts += [before, Bracket(number, options)]
    text = JointText(tuple(part for part in (*parts, end) if part != ""))
    assert parse_joint_text(str(text)) == text
    settled = text.settled({one.number: one.options[-1].label for one in text.brackets})
    assert settled.plain == "".join(before + options[-1].text for before, options in pairs) + end


@given(st.text("[]|:AB x\\", max_size=40))
def test_any_text_is_words_and_brackets_or_refused(text: str) -> None:
    """A peer may write what it likes: it is read, and prints to what reads the same, or it is refused."""
    try:
        read = parse_joint_text(text)
    except Refused:
        return
    assert parse_joint_text(str(read)) == read
