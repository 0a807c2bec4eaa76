"""What an alarm says: the marks always, and of the act only what the party's policy lets a gateway read."""

from collections.abc import Sequence

from detente.clock import Instant, date_time_group
from detente.council.escalation import Message
from detente.council.waiting import Waiting
from detente.protocol.acts import Precedence

NAMED_MAX = 5
"""Acts that one message names; an SMS has 160 characters."""
WORDS = {
    "en": ("from {}", "{} more", "Nothing more is said here: look on the watch board.", "waits for you"),
    "fr": ("de {}", "{} de plus", "Rien de plus ici : voir le tableau de veille.", "vous attend"),
    "de": ("von {}", "{} weitere", "Mehr steht hier nicht: siehe Wachtafel.", "wartet auf Sie"),
    "ru": ("от {}", "ещё {}", "Больше здесь не сказано: смотрите табло дежурного.", "ждёт вас"),
}


def words_of(message: Message, says: Sequence[str], languages: Sequence[str], now: Instant) -> tuple[str, str]:
    """Return title and text of an alarm, in the first of the person's languages that there is, else in English."""
    language = next((one.split("-")[0] for one in languages if one.split("-")[0] in WORDS), "en")
    _from, more, elsewhere, waits = WORDS[language]
    acts = [step.act for step in message.steps]
    lines = [_act(one, says, language) for one in acts[:NAMED_MAX]]
    counted = len(acts[NAMED_MAX:]) + message.more
    if counted:
        lines.append(more.format(counted))
    return f"{lines[0]} {waits}", "\n".join([*lines, date_time_group(now), elsewhere])


def _act(act: Waiting, says: Sequence[str], language: str) -> str:
    found = [*(["REHEARSAL"] if act.rehearsal else []), *([f"DRILL {act.drill}".upper()] if act.drill else [])]
    if "precedence" in says:
        found.append(Precedence(act.precedence).name)
    if "reference" in says:
        found.append(f"{act.council}:{act.ref}" if "council" in says else act.ref)
    if "from" in says:
        found.append(WORDS[language][0].format(act.party.upper()))
    found += [one for name, one in (("kind", act.kind), ("channel", act.channel)) if name in says]
    return " ".join(found) or "Détente"
