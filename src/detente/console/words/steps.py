"""What each step of checking an evidence file shows where it holds, and what it leaves open, in words for everybody.

Source: docs/spec/evidence-file.md sections 3 to 5, docs/spec/evidence-bundle.md sections 3 and 4.
"""

from detente.home.replies import EvidenceReport
from detente.languages import gettext as _
from detente.languages import noted, said

SORTS = {
    "act": noted("the evidence of one act"),
    "contradiction": noted("a proof that two signed statements exclude each other"),
    "dossier": noted("a bundle of the acts of one matter"),
}
"""What a file says that it is, by its manifest."""

UNREAD = {
    "evidence-foreign": noted(
        "This is no evidence file: evidence is the .zip that a node makes of an act, a contradiction or a matter."
    ),
    "evidence-too-large": noted("This file is too large to be checked: the bundle of a matter has at most 2 GiB."),
}
"""Why nothing of a file was looked at, by code."""

_KEYS = (
    noted("The keys that sign below are those which the parties' identity notes name."),
    noted("It does not show who has had such a key in hand."),
)

STEPS: dict[str, tuple[str, str]] = {
    "The file is exactly what its parts make": (
        noted("Nothing was added to the file, left out of it or spelled otherwise since it was made."),
        noted("It does not show who made the file: anybody who has its parts can make it."),
    ),
    "The charter is signed by every founding party": (
        noted("All founders signed this text, and the council's id is its hash."),
        noted(
            "It does not show that these roots are the parties' own: compare the council's id with one from elsewhere."
        ),
    ),
    "Each identity chain starts at its root in the charter": (
        noted("Each key in use was named by the party whose root stands in the charter; amendments in the file count."),
        noted("It does not show amendments or changes of keys that are not in the file."),
    ),
    "The keys of log and cosigners are those of the identities": _KEYS,
    "The log keys are those of the identities": _KEYS,
    "The head is signed by the author's log key": (
        noted("The author signed how many entries its log had, and what they were."),
        noted(
            "It does not show that the author showed everybody the same log; two such heads would be a contradiction."
        ),
    ),
    "The entry stands in the log at its index": (
        noted("The author signed this entry, at this place among all others of its log."),
        noted("It does not show that the entry is true, nor when it was written."),
    ),
    "Each cosignature verifies, and none is the author's own": (
        noted(
            "The parties named signed that they had seen or stored the log up to this entry, at the times they state."
        ),
        noted(
            "It does not show that their clocks were right, that somebody read the act, or that anybody agrees with it."
        ),
    ),
    "The entry says what act.json says": (
        noted("The text beside the entry is what it says; of a sealed entry the file shows only that it is there."),
        noted("It does not show that what is said is true, or that the officer named wrote it."),
    ),
    "The time of the act is bounded": (
        noted("The act was made not later than its first receipt, on the word of who gave it."),
        noted("It does not show that it was made when its author claims, nor how much earlier."),
    ),
    "Both heads are signed by the author's log key": (
        noted("One key signed both heads."),
        noted(
            "It does not show who used the key, or why: a restored backup, a copy, a stolen key or intent look alike."
        ),
    ),
    "Both entries stand in the log at their index": (
        noted("Each head fixes the entry that is shown under it."),
        noted("It does not show which of the two was first."),
    ),
    "The two exclude each other": (
        noted("No single log can have both: two histories were signed."),
        noted("It does not show the cause, and which of the two the author stands by."),
    ),
    "Each act is evidence that verifies": (
        noted("Every act in the bundle passes the steps for one act."),
        noted("It does not show what else the parties said."),
    ),
    "All acts belong to one dossier": (
        noted("Each act names this matter, by what its author signed."),
        noted("It does not show that the bundle has all acts of the matter."),
    ),
    "The acts stand in the order of proof": (
        noted("What an act cites stands before it, and entries of one log stand in their order."),
        noted("It does not show in which order acts were made that do not cite each other."),
    ),
    "Each file is the one that an act names": (
        noted("The bytes of each file here are those which its sender committed to."),
        noted("It does not show that a file is genuine, or that what is absent was never sent."),
    ),
    "The index says what follows from acts and files": (
        noted("What index.txt says of acts, files and receipts follows from the rest of the bundle."),
        noted("It does not show receipts that whoever made the bundle does not have."),
    ),
}
"""By title of the step: what it shows, and what it does not."""


def first_failed(report: EvidenceReport) -> str:
    """Return number and title of the step that does not hold, empty where all do."""
    failed = next((step for step in report.items if not step.ok), None)
    return "" if failed is None else _("step {number}, {title}").format(number=failed.number, title=said(failed.title))
