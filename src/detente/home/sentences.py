"""What an act says in one sentence, with the titles of charter and agreement where its body has an id."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

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
from detente.regimes.form import Format, worded
from detente.regimes.pack import Pack

FORM: Final = "format"


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
    pack, form = _agreed(charter, kind, body)
    named = _suspended(charter, kind, body) | _answering(kind, re or "", body, answered)
    if pack is not None:
        named["regime"] = pack.instrument
    if form is not None:
        named[FORM] = worded(form.title, "en")
    one = found.told_of({"party": author, "re": re or "", **named}, body)
    return one if form is None else replace(one, frame=replace(one.frame, worded={FORM: dict(form.title)}))


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


def _agreed(charter: Charter, kind: str, body: Mapping[str, Any]) -> tuple[Pack | None, Format | None]:
    """Return the agreement and its form in which something is notified, as far as the charter has them."""
    pack = agreements(charter).get(text_of(body, "regime")) if kind == NOTIFICATION else None
    return pack, None if pack is None else pack.formats.get(text_of(body, FORM))


def _suspended(charter: Charter, kind: str, body: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands in the sentence in place of ids: titles of a charter in what is suspended, each `quoted`."""
    if kind != SUSPEND:
        return {}
    titles = by_title(charter, scope_of(body))
    named = {sort: [*map(quoted, names)] if sort != LEVELS else names for sort, names in titles.items()}
    return {"scope": words_of(named)}
