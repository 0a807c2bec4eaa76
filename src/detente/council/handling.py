"""How quickly an act is to be handled: the watch's objectives by precedence, and the prosigns that cables carry.

Precedence says how quickly, and nothing of importance or secrecy. An objective is the watch's own: it starts when this
node stored the act, and nobody owes it to anybody. A *duty* to acknowledge arises only where the charter sets one in
`[clocks.acknowledge]` (docs/spec/duties.md section 4); its times are then the objectives too.

Source: US training manuals on naval and army communications (tpub.com/ans/31.htm; armycommunications.tpub.com;
excerpts, confidence medium): flash as fast as humanly possible, at most 10 minutes in the station; immediate 30
minutes; priority 3 hours; routine 6 hours or the start of the next business day. Head lines: cables of the US State
Department of the 1970s.
"""

from typing import Final

from detente.clock import Instant, date_time_group, parse_date_time_group
from detente.council.settings import acknowledge_seconds
from detente.errors import Malformed
from detente.protocol.acts import Precedence
from detente.protocol.charter import Charter

OBJECTIVE_SECONDS: Final = (21_600, 10_800, 1_800, 600)
"""By precedence, routine first: 6 h, 3 h, 30 min, 10 min."""

PROSIGNS: Final = {"R": Precedence.ROUTINE, "P": Precedence.PRIORITY, "O": Precedence.IMMEDIATE, "Z": Precedence.FLASH}
_PROSIGN_OF: Final = {precedence: letter for letter, precedence in PROSIGNS.items()}


def objective_seconds(charter: Charter, precedence: int) -> int:
    """Return within which time the watch means to have an act of a precedence read: the charter's clock, or ours."""
    return acknowledge_seconds(charter, precedence) or OBJECTIVE_SECONDS[precedence]


def precedence_line(precedence: int, at: Instant) -> str:
    """Return the first line of a formal head, like `O 201200Z APR 16`."""
    return f"{_PROSIGN_OF[Precedence(precedence)]} {date_time_group(at)}"


def parse_precedence_line(text: str) -> tuple[Precedence, Instant]:
    """Return precedence and time of the first line of a formal head.

    Raises:
        Malformed: `head-line`.
    """
    letter, _space, group = text.partition(" ")
    try:
        return PROSIGNS[letter], parse_date_time_group(group)
    except (KeyError, ValueError):
        raise Malformed(
            "head-line", expected="a prosign R, P, O or Z and a date-time group, like O 151235Z FEB 74", got=text[:80]
        ) from None
