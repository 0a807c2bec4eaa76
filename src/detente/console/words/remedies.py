"""What is refused here as one plain sentence, and what to do about it, or about what counts for nothing.

Words, never a reproach. Who keeps the node still has what was expected and what came, in the log and by command.
"""

import re
from typing import Final

from detente.errors import DetenteError
from detente.languages import gettext as _
from detente.languages import noted, ours

OTHERWISE: Final = noted(
    "Nothing follows from it. Whoever said it can say it again so that it counts; whoever is unsure asks on the line."
)
SETTLING: Final = noted(
    "Nobody was wrong: they were said without knowing of each other. Both stand until somebody who may decide it says "
    "one thing that builds on both; an act said from this dossier does."
)
REMEDIES: Final = {
    "kind-unknown": noted(
        "This version does not know its kind. Look for a newer one, or ask its author what was meant."
    ),
    "channel-not-for-kind": noted("Its author can say it again in a channel that is for it."),
    "kind-opens-no-dossier": noted("Its author can say it again in the matter to which it belongs."),
    "kind-opens-own-dossier": noted(
        "Its author can say it again as a matter of its own, and name in it what it is about."
    ),
    "re-missing": noted("Its author can say it again and name the act that it refers to."),
    "re-of-other-kind": noted("Its author can say it again in answer to an act of the kind that is named."),
    "topic-unknown": noted("Its author can say it again under a topic of the charter; an amendment adds others."),
    "charter-unknown": noted(
        "What it rests on has not come here yet. It is judged anew when that is here; nobody need act."
    ),
    "scope-suspended": noted(
        "Its author can say it again on the line, which nobody can suspend, or once the suspension has ended."
    ),
    "rank-too-low": noted("An officer of the rank that is named can say it; or its party presents the officer anew."),
    "need-by-past": noted("Its author can say it again with a later time, or with none."),
    "mandate-missing": noted("Its author can present its mandate, and say it again under that."),
    "party-withdrawn": noted("Its author had left the council. What was said before stands."),
    "addressee-not-a-member": noted(
        "Its author can say it again to who reads the channel, or in a channel that all of them read."
    ),
    "attachment-too-large": noted("Its author can say it again with smaller files."),
    "entry-type-unknown": noted("A newer version may read it. It is kept as it came."),
    "sealed-in-public": noted("Its author can say it again in clear: everybody may read that channel."),
    "act-malformed": noted(
        "It opens and is no act of this format. Tell its author on the line; it is kept as it came."
    ),
    "act-not-understood": noted(
        "A mistake of this version, not of its author: tell who keeps the node. It is read anew."
    ),
    "dossier-full": noted("So many acts count in one matter. Whoever goes on opens another, and names this one in it."),
    "body-incomplete": noted("Its author can say it again with what is missing."),
    "body-field-type": noted("Its author can say it again with a value that the field can hold."),
    "body-field-too-long": noted("Its author can say it again shorter, with the long part as a file."),
    "body-field-choice": noted("Its author can say it again with one of the words that the field knows."),
}
"""What can be done, by the code of an irregularity; desks have further codes, which have `OTHERWISE`."""

ON_PAGES: Final = {
    "scope-suspended": noted("It can be said on the line, which nobody can suspend, or once the suspension has ended."),
    "draft-attachments": noted(
        "Send the files first in a message, and name its reference in the text; then say this without files."
    ),
    "rank-too-low": noted("Let an officer of that rank sign in and say it; who keeps the node presents officers."),
    "officer-of-higher-rank": noted(
        "Let an officer of that rank sign in and say it; who keeps the node presents officers."
    ),
    "officer-own-rights": noted("Let another officer of that rank present you, or ask who keeps the node."),
    "channel-not-for-kind": noted("Choose another channel."),
    "re-missing": noted("Begin it from the page of the act that it answers."),
    "re-of-other-kind": noted("Begin it from the page of an act of that kind."),
    "kind-opens-no-dossier": noted("Begin it from the page of the matter to which it belongs."),
    "kind-opens-own-dossier": noted("Begin it as a matter of its own, from *Say something*."),
    "topic-unknown": noted("Choose a topic of the charter."),
    "charter-unknown": noted("Wait until what is missing has come; nobody need do anything."),
    "mandate-missing": noted("Name a mandate that your party has presented; who keeps the node presents one."),
    "attachment-suspicious": noted("Give the file the name of what it is, or say that it is evidence as it is."),
    "incident-closed": noted(
        "Accounts, their corrections and replies count at any time; what is new is another incident."
    ),
    "meeting-not-participant": noted("Accept the invitation first, on the page of the meeting."),
    "meeting-over": noted("A meeting that is closed can be opened again; instead of a cancelled one, convene another."),
    "paper-replaced": noted("Open the newest version in the meeting, and say it of that one."),
    "release-done": noted("Look among the releases at what became of it; what is new is a draft of its own."),
    "silence-over": noted("Say it as a statement that answers the proposal."),
    "officer-not-accredited": noted("Who keeps the node presents officers to the other parties."),
    "session-unknown": noted("Look at the sessions that are open."),
    "passkey-unknown": noted("Ask who keeps the node for a new link."),
    "enrolment-unknown": noted("Ask who keeps the node for a new link."),
    "clearance-not-asked": noted("Only who was asked says a word; the request names them."),
}
"""What can be done on the pages, by code: where a remedy names a command, this stands before it."""
_AUTHORS: Final = noted("It is for the author alone: {got}.")
_NAMED: Final = noted("It is for others to say: {expected}.")
_OWN: Final = noted("It answers another party, and this is said by this party itself: {got}.")
_GIVEN: Final = noted("This party has said its word on it already.")
_OVER: Final = noted("It is over, or something else has taken its place: {got}.")
_ALIKE: Final = {
    _AUTHORS: (
        "assurance-of-other", "briefing-of-other", "concern-of-other", "correct-other", "credentials-of-other",
        "item-of-other", "notification-of-other", "objection-of-others", "request-of-other", "silence-of-other",
        "suspension-of-other",
    ),
    _NAMED: (
        "call-of-others", "contact-of-others", "decision-not-member", "decision-not-proposer", "explanation-not-asked",
        "explanation-not-asker", "explanation-not-side", "incident-not-side", "inspection-not-asked",
        "inspection-not-asker", "line-test-of-others", "lists-not-taking-part", "meeting-not-chair",
        "meeting-not-invited", "observation-not-invited", "observation-not-visitor",
    ),
    _OWN: (
        "acknowledge-own", "briefing-own", "concern-own", "credentials-own", "decision-own", "estimate-of-own",
        "incident-own", "item-own", "reply-to-own", "request-own",
    ),
    _GIVEN: (
        "amendment-answered", "contact-answered", "decision-word-given", "erasure-answered", "line-test-read",
        "lists-committed", "outcome-signed",
    ),
    _OVER: (
        "assurance-lapsed", "assurance-withdrawn", "concern-withdrawn", "decision-withdrawn", "explanation-closed",
        "incident-closed", "item-recalled", "lists-revealed", "notification-cancelled", "paper-signed",
        "request-withdrawn",
    ),
}  # fmt: skip
PLAINLY: Final = {
    **{code: sentence for sentence, codes in _ALIKE.items() for code in codes},
    "rank-too-low": noted("It takes {expected}; it was to be said by {got}."),
    "officer-of-higher-rank": noted("It takes {expected}; it was to be said by {got}."),
    "officer-own-rights": noted("Nobody gives themselves more than they have, here {got}."),
    "channel-not-for-kind": noted("“{got}” is not the channel for it: it takes {expected}."),
    "topic-unknown": noted("The charter has no topic “{got}”."),
    "kind-opens-no-dossier": noted("It belongs to a matter, and none is named."),
    "kind-opens-own-dossier": noted("It begins a matter of its own, and cannot stand in one that is open."),
    "re-missing": noted("It refers to another act, and none is named."),
    "re-of-other-kind": noted("It cannot refer to {got}: it takes {expected}."),
    "line-act-too-large": noted("It is too long for the line: it takes {expected}; this one has {got}."),
    "entry-too-large": noted("It is too long: it takes {expected}; this one has {got}."),
    "communique-published": noted("It is published already: {got}."),
    "meeting-not-participant": noted("{got} does not take part in the meeting: it is for {expected}."),
    "meeting-over": noted("It takes {expected}; this is {got}."),
    "officer-not-accredited": noted("It takes an officer whom the party accredits here; this names {got}."),
    "paper-replaced": noted("There is a newer version: it takes {expected}."),
    "release-done": noted("It takes {expected}; this is {got}."),
    "release-same-officer": noted("It takes {expected}."),
    "silence-over": noted("The time for it has run out: it takes {expected}."),
    "signed-out": noted("Nobody is signed in here, or the session has ended."),
    "enrolment-unknown": noted("This link enrols nothing: it was used, its time is over, or a part of it is missing."),
    "preview-old": noted("It was changed in another window since this preview was made."),
    "form-sent": noted("It was sent already: {got}."),
    "form-unknown": noted("This form is not kept here: it was discarded, sent long ago, or is another officer's."),
    "reference-unknown": noted("No such act is held here: {got}."),
    "page-unknown": noted("There is no such page: {got}."),
}
"""By code what is wrong, in one sentence that may name what was expected or came; what is not here names both."""
_INSTEAD: Final = {
    _AUTHORS: noted("Say something of your own about it in a message."),
    _NAMED: noted("Say something of your own about it in a message."),
    _OWN: noted("Open its page: what its author can do with it is offered there."),
    _GIVEN: noted("Open the matter, where that word stands; a message can add to it."),
    _OVER: noted("Open the matter to see how it ended; what is new begins one of its own."),
}
"""What can be done about what is refused alike, where its own remedy is a command or there is none."""
_COMMAND: Final = re.compile(r"\bdetente [a-z]|(?<!\w)--[a-z]")


def plainly(code: str, expected: str, got: str) -> str:
    """Return in one sentence why something is refused, in the language spoken now."""
    told = _(PLAINLY[code]) if code in PLAINLY else _("Expected {expected}; got {got}.")
    return told.format(expected=ours(expected), got=ours(got))


def refusal_of(error: DetenteError) -> str:
    """Return in one sentence why something is refused, in the language spoken now."""
    return plainly(error.code, error.expected, error.got)


def is_command(remedy: str) -> bool:
    """Say if a remedy is in the terms of the command line."""
    return _COMMAND.search(remedy) is not None


def on_page(code: str, remedy: str) -> str:
    """Return what can be done about a refusal, in the terms of the pages and the language spoken now; or nothing.

    Args:
        remedy: of the refusal, which may be in the terms of the command line.
    """
    if code in ON_PAGES:
        return _(ON_PAGES[code])
    words = "" if is_command(remedy) else ours(remedy)
    if not words and PLAINLY.get(code) in _INSTEAD:
        return _(_INSTEAD[PLAINLY[code]])
    return f"{words[:1].upper()}{words[1:]}{'' if words[-1] in '.?!' else '.'}" if words else ""


def remedy_of(code: str) -> str:
    """Return what can be done about an act that counts for nothing, in the language spoken now."""
    return _(REMEDIES.get(code, OTHERWISE))
