"""What an act says in one sentence, with the titles of charter and agreement where its body has an id."""

from collections.abc import Callable, Mapping
from typing import Any

from detente.council.agreements import agreements
from detente.council.desks.standing import SUSPEND
from detente.council.kinds import text_of
from detente.council.meeting.joint_text import words_behind
from detente.council.meeting.state import CHOOSE, GIVE
from detente.council.notification.state import NOTIFICATION
from detente.council.registry import KINDS
from detente.council.scope import LEVELS, by_title, scope_of, words_of
from detente.council.titles import quoted
from detente.council.told import Told, told
from detente.protocol.charter import Charter
from detente.regimes.form import worded
from detente.regimes.library import by_digest


def tell(
    charter: Charter, kind: str, party: str, re: str | None, body: Mapping[str, Any],
    answered: Callable[[], Mapping[str, Any]] = dict,
) -> Told:  # fmt: skip
    """Return what an act says in one sentence, in English; whoever shows it has it translated (`languages.told`).

    Args:
        body: as JSON can say it.
        answered: gives the body of the act that it answers, where that can be read.
    """
    found, author = KINDS.get(kind), party.upper()
    if found is None:
        return told("{party}: {text}", {"party": quoted(author), "text": quoted(kind)})
    named = titles_in(charter, kind, body) | _answering(kind, re or "", body, answered)
    return found.told_of({"party": author, "re": re or "", **named}, body)


def _answering(
    kind: str, re: str, body: Mapping[str, Any], answered: Callable[[], Mapping[str, Any]]
) -> dict[str, str]:
    """Return what the sentence takes from the act that is answered: who has the floor, the words that are chosen."""
    if kind == GIVE:
        return {"speaker": quoted(re.partition("/")[0])}
    if kind != CHOOSE:
        return {}
    text, bracket = answered(), body.get("bracket")
    words = words_behind(text_of(text, "text"), bracket if isinstance(bracket, int) else 0, text_of(body, "option"))
    return {"quoted": quoted(words or "–"), "title": quoted(text_of(text, "title") or re)}


def titles_in(charter: Charter, kind: str, body: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands in the sentence in place of ids: a form and its agreement, and what is suspended.

    What neither charter nor agreement knows stays as the body has it. What catalogs do not have is `quoted`: titles of
    a charter, and all of an agreement that comes in the charter's own text.
    """
    if kind == SUSPEND:
        titles = by_title(charter, scope_of(body))
        return {"scope": words_of({sort: [*map(quoted, names)] if sort != LEVELS else names
                                   for sort, names in titles.items()})}  # fmt: skip
    pack = agreements(charter).get(text_of(body, "regime")) if kind == NOTIFICATION else None
    if pack is None:
        return {}
    form = pack.formats.get(text_of(body, "format"))
    named = {"regime": pack.instrument} | ({} if form is None else {"format": worded(form.title, "en")})
    return named if pack.digest in by_digest() else {name: quoted(words) for name, words in named.items()}
