"""The clearances' desk: an act that is not said yet goes round inside the party, and named officers say a word.

Source: clearance of outgoing correspondence as ministries know it: a drafter names who has to see a text, and each
gives clearance or does not. It is a party's own affair and binds nobody outside: whether an act may go without it is
for the party's rules to say, and two officers' release is another desk's (docs/council/clearances.md).

    who                              may
    any officer, by name             ask named officers to clear an act, whole, as it would be signed
    an officer who was asked         clear it, not clear it with a word why, or remark on it; again later too

What was cleared is named by its digest: an act that was changed since is another one.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import rfc3339
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kept_act import ACT
from detente.council.kinds import Field, Kind, Place, Sort, Speech, short, table_of, text_of, texts_of
from detente.council.said import Said
from detente.council.titles import titled
from detente.errors import Refused
from detente.limits import ATTACHMENT_BYTES_MAX, NAME_CHARACTERS_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "clearances", "Clearances"
ASKED, ANSWERED = "clearance-request", "clearance"
GIVEN, NOT_GIVEN, REMARK = "given", "not given", "remark only"
WAITING: Final = "not answered yet"
_FILE: Final[Mapping[str, Field]] = {
    "name": Field("Name", characters_max=200),
    "size": Field("Size in bytes", Sort.COUNT, most=ATTACHMENT_BYTES_MAX),
    "sha256": Field("SHA-256 in hex", characters_max=64),
}

KINDS = table_of(
    Kind(
        ASKED, "request for clearance", Speech.ASKS, "01",
        {
            "text": Field("What is asked", required=False),
            "officers": Field("Who is asked", many=True, characters_max=NAME_CHARACTERS_MAX),
            "act": Field("The act, whole", Sort.TABLE, fields=ACT),
            "files": Field("Files that go with it", Sort.TABLE, many=True, required=False, fields=_FILE),
            "digest": Field("SHA-256 of what would be signed, in hex", characters_max=64),
            "of": short("Which draft it is", required=True),
        },
        place=Place.OWN, made=True, text={"en": "clearance is asked of {officers}"},
    ),
    Kind(
        ANSWERED, "word on a clearance", Speech.ANSWERS, "01",
        {
            "given": Field("Clearance", choices=(GIVEN, NOT_GIVEN, REMARK)),
            "text": Field("Word; why, where it is not given", required=False),
        },
        place=Place.OWN, needs_re=True, answers=(ASKED,), opens=False, text={"en": "clearance of {re}: {given} {text}"},
        verb="say a word on the clearance",
    ),
)  # fmt: skip


class ClearancesState(Struct, frozen=True):
    """Requests, and every word on them; both by reference."""

    asked: Mapping[str, Said] = field(default_factory=dict)
    words: Mapping[str, Said] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return nothing: an officer's later word stands in the place of the earlier one."""
        return ()

    def word_of(self, ref: str, officer: str) -> Said | None:
        """Return an officer's newest word on a request, or None."""
        found = [one for one in self.words.values() if one.re == ref and one.officer == officer]
        return max(found, key=lambda one: (one.claimed_at, one.ref), default=None)

    def status_of(self, ref: str) -> str:
        """Return how a request stands, in one word or two."""
        given = [text_of(word.body, "given") if word else "" for word in self._words(ref)]
        if NOT_GIVEN in given:
            return NOT_GIVEN
        return GIVEN if all(one == GIVEN for one in given) else "asked"

    def _words(self, ref: str) -> list[Said | None]:
        return [self.word_of(ref, officer) for officer in officers_of(self.asked[ref])]


def officers_of(request: Said) -> tuple[str, ...]:
    """Return who was asked, each once, in the order in which they were named."""
    return tuple(dict.fromkeys(texts_of(request.body, "officers")))


def begin(charter: Charter) -> ClearancesState:  # noqa: ARG001  the desk contract
    """Return the state before the first request."""
    return ClearancesState()


def may(state: ClearancesState, act: Said) -> Refused | None:
    """Return why an act does not count: somebody asks somebody else, and who was asked answers."""
    if act.kind == ASKED:
        return _no_request(act)
    request = state.asked.get(act.re or "")
    asked = officers_of(request) if request is not None else ()
    if not act.officer or act.officer not in asked:
        return Refused(
            "clearance-not-asked", expected=f"a word of {' or '.join(asked) or 'an officer who was asked'}",
            got=act.officer or "nobody named", remedy="detente clearance list; name yourself with --officer",
        )  # fmt: skip
    if text_of(act.body, "given") != GIVEN and not text_of(act.body, "text").strip():
        return Refused(
            "clearance-without-word", expected="a word why it is not cleared, or the remark", got="nothing",
            remedy="say what would have to change",
        )  # fmt: skip
    return None


def _no_request(act: Said) -> Refused | None:
    asked = officers_of(act)
    if act.officer and asked and act.officer not in asked:
        return None
    return Refused(
        "clearance-of-whom", expected="an officer who asks, and others who are asked",
        got=f"{act.officer or 'nobody'} asks {', '.join(asked) or 'nobody'}", remedy="name other officers of the party",
    )  # fmt: skip


def fold(state: ClearancesState, act: Said) -> ClearancesState:
    """Return the state with one more act."""
    if act.kind == ASKED:
        return replace(state, asked={**state.asked, act.ref: act})
    return replace(state, words={**state.words, act.ref: act}) if act.kind == ANSWERED else state


def duties(state: ClearancesState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: it is a party's own affair."""
    return ()


def turn(state: ClearancesState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody: whose turn it is inside a party, no turn between parties says."""
    return frozenset()


def next_acts(state: ClearancesState, party: str) -> tuple[NextAct, ...]:  # noqa: ARG001  the desk contract
    """Return that who was asked can say a word."""
    return tuple(NextAct(ANSWERED, ref) for ref in sorted(state.asked))


def render(state: ClearancesState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return what is asked, who said what, and the act itself, whole."""
    requests = [state.asked[ref] for ref in sorted(state.asked)]
    acts = [_act(one) for one in requests]
    title = "; ".join(f"Clearance of {text_of(act, 'kind')} in {text_of(act, 'channel')}" for act in acts)
    statuses = dict.fromkeys(state.status_of(one.ref) for one in requests)
    facts = tuple(
        fact for one in requests
        for fact in (("asked by", one.officer), ("question", text_of(one.body, "text")), ("SHA-256", _digest(one)))
        if fact[1]
    )  # fmt: skip
    lines = tuple(line for one in requests for line in _lines(state, one))
    sections = [Section("Words", lines, ("Officer", "Clearance", "Word", "At"))] if requests else []
    sections += [Section("What would be signed", _shown(one), ("Field", "Value")) for one in requests]
    return Sheet(
        titled(title), ", ".join(statuses), facts, tuple(sections), {"requests": [data(state, one) for one in requests]}
    )


def _act(request: Said) -> Mapping[str, Any]:
    found = request.body.get("act")
    return found if isinstance(found, Mapping) else {}


def _digest(request: Said) -> str:
    return text_of(request.body, "digest")


def _lines(state: ClearancesState, request: Said) -> list[Line]:
    found = []
    for officer in officers_of(request):
        word = state.word_of(request.ref, officer)
        if word is None:
            found.append(Line((officer, WAITING, "–", "–"), request.ref, mark="waiting"))
            continue
        given, text = text_of(word.body, "given"), text_of(word.body, "text") or "–"
        found.append(Line((officer, given, text, rfc3339(word.claimed_at)), word.ref))
    return found


def _shown(request: Said) -> tuple[Line, ...]:
    act, files = _act(request), request.body.get("files")
    given = [(wanted.label, act[name]) for name, wanted in ACT.items() if name in act and name != "body"]
    body = act.get("body")
    given += list(body.items()) if isinstance(body, Mapping) else []
    for one in files if isinstance(files, list | tuple) else ():
        if isinstance(one, Mapping):
            given.append(("file", f"{one.get('name')}, {one.get('size')} bytes, SHA-256 {one.get('sha256')}"))
    return tuple(Line((str(name), text)) for name, text in _flat(given))


def _flat(given: list[tuple[Any, Any]]) -> list[tuple[str, str]]:
    """Return names and values as text; texts by name, as translations are, stand one by one."""
    found: list[tuple[str, str]] = []
    for name, value in given:
        if isinstance(value, Mapping) and value and all(isinstance(one, str) for one in value.values()):
            found += [(f"{name}, {key}", str(one)) for key, one in value.items()]
        else:
            found.append((str(name), _words(value)))
    return found


def _words(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False, default=lambda one: one.hex() if isinstance(one, bytes) else str(one))


def data(state: ClearancesState, request: Said) -> dict[str, Any]:
    """Return a request with the newest word of each officer, for programs."""
    words = {officer: state.word_of(request.ref, officer) for officer in officers_of(request)}
    return {
        "ref": request.ref,
        "of": text_of(request.body, "of"),
        "digest": _digest(request),
        "asked_by": request.officer,
        "asked_at": rfc3339(request.claimed_at),
        "text": text_of(request.body, "text"),
        "status": state.status_of(request.ref),
        "words": [
            {
                "officer": officer,
                "given": text_of(word.body, "given") if word else WAITING,
                "text": text_of(word.body, "text") if word else "",
                "ref": word.ref if word else None,
                "at": rfc3339(word.claimed_at) if word else None,
            }
            for officer, word in words.items()
        ],
    }


AWAITS: Final = "awaits"
FOUND_BY = (AWAITS,)


def traits(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return who was asked and has not said a word yet."""
    words = (word for one in data["requests"] for word in one["words"])
    return {AWAITS: tuple(sorted({word["officer"] for word in words if word["ref"] is None}))}
