"""The formal head of an act, as messages between organisations carry it: precedence, time, from, to, for information.

    O 201200Z APR 16
    FM RU
    TO NATO, US
    INFO DEPOSITARY
    MARKING TLP:AMBER, for NATO only
    REF nrc-…:RU/LINE/42
    RE NATO/LINE/7

Source: cables of the US State Department of the 1970s, as the National Archives released them.
"""

from detente.clock import parse_rfc3339
from detente.council.handling import precedence_line
from detente.home.replies import ActView
from detente.protocol.acts import Precedence
from detente.protocol.charter import OWN


def heading_of(act: ActView) -> list[tuple[str, str]]:
    """Return the lines of an act's formal head, each as its word and what follows; of none that cannot be read.

    The time is the author's claim. A drill's name stands first: nobody should read on in error. What stands in one's
    own channel says that it was not sent.
    """
    if act.claimed_at is None:
        return []
    line = precedence_line(Precedence[act.precedence.upper()], parse_rfc3339(act.claimed_at))
    letter, _space, group = line.partition(" ")
    found = [("DRILL", act.drill)] if act.drill else []
    found += [(letter, group), ("FM", act.party.upper() + (f" ({act.officer})" if act.officer else ""))]
    found.append(("TO", "NOBODY: KEPT IN OWN, NOT SENT" if act.channel == OWN else _names(act.to) or "ALL MEMBERS"))
    if act.to and act.info:
        found.append(("INFO", _names(act.info)))
    if act.handling:
        found.append(("MARKING", ", ".join(act.handling)))
    found.append(("REF", f"{act.council}:{act.ref}"))
    if act.re:
        found.append(("RE", act.re))
    return found


def _names(parties: tuple[str, ...]) -> str:
    return ", ".join(party.upper() for party in parties)
