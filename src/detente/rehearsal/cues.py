"""Cues: what a stage's director asks of a node that plays in a rehearsal, beyond what any party's own people may ask.

They travel on `DIR/stage.sock`, which no node outside a rehearsal has: one JSON object a line, framed like the calls of
the home face.
"""

from typing import Any, Generic, TypeVar, get_args

import msgspec
from msgspec import Raw, Struct

from detente.errors import DetenteError, Fault, Malformed, Refused
from detente.home.wire import Answer, Question

Reply = TypeVar("Reply")


class Held(Struct, frozen=True):
    """Another party's earliest receipt of one entry, as held here.

    Args:
        at: seconds UTC on the scenario's clock, from the cosignature itself.
        rung: `seen` or `stored`.
    """

    party: str
    at: int
    rung: str


class HeldReceipts(Struct, frozen=True):
    """All receipts of one entry held here, by time."""

    items: tuple[Held, ...]


class FilesHeld(Struct, frozen=True):
    """How many of an act's files are here whole, of how many; None where the act itself is not here yet."""

    held: int
    of: int | None


class WiresView(Struct, frozen=True):
    """The wires of one node.

    Args:
        cut: peers with whom the wire is cut.
        contact_at: when each peer last answered a request of this node.
    """

    cut: tuple[str, ...]
    contact_at: dict[str, int]


class Performed(Struct, frozen=True):
    """The reply to a call, as the home face would have given it."""

    reply: Raw


class Kept(Struct, frozen=True):
    """What stands last in this depositary's journals.

    Args:
        refs: by council, of the entry that a `heads` was put into.
    """

    at: int
    refs: dict[str, str]


class Admitted(Struct, frozen=True):
    """A session that is open: the officer's name, and what the browser's cookie is to hold."""

    officer: str
    token: str


class Done(Struct, frozen=True):
    """The cue was followed."""

    at: int


class Cue(Struct, Generic[Reply], frozen=True, tag_field="cue", forbid_unknown_fields=True):
    """What is asked of a node on stage; each cue names the type of its reply."""


class Attend(Cue[Done], frozen=True, tag="attend"):
    """Stop when this connection ends: a director that is killed leaves no node behind."""


class CutWire(Cue[Done], frozen=True, tag="cut"):
    """Answer the peer no more, and call it no more."""

    peer: str


class MendWire(Cue[Done], frozen=True, tag="mend"):
    """Call the peer at once."""

    peer: str


class KeepTime(Cue[Kept], frozen=True, tag="journal"):
    """Enter the heads in the journal; on a scenario's clock nothing else makes a depositary do so.

    Args:
        always: changed or not.
    """

    always: bool = True


class Await(Cue[HeldReceipts], frozen=True, tag="await"):
    """Return the receipts of an entry as soon as there are others than those known, or when time is up.

    Args:
        ref: human reference of the entry, which need not be readable here.
        known: how many parties' receipts the director has.
    """

    council: str
    ref: str
    known: int = 0
    seconds: float = 5.0


class AwaitFiles(Cue[FilesHeld], frozen=True, tag="await-files"):
    """Say how many of an act's files are here as soon as all are, or when time is up.

    Args:
        ref: of the act, which must be readable here.
    """

    council: str
    ref: str
    seconds: float = 5.0


class Perform(Cue[Performed], frozen=True, tag="perform"):
    """Execute a call of the home face; the act that it makes says on what it rests.

    Args:
        name: of the call, as it travels on the home face.
        marks: fields for the act's body.
    """

    name: str
    args: dict[str, Any]
    marks: dict[str, Any]


class Wires(Cue[WiresView], frozen=True, tag="wires"):
    """Say which wires are cut here, and when each peer last answered."""


class Admit(Cue[Admitted], frozen=True, tag="admit"):
    """Open a session on the party's pages for its first officer by name, as one click would.

    Args:
        kept: what a browser's cookie holds; a session that is still open is not opened anew.
    """

    kept: str = ""


AnyCue = Attend | CutWire | MendWire | KeepTime | Await | AwaitFiles | Perform | Wires | Admit

_CUES: dict[str, type[Any]] = {str(kind.__struct_config__.tag): kind for kind in get_args(AnyCue)}
_REPLIES: dict[type[Any], type[Any]] = {kind: get_args(kind.__orig_bases__[0])[0] for kind in _CUES.values()}


def encode_cue(number: int, cue: Cue[Any]) -> bytes:
    """Return the line that gives a cue."""
    args = msgspec.to_builtins(cue)
    return msgspec.json.encode({"id": number, "call": args.pop("cue"), "args": args}) + b"\n"


def decode_cue(line: bytes) -> tuple[int, AnyCue]:
    """Return number and cue of a line.

    Raises:
        Malformed: `cue-malformed`.
    """
    try:
        question = msgspec.json.decode(line, type=Question)
        given = msgspec.json.decode(question.args, type=dict[str, Any])
        cue: AnyCue = msgspec.convert({**given, "cue": question.call}, _CUES[question.call])
    except (msgspec.DecodeError, msgspec.ValidationError, KeyError) as fault:
        raise Malformed("cue-malformed", expected=f"one of {', '.join(_CUES)}", got=str(fault)) from None
    return question.id, cue


def encode_done(number: int, reply: Struct) -> bytes:
    """Return the line that answers a cue."""
    return msgspec.json.encode(Answer(number, ok=Raw(msgspec.json.encode(reply)))) + b"\n"


def reply_of(answer: Answer, cue: Cue[Reply]) -> Reply:
    """Return the reply to a cue, or raise the error that the node gave."""
    if answer.error is not None:
        raise error_of(answer)
    assert answer.ok is not None, "an answer is one of two things"
    reply: Reply = msgspec.json.decode(answer.ok, type=_REPLIES[type(cue)])
    return reply


def error_of(answer: Answer) -> DetenteError:
    """Return the error in an answer, of the type that it had."""
    given = answer.error or {}
    kind = {Refused.exit_code: Refused, Malformed.exit_code: Malformed}.get(answer.exit, Fault)
    words = {name: given.get(name, "") for name in ("expected", "got", "remedy")}
    return kind(given.get("code", "unknown"), **words)
