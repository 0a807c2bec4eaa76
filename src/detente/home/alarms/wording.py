"""What an alarm says: the marks always, and of the act only what the party's policy lets a gateway read."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from detente.clock import Instant, date_time_group
from detente.council.escalation import Message
from detente.council.waiting import Waiting
from detente.protocol.acts import Precedence

NAMED_MAX = 5
"""Acts that one message names; an SMS has 160 characters."""


class Words(NamedTuple):
    """The words of one language; `{}` stands for a party, a number or a time."""

    by: str
    more: str
    elsewhere: str
    waits: str
    since: str
    owed: str
    due: str
    unheard: str
    wish: str


WORDS: Final = {
    "en": Words(
        "from {}", "{} more", "Nothing more is said here: look on the watch board.", "waits for you", "since {}",
        "owed to {}", "due {}", "not heard: {}", "answer asked by {}",
    ),
    "fr": Words(
        "de {}", "{} de plus", "Rien de plus ici : voir le tableau de veille.", "vous attend", "depuis {}",
        "dû à {}", "échéance {}", "sans nouvelles de {}", "réponse demandée pour {}",
    ),
    "de": Words(
        "von {}", "{} weitere", "Mehr steht hier nicht: siehe Wachtafel.", "wartet auf Sie", "seit {}",
        "geschuldet an {}", "fällig {}", "nichts gehört von {}", "Antwort erbeten bis {}",
    ),
    "ru": Words(
        "от {}", "ещё {}", "Больше здесь не сказано: смотрите табло дежурного.", "ждёт вас", "с {}",
        "предстоит в адрес {}", "срок {}", "нет связи: {}", "ответ просят к {}",
    ),
}  # fmt: skip


def words_of(message: Message, says: Sequence[str], languages: Sequence[str], now: Instant) -> tuple[str, str]:
    """Return title and text of an alarm, in the first of the person's languages that there is, else in English."""
    language = next((one.split("-")[0] for one in languages if one.split("-")[0] in WORDS), "en")
    words = WORDS[language]
    acts = [step.act for step in message.steps]
    lines = [_line(one, says, words) for one in acts[:NAMED_MAX]]
    counted = len(acts[NAMED_MAX:]) + message.more
    if counted:
        lines.append(words.more.format(counted))
    told = [", ".join((line, *_times(one, says, words))) for line, one in zip(lines, acts, strict=False)]
    return f"{lines[0]} {words.waits}", "\n".join([*told, *lines[len(told) :], date_time_group(now), words.elsewhere])


def _times(act: Waiting, says: Sequence[str], words: Words) -> Iterator[str]:
    if "since" in says:
        yield words.since.format(date_time_group(act.since))
    if "by" in says and act.need_by_at is not None:
        yield words.wish.format(date_time_group(act.need_by_at))


def _line(act: Waiting, says: Sequence[str], words: Words) -> str:
    found = [*(["REHEARSAL"] if act.rehearsal else []), *([f"DRILL {act.drill}".upper()] if act.drill else [])]
    if "precedence" in says:
        found.append(Precedence(act.precedence).name)
    if "reference" in says and not act.unheard:
        found.append(f"{act.council}:{act.ref}" if "council" in says else act.ref)
    party = act.party.upper()
    if act.unheard:
        found.append(words.unheard.format(party))
    elif "from" in says:
        found.append((words.by if act.owed_at is None else words.owed).format(party))
    if act.owed_at is not None:
        found.append(words.due.format(date_time_group(act.owed_at)))
    found += [one for name, one in (("kind", act.kind), ("channel", act.channel)) if name in says]
    return " ".join(found) or "Détente"
