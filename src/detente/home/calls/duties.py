"""Calls about what is owed: why a duty is due when it is, what is said of it, and the ledger over years."""

from typing import Literal

from detente.home.calls.call import Call
from detente.home.replies import Sent
from detente.home.replies.duties import DutiesExplained, LedgerView


class ExplainDuty(Call[DutiesExplained], frozen=True, tag="explain-duty"):
    """Duties that come from an act, each with how its due second was found, and what would stop its clock.

    Args:
        ref: the act from which they come, one that meets them, or one that speaks of them; of any other act, all duties
            of its dossier.
        who: only this debtor; `me` is the party itself.
    """

    ref: str
    council: str | None = None
    who: str | None = None


class SpeakOfDuty(Call[Sent], frozen=True, tag="speak-of-duty"):
    """Say something of a duty: for more time, what is unclear, why nothing is owed, that it is disputed.

    Args:
        ref: the act from which the duty comes, or an act that speaks of it and is answered.
        say: `extend` asks for time where this party owes, and grants it where it is owed; `clarify` asks or answers.
        text: the reason, the question, or the answer.
        until_at: RFC 3339; left out where a request is granted as it stands.
        ground: of an exemption.
        who: whose duty, where several owe; `me` is the party itself.
        duty: which one, by how its words begin, where the act brings several.
        withdrawn: takes back this party's own dispute.
    """

    ref: str
    say: Literal["extend", "clarify", "exempt", "dispute"]
    text: str = ""
    until_at: str | None = None
    ground: str | None = None
    who: str | None = None
    duty: str = ""
    withdrawn: bool = False
    council: str | None = None
    officer: str | None = None
    language: str = ""
    wait: Literal["stored"] | None = None
    timeout_seconds: float = 30.0


class ShowLedger(Call[LedgerView], frozen=True, tag="ledger"):
    """How many duties stand how, per agreement, party and year.

    Args:
        regime: only this agreement; `charter` is the charter itself.
        party: only what this party owes or owed; `me` is the party itself.
    """

    council: str | None = None
    regime: str | None = None
    party: str | None = None
    year: int | None = None
