"""What to do about an act that counts for nothing, and about acts that exclude each other: words, never a reproach."""

from typing import Final

from detente.languages import gettext as _
from detente.languages import noted

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


def remedy_of(code: str) -> str:
    """Return what can be done about an act that counts for nothing, in the language spoken now."""
    return _(REMEDIES.get(code, OTHERWISE))
