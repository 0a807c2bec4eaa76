"""What to do about an act that counts for nothing, and about acts that exclude each other: words, never a reproach."""

from typing import Final

OTHERWISE: Final = (
    "Nothing follows from it. Whoever said it can say it again so that it counts; whoever is unsure asks on the line."
)
SETTLING: Final = (
    "Nobody was wrong: they were said without knowing of each other. Both stand until somebody who may decide it says "
    "one thing that builds on both; an act said from this dossier does."
)
_AGAIN: Final = "Its author can say it again"
REMEDIES: Final = {
    "kind-unknown": "This version does not know its kind. Look for a newer one, or ask its author what was meant.",
    "channel-not-for-kind": f"{_AGAIN} in a channel that is for it.",
    "kind-opens-no-dossier": f"{_AGAIN} in the matter to which it belongs.",
    "kind-opens-own-dossier": f"{_AGAIN} as a matter of its own, and name in it what it is about.",
    "re-missing": f"{_AGAIN} and name the act that it refers to.",
    "re-of-other-kind": f"{_AGAIN} in answer to an act of the kind that is named.",
    "topic-unknown": f"{_AGAIN} under a topic of the charter; an amendment adds others.",
    "charter-unknown": "What it rests on has not come here yet. It is judged anew when that is here; nobody need act.",
    "scope-suspended": f"{_AGAIN} on the line, which nobody can suspend, or once the suspension has ended.",
    "rank-too-low": "An officer of the rank that is named can say it; or its party presents the officer anew.",
    "mandate-missing": "Its author can present its mandate, and say it again under that.",
    "party-withdrawn": "Its author had left the council. What was said before stands.",
    "addressee-not-a-member": f"{_AGAIN} to who reads the channel, or in a channel that all of them read.",
    "attachment-too-large": f"{_AGAIN} with smaller files.",
    "entry-type-unknown": "A newer version may read it. It is kept as it came.",
    "sealed-in-public": f"{_AGAIN} in clear: everybody may read that channel.",
    "act-malformed": "It opens and is no act of this format. Tell its author on the line; it is kept as it came.",
    "act-not-understood": "A mistake of this version, not of its author: tell who keeps the node. It is read anew.",
    "dossier-full": "So many acts count in one matter. Whoever goes on opens another, and names this one in it.",
    "body-incomplete": f"{_AGAIN} with what is missing.",
    "body-field-type": f"{_AGAIN} with a value that the field can hold.",
    "body-field-too-long": f"{_AGAIN} shorter, with the long part as a file.",
    "body-field-choice": f"{_AGAIN} with one of the words that the field knows.",
}
"""What can be done, by the code of an irregularity; desks have further codes, which have `OTHERWISE`."""


def remedy_of(code: str) -> str:
    """Return what can be done about an act that counts for nothing."""
    return REMEDIES.get(code, OTHERWISE)
