"""What to do about what counts for nothing, excludes each other, or is refused here: words, never a reproach."""

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
    "channel-not-for-kind": noted("Choose another channel."),
    "re-missing": noted("Begin it from the page of the act that it answers."),
    "re-of-other-kind": noted("Begin it from the page of an act of that kind."),
    "kind-opens-no-dossier": noted("Begin it from the page of the matter to which it belongs."),
    "kind-opens-own-dossier": noted("Begin it as a matter of its own, from *Say something*."),
    "topic-unknown": noted("Choose a topic of the charter."),
    "charter-unknown": noted("Wait until what is missing has come; nobody need do anything."),
    "mandate-missing": noted("Name a mandate that your party has presented; who keeps the node presents one."),
    "attachment-suspicious": noted("Give the file the name of what it is, or say that it is evidence as it is."),
    "officer-not-accredited": noted("Who keeps the node presents officers to the other parties."),
    "session-unknown": noted("Look at the sessions that are open."),
    "passkey-unknown": noted("Ask who keeps the node for a new link."),
    "clearance-not-asked": noted("Only who was asked says a word; the request names them."),
}
"""What can be done on the pages, by code: where a remedy names a command, this stands before it."""
_COMMAND: Final = re.compile(r"\bdetente [a-z]|(?<!\w)--[a-z]")


def expected_of(error: DetenteError) -> str:
    """Return in one sentence what was expected and what came, in the language spoken now."""
    return _("Expected {expected}; got {got}.").format(expected=ours(error.expected), got=ours(error.got))


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
    return f"{words[:1].upper()}{words[1:]}{'' if words[-1] in '.?!' else '.'}" if words else ""


def remedy_of(code: str) -> str:
    """Return what can be done about an act that counts for nothing, in the language spoken now."""
    return _(REMEDIES.get(code, OTHERWISE))
