"""The publications desk: a text is joint when every party that it names has signed exactly that text, else never."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.consents import (
    VERSIONS,
    consent,
    identity_note,
    line_of,
    matter_of_texts,
    propose,
    publication,
    say_consent,
    sent_by,
    text_of,
)
from tests.matter import NOON, Matter, charter_of

from detente.clock import HOUR
from detente.council.desk import NextAct
from detente.council.desks import publications
from detente.council.duty import DutyState
from detente.council.proposed_text import read_publication
from detente.council.said import Said
from detente.errors import Malformed
from detente.protocol.communique import JointText, Version, parse_text, render_text
from detente.protocol.documents import draft_document, text_digest


def agreed() -> tuple[Matter, Said]:
    """Return a matter in which NATO and Russia have consented to one text."""
    matter = matter_of_texts()
    draft = propose(matter)
    for party in ("nato", "ru"):
        say_consent(matter, party, draft)
    return matter, draft


def status(matter: Matter) -> str:
    return matter.folded().sheet(matter.journal()).status


# --- consent ----------------------------------------------------------------------------------------------------------


def test_a_text_with_all_signatures_is_joint() -> None:
    """Proposed, consented to, published; the same in every order of proof."""
    matter = matter_of_texts()
    draft = propose(matter)
    assert matter.turn() == {"nato", "ru"}
    say_consent(matter, "ru", draft, knows=())
    assert status(matter) == "consents outstanding"
    say_consent(matter, "nato", draft, knows=())
    assert (status(matter), matter.turn()) == ("consented by all", {"nato"})
    public = sent_by(matter, "nato", draft, "nato", "ru")
    one = matter.same_in_every_order().states["publications"].publications[public.ref]
    assert (one.joint, one.authors, one.missing) == (True, ("nato", "ru"), ())
    assert (status(matter), matter.turn()) == ("published jointly", frozenset())


def test_a_text_that_lacks_a_signature_is_its_authors_own_statement() -> None:
    matter = matter_of_texts()
    draft = propose(matter)
    say_consent(matter, "nato", draft)
    public = sent_by(matter, "nato", draft, "nato")
    one = matter.state().publications[public.ref]
    assert (one.joint, one.authors, one.missing) == (False, ("nato",), ("ru",))
    sheet = matter.folded().sheet(matter.journal())
    assert sheet.status == "published by NATO alone"
    assert ("RU", "no signature here") in [line.cells for line in sheet.sections[-1].lines]
    say_consent(matter, "ru", draft)
    sent_by(matter, "ru", draft, "nato", "ru")
    assert status(matter) == "published jointly"


def test_who_reads_only_the_public_channel_finds_the_same() -> None:
    """The depositary and any stranger check the act against the charter alone."""
    matter, draft = agreed()
    public = sent_by(matter, "nato", draft, "nato", "ru")
    others = [act for act in matter.acts.values() if act.ref != public.ref]
    alone = matter.state("publications", missing=others)
    assert alone.publications == matter.state("publications").publications
    again = read_publication("nato", public.body, matter.charter, {})
    assert again == alone.publications[public.ref]


def test_consents_prove_keys_where_the_public_act_has_no_room_for_them() -> None:
    """A public act of many signers may leave identity notes out; who read the consents knows the keys."""
    matter, draft = agreed()
    public = sent_by(matter, "nato", draft, "nato", "ru", identities=("nato",))
    assert matter.same_in_every_order().states["publications"].publications[public.ref].joint
    assert not read_publication("nato", public.body, matter.charter, {}).joint


def test_one_party_speaks_alone_without_a_proposal() -> None:
    matter = matter_of_texts()
    public = matter.say("nato", "communique-publish", **publication(matter, None, "nato"))
    assert not matter.why(public)
    assert status(matter) == "published by NATO alone"


def test_a_consent_can_be_withdrawn_until_the_text_is_out() -> None:
    """Withdrawn, the text is not published with it; published, the consent stays."""
    matter, draft = agreed()
    matter.say("ru", "communique-withdraw", draft)
    body = publication(matter, draft, "nato", "ru")
    assert matter.refused("nato", "communique-publish", draft, **body) == "communique-consent-withdrawn"
    assert matter.why(matter.say("nato", "communique-publish", draft, **body)) == "communique-consent-withdrawn"
    assert matter.refused("ru", "communique-withdraw", draft) == "communique-no-consent"
    say_consent(matter, "ru", draft)
    sent_by(matter, "nato", draft, "nato", "ru")
    assert matter.refused("ru", "communique-withdraw", draft) == "communique-published"
    late = matter.say("ru", "communique-withdraw", draft)
    assert matter.why(late) == "communique-published"
    assert status(matter) == "published jointly"


def test_a_withdrawal_that_the_publisher_did_not_know_of_comes_too_late() -> None:
    """Both stand: neither came after the other. The publication stays joint, in every order."""
    matter, draft = agreed()
    known = list(matter.acts.values())
    public = sent_by(matter, "nato", draft, "nato", "ru")
    withdrawn = matter.say("ru", "communique-withdraw", draft, knows=known)
    state = matter.same_in_every_order().states["publications"]
    assert (matter.why(public), matter.why(withdrawn)) == ("", "")
    assert state.publications[public.ref].joint
    assert state.answer(draft.ref, "ru") == matter.folded().acts[-1]


def test_a_proposal_can_be_declined() -> None:
    matter = matter_of_texts()
    draft = propose(matter)
    matter.say("ru", "communique-decline", draft, text="Not in these words.")
    assert matter.turn() == {"nato"}
    lines = matter.folded().sheet(matter.journal()).sections[1].lines
    assert ("RU", "declined", "Not in these words.") in [line.cells for line in lines]


@pytest.mark.parametrize(
    ("party", "kind", "change", "code"),
    [
        ("us", "communique-decline", {}, "communique-not-named"),
        ("ru", "communique-consent", {"digest": bytes(32)}, "communique-other-text"),
        ("ru", "communique-consent", {"identities": []}, "communique-signature"),
        ("ru", "communique-consent", {"signature": "— nobody AAAAAAAA\n"}, "communique-signature"),
        ("ru", "communique-consent", {"signature": "signed"}, "note-syntax"),
        ("ru", "communique-withdraw", {}, "communique-no-consent"),
        ("ru", "communique-decline", {"channel": "experts"}, "communique-unknown"),
    ],
)
def test_what_is_no_consent_counts_for_nothing(party: str, kind: str, change: dict[str, Any], code: str) -> None:
    """Refused at the author's desk; from a peer kept, marked with the same reason, and without effect."""
    matter = matter_of_texts()
    draft = propose(matter)
    body = {**consent(matter, party, draft), **change} if kind == "communique-consent" else change
    assert matter.refused(party, kind, draft, **body) == code
    assert matter.why(matter.say(party, kind, draft, **body)) == code
    assert matter.state().consents(draft.ref) == {}


def test_a_signature_under_another_text_is_no_consent() -> None:
    """A line that claims the party's key and is not its signature under this text spoils the act."""
    matter = matter_of_texts()
    draft, other = propose(matter), propose(matter, versions=VERSIONS[:1])
    line = line_of(text_of(matter, other), "ru", matter.charter.council_id)
    body = {**consent(matter, "ru", draft), "signature": line}
    assert matter.refused("ru", "communique-consent", draft, **body) == "document-signature"


def test_an_identity_of_another_root_gives_no_keys() -> None:
    matter = matter_of_texts()
    draft = propose(matter)
    stranger = identity_note("de")
    assert matter.refused("ru", "communique-consent", draft, **consent(matter, "ru", draft, identities=[stranger])) == (
        "identity-other"
    )


# --- proposals and publications that cannot be ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"channel": "public"}, "communique-channel"),
        ({"parties": ["nato", "dep"]}, "communique-parties"),
        ({"versions": [*VERSIONS, VERSIONS[0]]}, "communique-malformed"),
        ({"versions": [{"language": "English", "title": "T", "text": "x"}]}, "communique-malformed"),
        ({"versions": [{"language": "en", "title": "two\nlines", "text": "x"}]}, "communique-malformed"),
        ({"versions": [{"language": "en", "title": "T", "text": " x"}]}, "communique-malformed"),
        ({"versions": [{"language": "en", "title": "T", "text": "x\u202ey"}]}, "communique-malformed"),
        ({"versions": []}, "body-incomplete"),
    ],
)
def test_a_text_that_nobody_could_sign_is_not_proposed(how: dict[str, Any], code: str) -> None:
    fields = {"versions": VERSIONS, "parties": ["nato", "ru"], **how}
    assert matter_of_texts().refused("nato", "communique-draft", **fields) == code
    matter = matter_of_texts()
    assert matter.why(matter.say("nato", "communique-draft", **fields)) == code


def test_what_is_published_is_the_text_that_was_proposed_and_of_this_council() -> None:
    matter, draft = agreed()
    council = matter.charter.council_id
    text = text_of(matter, draft)
    other = text.replace("every day", "every week")
    foreign = text.replace(council, "other-rehearsal-0123456789abcdef")
    for body, code in (
        (publication(matter, draft, "nato", "ru", text=other), "communique-other-text"),
        (publication(matter, draft, "ru"), "communique-signature"),
        (publication(matter, draft, "nato", "ru", identities=("nato", "de")), "identity-other"),
        ({**publication(matter, draft, "nato"), "note": f"{foreign}\n— x AAAAAAAA\n"}, "communique-other-council"),
        ({**publication(matter, draft, "nato"), "note": "Hello.\n\n— x AAAAAAAA\n"}, "document-malformed"),
    ):
        assert matter.refused("nato", "communique-publish", draft, **body) == code
    stranger = publication(matter, draft, "nato")
    assert matter.refused("us", "communique-publish", draft, **stranger) == "communique-not-named"
    assert matter.refused("us", "communique-publish", draft, **publication(matter, draft, "nato", "ru")) == ""
    assert matter.refused("nato", "communique-publish", **publication(matter, draft, "nato")) == "communique-other-text"


def test_a_communique_of_a_rehearsal_says_so_before_each_title() -> None:
    """A text of a rehearsal without the mark is none."""
    matter, draft = agreed()
    text = text_of(matter, draft)
    assert text.count('title = "REHEARSAL: ') == 2
    assert "rehearsal = true\n" in text
    with pytest.raises(Malformed, match="communique-malformed"):
        parse_text(draft_document(text.replace("REHEARSAL: ", "", 1)))


def test_a_text_reads_back_as_what_it_says_and_in_one_spelling_only() -> None:
    text = JointText("nrc-0123456789abcdef", "", ("nato",), False, (Version("en", "A title", 'Say "x".\nEnd.'),))
    printed = render_text(text)
    assert parse_text(draft_document(printed)) == text
    for changed in (
        printed.replace("draft", "# note\ndraft"),
        printed + "more = 1\n",
        printed.replace('["nato"]', "[]"),
    ):
        with pytest.raises(Malformed, match="communique-malformed"):
            parse_text(draft_document(changed))
    assert len(text_digest(printed)) == 32


# --- what follows -----------------------------------------------------------------------------------------------------


def test_the_clock_of_the_charter_runs_for_those_who_are_asked() -> None:
    """Where the charter sets hours for a proposed text, who did not propose it owes consent or refusal."""
    kinds = {"communique-consent": "watch officer"}
    matter = Matter(charter_of(tables={"clocks": {"reply": {"communique-draft": 48}}, "levels": {"kinds": kinds}}))
    draft = propose(matter)
    matter.everybody_holds(draft, NOON + 30)
    (duty,) = matter.duties("consent")
    assert (duty.who, duty.due_at, duty.state) == ("ru", NOON + 30 + 48 * HOUR, DutyState.DUE)
    say_consent(matter, "ru", draft)
    matter.heads(NOON + HOUR)
    assert matter.duties("consent")[0].state is DutyState.MET


def test_what_is_offered_follows_from_what_was_said() -> None:
    matter = matter_of_texts()
    draft = propose(matter)
    offered = publications.next_acts(matter.state(), "ru")
    assert offered == (NextAct("communique-consent", draft.ref), NextAct("communique-decline", draft.ref))
    say_consent(matter, "ru", draft)
    offered = publications.next_acts(matter.state(), "ru")
    assert offered == (NextAct("communique-withdraw", draft.ref), NextAct("communique-publish", draft.ref))
    assert publications.next_acts(matter.state(), "us") == ()


def test_what_one_feed_says_twice_at_once_is_in_conflict() -> None:
    """Two branches of one generation, neither after the other: nobody says which of two answers holds."""
    matter = matter_of_texts()
    draft = propose(matter)
    body = consent(matter, "ru", draft)
    for number, (kind, fields) in enumerate((("communique-consent", body), ("communique-decline", {}))):
        act = matter.make("ru", kind, draft, knows=(), **fields)
        ref, origin = f"RU/BRANCH/{number}", f"{act.origin[:-1]}2-{number:016}"
        matter.acts[ref] = replace(act, ref=ref, origin=origin)
    (conflict,) = matter.same_in_every_order().conflicts
    assert conflict == "RU answers NATO/PLENARY/1 with RU/BRANCH/0 and RU/BRANCH/1, neither after the other"
    assert matter.state().answer(draft.ref, "ru") is None
