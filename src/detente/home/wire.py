"""How calls and replies travel between the party's own processes: one JSON object a line."""

from typing import Any, TypeVar, get_args

import msgspec
from msgspec import Raw, Struct

from detente.errors import DetenteError, Fault, Malformed, Refused
from detente.home import calls
from detente.home.calls import AnyCall, Call

Reply = TypeVar("Reply")

HOME_LINE_BYTES_MAX = 4_194_304
"""One call: an act's text with room; a charter with 255 identity notes."""

CALLS: dict[str, type[Any]] = {str(kind.__struct_config__.tag): kind for kind in get_args(calls.AnyCall)}
REPLIES: dict[type[Any], type[Any]] = {kind: get_args(kind.__orig_bases__[0])[0] for kind in CALLS.values()}
"""Each call with the type of its reply, as its class names it."""


class Question(Struct, frozen=True):
    """A line from a client."""

    id: int
    call: str
    args: Raw = Raw(b"{}")


class Answer(Struct, frozen=True):
    """A line to a client: `ok`, or `error` with the exit code that its type has."""

    id: int
    ok: Raw = Raw()
    error: dict[str, str] | None = None
    exit: int = 0


def encode_question(number: int, call: Call[Any]) -> bytes:
    """Return the line that asks a call."""
    args = msgspec.to_builtins(call)
    name = args.pop("call")
    return msgspec.json.encode({"id": number, "call": name, "args": args}) + b"\n"


def decode_question(line: bytes) -> tuple[int, AnyCall]:
    """Return number and call of a line.

    Raises:
        Malformed: `call-malformed`; Refused: `call-unknown`.
    """
    try:
        question = msgspec.json.decode(line, type=Question)
    except msgspec.DecodeError as fault:
        raise Malformed("call-malformed", expected='{"id": n, "call": "…", "args": {…}}', got=str(fault)) from None
    return question.id, decode_call(question.call, question.args)


def decode_call(name: str, args: bytes | Raw) -> AnyCall:
    """Return the call of that name with those arguments.

    Raises:
        Malformed: `call-malformed`; Refused: `call-unknown`.
    """
    kind = CALLS.get(name)
    if kind is None:
        raise Refused("call-unknown", expected=f"one of {', '.join(CALLS)}", got=name[:80])
    try:
        given = msgspec.json.decode(args, type=dict[str, Any])
        call: AnyCall = msgspec.convert({**given, "call": name}, kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as fault:
        raise Malformed("call-malformed", expected=f"the arguments of {name}", got=str(fault)) from None
    return call


def number_of(line: bytes) -> int:
    """Return the number in a line that could not be read otherwise, or -1."""
    try:
        found = msgspec.json.decode(line, type=dict[str, Any]).get("id")
    except msgspec.DecodeError:
        return -1
    return found if isinstance(found, int) else -1


def encode_answer(number: int, reply: Struct) -> bytes:
    """Return the line that answers with a reply."""
    return msgspec.json.encode({"id": number, "ok": reply}) + b"\n"


def encode_error(number: int, error: DetenteError) -> bytes:
    """Return the line that answers with an error."""
    return msgspec.json.encode({"id": number, "error": error.as_json(), "exit": error.exit_code}) + b"\n"


def decode_answer(line: bytes) -> Answer:
    """Return the answer of a line.

    Raises:
        Fault: `home-broken`.
    """
    try:
        return msgspec.json.decode(line, type=Answer)
    except msgspec.DecodeError:
        raise Fault("home-broken", expected="an answer from the node", got=repr(line[:80])) from None


def reply_of(answer: Answer, call: Call[Reply]) -> Reply:
    """Return the reply to a call, or raise the error that the node gave."""
    if answer.error is not None:
        kind = {Refused.exit_code: Refused, Malformed.exit_code: Malformed}.get(answer.exit, Fault)
        error = {name: answer.error.get(name, "") for name in ("expected", "got", "remedy")}
        raise kind(answer.error.get("code", "unknown"), **error)
    reply: Reply = msgspec.json.decode(answer.ok, type=REPLIES[type(call)])
    return reply
