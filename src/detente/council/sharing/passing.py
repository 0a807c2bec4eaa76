"""Who may pass on what another gave: asking its originator, consent, and the note beside a source.

The originator is whom a version names, else who gave it. What is passed on unchanged keeps its label or takes a
narrower one: a wider one would let it go on to those for whom nobody consented. See docs/council/sharing.md, section 4.
"""

from typing import Final

from detente.council.kinds import text_of, texts_of
from detente.council.said import Said
from detente.council.sharing import state as words
from detente.council.sharing.labels import handling_of
from detente.council.sharing.state import SharingState
from detente.errors import Refused

LOOK: Final = "detente share list shows what was asked and given"


def no_item(act: Said) -> Refused:
    """Return that an act speaks of nothing that was given."""
    return Refused(
        "item-unknown", expected="an item or answer that counts in this dossier", got=act.re or "nothing", remedy=LOOK
    )


def recalled(state: SharingState, given: Said) -> Refused | None:
    """Return that its author took back what an act speaks of, or None."""
    if not state.recalled(given.ref):
        return None
    return Refused(
        "item-recalled", expected="what is not recalled", got=f"{given.ref}, {state.standing_of(given.ref).settled}",
        remedy="detente share item gives it anew",
    )  # fmt: skip


def may_ask(state: SharingState, act: Said) -> Refused | None:
    """Return why a party may not ask to pass something on, or not here, or None."""
    given = state.given_of(act)
    if given is None:
        return no_item(act)
    originator = state.originator_of(given)
    if originator == act.party:
        return Refused(
            "item-own", expected=f"what another party than {act.party.upper()} gave", got=given.ref,
            remedy="who gave it needs nobody's consent: detente share item --of",
        )  # fmt: skip
    if not state.reaches(originator, act.channel):
        return Refused(
            "onward-originator", expected=f"a question that {originator.upper()}, its originator, can read",
            got=f"{given.ref} by {given.party.upper()}, asked in {act.channel}",
            remedy=f"ask {originator.upper()} in a channel that it reads: detente share ask --to {originator}",
        )  # fmt: skip
    return recalled(state, given) or _to_whom(act)


def _to_whom(act: Said) -> Refused | None:
    if texts_of(act.body, "parties"):
        return None
    return Refused("body-incomplete", expected="parties: to whom", got="nothing", remedy="name them with --for")


def may_answer(state: SharingState, act: Said) -> Refused | None:
    """Return why a consent or a refusal does not count, or None."""
    question = state.onward_of(act)
    given = None if question is None else state.given_of(question)
    if question is None or given is None:
        return Refused(
            "onward-unknown", expected="a question of onward release that counts in this dossier",
            got=act.re or "nothing", remedy=LOOK,
        )  # fmt: skip
    originator = state.originator_of(given)
    if originator != act.party:
        return Refused(
            "item-of-other", expected=f"what {act.party.upper()} gave: its originator answers",
            got=f"{given.ref}, of {originator.upper()}", remedy="wait for its originator",
        )  # fmt: skip
    if act.kind == words.REFUSAL:
        return None
    wider = sorted({one.lower() for one in texts_of(act.body, "parties")} - _named(question))
    if wider:
        return Refused(
            "onward-wider", expected=f"those of whom {question.ref} asks: {', '.join(sorted(_named(question)))}",
            got=", ".join(wider), remedy="give it to them yourself: detente share item --of",
        )  # fmt: skip
    return recalled(state, given) or _to_whom(act)


def _named(question: Said) -> set[str]:
    return {one.lower() for one in texts_of(question.body, "parties")}


def may_note(state: SharingState, act: Said) -> Refused | None:
    """Return why a note beside a source does not count, and what it notes may not be said, or None."""
    given, parts = state.given_of(act), text_of(act.body, "version").split("/")
    if given is None:
        return no_item(act)
    if len(parts) != 3 or parts[0].lower() != act.party or parts[1].lower() not in state.charter.channels:
        return Refused(
            "version-unknown", expected=f"the reference of an act of {act.party.upper()}",
            got=text_of(act.body, "version")[:80], remedy="detente share item --of says both acts",
        )  # fmt: skip
    lacking = _lacking_consent(state, given, act.party, parts[1].lower(), act.claimed_at)
    if lacking:
        return Refused(
            "onward-missing",
            expected=f"the consent of {state.originator_of(given).upper()}, the originator of {given.ref}, "
            f"for {', '.join(lacking).upper()}",
            got="none", remedy=f"ask for it: detente share release ask {given.ref} --for {lacking[0]}",
        )  # fmt: skip
    return _label_wider(state, given, act) or recalled(state, given)


def _lacking_consent(state: SharingState, given: Said, party: str, channel: str, at: int) -> list[str]:
    """Return the readers of a channel to whom a party may not pass on what was given, for want of consent."""
    originator = state.originator_of(given)
    if party == originator or not state.handling(given).asks_originator:
        return []
    had = {given.party, originator, party, state.charter.depositary, *state.charter.members_of(given.channel)}
    public = state.charter.channels[channel].public
    new = {*state.charter.members_of(channel), *(["the public"] if public else [])} - had
    return sorted(new - state.consented(given, at))


def _label_wider(state: SharingState, given: Said, act: Said) -> Refused | None:
    """Return that what another gave is passed on unchanged under a wider label than its source has, or None."""
    here, there = state.handling(given).label, handling_of(act.body).label
    unchanged = text_of(act.body, "how") == words.PASSED_ON and act.party != state.originator_of(given)
    if not unchanged or here is None or there is None or not there.wider(here):
        return None
    return Refused(
        "label-wider", expected=f"{here.marking} or a narrower label, for what is passed on unchanged",
        got=there.marking,
        remedy="leave --tlp out, or say with a TEXT what may go further: a sanitised version has a label of its own",
    )  # fmt: skip
