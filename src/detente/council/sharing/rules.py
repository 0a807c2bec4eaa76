"""Who may do what at the sharing desk; the table is in `desks/sharing.py`, the reasons in docs/council/sharing.md.

All of it looks at the charter, and at what comes before an act by proof: so every record judges alike.
"""

from collections.abc import Callable, Container, Mapping
from typing import Final

from detente.council.background import Background
from detente.council.kinds import text_of
from detente.council.said import Said
from detente.council.sharing import passing
from detente.council.sharing import state as words
from detente.council.sharing.labels import Label, check_reach, handling_of
from detente.council.sharing.passing import LOOK
from detente.council.sharing.state import SharingState
from detente.council.sharing.topics import topic_of
from detente.errors import Refused
from detente.protocol.charter import Charter


def may(state: SharingState, act: Said) -> Refused | None:
    """Return why an act does not count, or None."""
    rule = _RULES.get(act.kind)
    return rule(state, act) if rule is not None else None


# --- asking -----------------------------------------------------------------------------------------------------------


def _ask(state: SharingState, act: Said) -> Refused | None:
    return _topic(state.charter, act)


def _answer(state: SharingState, act: Said) -> Refused | None:
    request = state.request_of(act)
    if request is None:
        return Refused(
            "request-unknown", expected="a request that counts in this dossier", got=act.re or "nothing", remedy=LOOK
        )
    if request.party == act.party:
        return Refused(
            "request-own", expected=f"a request of another party than {act.party.upper()}", got=request.ref,
            remedy="detente share withdraw takes it back",
        )  # fmt: skip
    if request.ref in state.withdrawn:
        return Refused(
            "request-withdrawn", expected="a request that stands", got=f"{request.ref}, which its author withdrew",
            remedy="detente share item gives unasked",
        )  # fmt: skip
    if act.kind == words.ANSWER:
        return _part(act) or _reach(state.charter, act, text_of(request.body, "topic"))
    if text_of(act.body, "answer") == words.Extent.DECLINED and not text_of(act.body, "reason"):
        return _reason("an answer that declines")
    return None


def _part(act: Said) -> Refused | None:
    part = text_of(act.body, "extent") == words.Extent.PART
    return _reason("an answer in part") if part and not text_of(act.body, "reason") else None


def _reason(what: str) -> Refused:
    return Refused(
        "share-reason-missing", expected=f"a reason, for {what}", got="none",
        remedy="give it with --reason; who can give none says: detente share decline --neither",
    )  # fmt: skip


def _withdraw(state: SharingState, act: Said) -> Refused | None:
    request = state.request_of(act)
    if request is None:
        return Refused(
            "request-unknown", expected="a request that counts in this dossier", got=act.re or "nothing", remedy=LOOK
        )
    if request.party != act.party:
        return Refused(
            "request-of-other", expected=f"a request of {act.party.upper()}: who asked takes it back",
            got=f"{request.ref}, by {request.party.upper()}", remedy="detente share decline declines it",
        )  # fmt: skip
    return None


# --- giving -----------------------------------------------------------------------------------------------------------


def _item(state: SharingState, act: Said) -> Refused | None:
    request = state.request_of(act)
    if request is not None and (wrong := _answer(state, act)) is not None:
        return wrong
    return _topic(state.charter, act) or _grading(state.charter, act, text_of(act.body, "topic"))


def empty(state: SharingState, act: Said) -> Refused | None:
    """Return why an answer gives nothing, or not as its topic wants what is given, or None.

    Who gave an item in answer before may say without a word more that this is all.
    """
    request = state.request_of(act)
    if request is None:
        return None
    if text_of(act.body, "content"):
        return _grading(state.charter, act, text_of(request.body, "topic"))
    if any(one.party == act.party and one.kind in words.GIVEN for one in state.answers_to(request)):
        return None
    return Refused(
        "answer-empty", expected="what is given, in an answer", got="nothing",
        remedy="give it; who gives nothing declines: detente share decline",
    )  # fmt: skip


def _topic(charter: Charter, act: Said) -> Refused | None:
    name = text_of(act.body, "topic")
    topic = topic_of(charter, name, act.kind)
    assert topic is not None, "an act that was judged without its topic"
    taking = ", ".join(topic.parties).upper()
    strangers = [party for party in (act.party, *act.to) if party not in topic.parties]
    if strangers:
        return Refused(
            "topic-stranger", expected=f"parties who take part in {name}: {taking}", got=", ".join(strangers).upper(),
            remedy="choose another topic or addressee; the charter says who takes part",
        )  # fmt: skip
    if topic.channels and act.channel not in topic.channels:
        return Refused(
            "topic-channel", expected=f"a channel in which {name} is shared: {', '.join(topic.channels)}",
            got=act.channel, remedy=f"say it with --channel {topic.channels[0]}",
        )  # fmt: skip
    return _reach(charter, act, name)


def _reach(charter: Charter, act: Said, name: str) -> Refused | None:
    handling, topic = handling_of(act.body), topic_of(charter, name, act.kind)
    if topic is None:
        return None
    if handling.label is not None and topic.labels and handling.label not in topic.labels:
        return Refused(
            "label-not-of-topic", expected=f"a label that {name} knows: {', '.join(topic.labels)}",
            got=handling.label.marking, remedy="choose one of them with --tlp",
        )  # fmt: skip
    return check_reach(handling, charter, act.party, act.channel, topic.parties)


def check_readers(
    act: Said, charter: Charter, standing: Callable[[str], Background], confirmed: Container[str]
) -> Refused | None:
    """Return why the author's node does not sign what a label keeps to few, or None.

    Args:
        standing: what a party has said about itself by now.
        confirmed: parties whose first contact was confirmed by words: else nobody knows for whom it would be sealed.
    """
    handling = handling_of(act.body)
    for name in handling.persons:
        if not any(_speaks(standing(party), name, act) for party in handling.only):
            return Refused(
                "label-person",
                expected=f"an officer whom {', '.join(handling.only).upper()} accredited for {act.channel}",
                got=name, remedy="detente officer list shows them; leave --person out to name the party alone",
            )  # fmt: skip
    strict = handling.label in (Label.RED, Label.AMBER_STRICT) and not charter.rehearsal
    readers = set(charter.members_of(act.channel)) - {act.party, charter.depositary} if strict else set()
    if unknown := sorted(party for party in readers if party not in confirmed):
        return Refused(
            "label-peer", expected="readers whose first contact was confirmed by words, for so narrow a label",
            got=f"{', '.join(unknown).upper()}: not confirmed here", remedy=f"detente party confirm {unknown[0]}",
        )  # fmt: skip
    return None


def _speaks(one: Background, name: str, act: Said) -> bool:
    found = one.accreditations.get(name)
    return found is not None and found.covers(act.channel, act.claimed_at)


def _grading(charter: Charter, act: Said, name: str) -> Refused | None:
    source, information = text_of(act.body, "source_grade"), text_of(act.body, "information_grade")
    topic = topic_of(charter, name, act.kind)
    if bool(source) != bool(information):
        return Refused(
            "grading-half", expected="a grade of the source, A to F, and one of the information, 1 to 6",
            got=source or information, remedy="give both with --grade, like B2; F6 says that neither can be judged",
        )  # fmt: skip
    if topic is not None and topic.graded and not source:
        return Refused(
            "grading-missing", expected=f"a grading: {topic.name} asks for one", got="none",
            remedy="give it with --grade, like B2; F6 says that neither can be judged",
        )  # fmt: skip
    return None


# --- afterwards -------------------------------------------------------------------------------------------------------


def _own(state: SharingState, act: Said) -> Refused | None:
    given = state.given_of(act)
    if given is None:
        return passing.no_item(act)
    if given.party != act.party:
        return Refused(
            "item-of-other", expected=f"what {act.party.upper()} gave: who gave it corrects and recalls it",
            got=f"{given.ref}, by {given.party.upper()}", remedy="detente share ask asks what became of it",
        )  # fmt: skip
    return passing.recalled(state, given)


def _correct(state: SharingState, act: Said) -> Refused | None:
    # Grades that it does not give again stay as they were.
    return _own(state, act) or _grading(state.charter, act, "")


Rule = Callable[[SharingState, Said], Refused | None]
_RULES: Final[Mapping[str, Rule]] = {
    words.REQUEST: _ask,
    words.ANSWER: _answer,
    words.DECLINE: _answer,
    words.WITHDRAWAL: _withdraw,
    words.ITEM: _item,
    words.CORRECTION: _correct,
    words.RECALL: _own,
    words.ONWARD: passing.may_ask,
    words.CONSENT: passing.may_answer,
    words.REFUSAL: passing.may_answer,
    words.VERSION: passing.may_note,
}
