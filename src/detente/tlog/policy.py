"""Policies: which logs and which cosigners are believed, and how many of them together are enough.

A policy file is read by line; comments and blanks mean nothing and are kept, so a policy prints as it was written. A
witness of a policy may be a mirror as well: what its word says more is agreed elsewhere, by its key.

Source: C2SP tlog-policy. Narrower here: logs have keys of type 0x01, witnesses of type 0x04, the types that we verify.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from detente.clock import Instant
from detente.errors import Malformed
from detente.limits import POLICY_BYTES_MAX, POLICY_LINES_MAX
from detente.tlog.checkpoint import Checkpoint, parse_checkpoint
from detente.tlog.cosignature import verify_cosignatures
from detente.tlog.notes import Algorithm, Note, VerifierKey, parse_vkey, verify_note

NONE: Final = "none"
"""The quorum that asks for no cosignature."""

_FORBIDDEN = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")
_BLANKS = re.compile(r"[ \t]+")
_COUNT = re.compile(r"[1-9][0-9]{0,3}")


class Log(Struct, frozen=True):
    """A log whose heads are accepted; its key's name is its origin."""

    key: VerifierKey
    url: str = ""

    def text(self) -> str:
        """Return the line, without its newline."""
        return " ".join(filter(None, ("log", self.key.text(), self.url)))


class Witness(Struct, frozen=True):
    """A cosigner under the policy's own name for it."""

    name: str
    key: VerifierKey
    url: str = ""

    def text(self) -> str:
        """Return the line, without its newline."""
        return " ".join(filter(None, ("witness", self.name, self.key.text(), self.url)))


class Group(Struct, frozen=True):
    """Witnesses and earlier groups, of which `threshold` together count as one."""

    name: str
    threshold: int
    members: tuple[str, ...]

    def text(self) -> str:
        """Return the line, without its newline."""
        words = {1: "any", len(self.members): "all"}
        return " ".join(("group", self.name, words.get(self.threshold, str(self.threshold)), *self.members))


@dataclass(frozen=True, slots=True)
class Policy:
    """What a policy file says; equal to another that says the same in other words."""

    logs: tuple[Log, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str
    source: bytes = field(compare=False, repr=False)

    def to_bytes(self) -> bytes:
        """Return the file as it was written."""
        return self.source


class Judgement(Struct, frozen=True):
    """What a policy says of a head whose signatures verified.

    Args:
        checkpoint: signed by one of the accepted logs.
        witnessed: who cosigned it, by the policy's names, each with its earliest time.
        met: whether the quorum is reached.
        met_at: the second by which it was, on the cosigners' word; None where not met, and for the quorum `none`.
    """

    checkpoint: Checkpoint
    witnessed: Mapping[str, Instant]
    met: bool
    met_at: Instant | None


def parse_policy(data: bytes) -> Policy:
    """Return the policy of these bytes; its `to_bytes` gives the same bytes back.

    Raises:
        Malformed: `policy-too-long`, `policy-encoding`, `policy-line`, `policy-name`, `policy-key`, `policy-threshold`,
            `policy-quorum`, and the codes of `parse_vkey`.
    """
    if len(data) > POLICY_BYTES_MAX or data.count(b"\n") > POLICY_LINES_MAX:
        limits = f"at most {POLICY_BYTES_MAX} bytes and {POLICY_LINES_MAX} lines"
        raise Malformed("policy-too-long", expected=limits, got=f"{len(data)} bytes")
    if (found := _FORBIDDEN.search(data)) is not None:
        got = f"byte 0x{found[0].hex()} at {found.start()}"
        raise Malformed("policy-encoding", expected="no control character but tab and newline", got=got)
    if not data.endswith(b"\n"):
        raise Malformed("policy-line", expected="a newline after each line", got=repr(data[-100:]))
    reader = _Reader()
    # Octets above ASCII are opaque: the escape keeps each apart and gives it back as it was.
    for number, line in enumerate(data.decode(errors="surrogateescape").split("\n")[:-1], start=1):
        items = _BLANKS.split(line.strip(" \t"))
        if items[0] and not items[0].startswith("#"):
            reader.read(number, items)
    return reader.policy(data)


def render_policy(logs: Iterable[Log], witnesses: Iterable[Witness], groups: Iterable[Group], quorum: str) -> Policy:
    """Return the policy that says this, in the plainest writing.

    Raises:
        Malformed: as `parse_policy`, where it could not be read back.
    """
    rule = "".join([*(one.text() + "\n" for one in groups), f"quorum {quorum}\n"])
    return policy_under(logs, witnesses, rule)


def policy_under(logs: Iterable[Log], witnesses: Iterable[Witness], rule: str) -> Policy:
    """Return the policy that puts these logs and witnesses under a rule: a text of `group` lines and one `quorum` line.

    Raises:
        Malformed: as `parse_policy`.
    """
    lines = [*(log.text() for log in logs), *(witness.text() for witness in witnesses), rule]
    return parse_policy("\n".join(lines).encode(errors="surrogateescape"))


def is_met(policy: Policy, witnessed: Collection[str]) -> bool:
    """Return whether these witnesses, by the policy's names, reach the quorum."""
    return policy.quorum == NONE or met_at(policy, dict.fromkeys(witnessed, 0)) is not None


def met_at(policy: Policy, witnessed: Mapping[str, Instant]) -> Instant | None:
    """Return the second by which the quorum had seen, or None where it is not reached; `none` proves no time.

    Args:
        policy: the rule.
        witnessed: verified times by the policy's names; names that are no witness of the policy are ignored.
    """
    times = {one.name: witnessed[one.name] for one in policy.witnesses if one.name in witnessed}
    # A group comes after its members, so one pass is enough.
    for group in policy.groups:
        seen = sorted(times[name] for name in group.members if name in times)
        if len(seen) >= group.threshold:
            times[group.name] = seen[group.threshold - 1]
    return times.get(policy.quorum)


def evaluate(policy: Policy, note: Note, *, log_keys: Sequence[VerifierKey] = ()) -> Judgement:
    """Return what the policy says of a head.

    Args:
        policy: trusted.
        note: claimed.
        log_keys: trusted logs that are known otherwise, as an application may have them beside the policy's own.

    Raises:
        Malformed: `policy-log` where no accepted log has this origin, and the codes of `parse_checkpoint`,
            `verify_note` and `verify_cosignatures`.
    """
    # Step 1: the head's origin is an accepted log's, and one of that log's keys signed it.
    checkpoint = parse_checkpoint(note.text)
    accepted = [key for key in (*(log.key for log in policy.logs), *log_keys) if key.name == checkpoint.origin]
    if not accepted:
        raise Malformed("policy-log", expected="the head of a log that the policy names", got=repr(checkpoint.origin))
    verify_note(note, accepted)
    # Step 2: every cosignature by a known witness verifies; of several by one, the earliest counts.
    names = {one.key: one.name for one in policy.witnesses}
    witnessed: dict[str, Instant] = {}
    for key, at in verify_cosignatures(note, names):
        witnessed[names[key]] = min(at, witnessed.get(names[key], at))
    # Step 3: the quorum.
    return Judgement(checkpoint, witnessed, is_met(policy, witnessed), met_at(policy, witnessed))


class _Reader:
    """What has been read so far; each line may name only what stands above it."""

    def __init__(self) -> None:
        self._logs: list[Log] = []
        self._witnesses: list[Witness] = []
        self._groups: list[Group] = []
        self._quorum: str | None = None
        self._keys: set[tuple[Algorithm, bytes]] = set()
        self._free: dict[str, bool] = {}
        """The names defined so far, each with whether it may still become a member."""

    def read(self, number: int, items: list[str]) -> None:
        match items:
            case ["log", vkey, *url] if len(url) <= 1:
                self._logs.append(Log(self._key(vkey, Algorithm.ED25519), *url))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                key = self._key(vkey, Algorithm.COSIGNATURE)
                self._witnesses.append(Witness(self._define(name), key, *url))
            case ["group", name, threshold, _, *_]:
                members = tuple(items[3:])
                group = Group(name, _threshold(threshold, len(members)), tuple(map(self._join, members)))
                self._groups.append(group)
                self._define(name)
            case ["quorum", name]:
                self._set_quorum(name)
            case _:
                expected = (
                    "log <vkey> [<url>], witness <name> <vkey> [<url>], group <name> <k> <name>..., quorum <name>"
                )
                raise Malformed("policy-line", expected=expected, got=f"line {number}: {' '.join(items)[:200]!r}")

    def policy(self, source: bytes) -> Policy:
        if self._quorum is None:
            raise Malformed("policy-quorum", expected="one quorum line", got="none")
        return Policy(tuple(self._logs), tuple(self._witnesses), tuple(self._groups), self._quorum, source)

    def _key(self, vkey: str, algorithm: Algorithm) -> VerifierKey:
        key = parse_vkey(vkey)
        if key.algorithm is not algorithm:
            raise Malformed("policy-key", expected=f"a key of type 0x{algorithm:02x}", got=f"0x{key.algorithm:02x}")
        if (algorithm, key.public) in self._keys:
            raise Malformed("policy-key", expected="each public key once", got=repr(vkey))
        self._keys.add((algorithm, key.public))
        return key

    def _define(self, name: str) -> str:
        if name == NONE or name in self._free:
            raise Malformed("policy-name", expected="a name of its own", got=f"{name!r} again")
        self._free[name] = True
        return name

    def _join(self, name: str) -> str:
        if not self._free.get(name, False):
            got = f"{name!r}, {'member of another group' if name in self._free else 'not defined above'}"
            raise Malformed("policy-name", expected="a witness or group defined above, member of one group", got=got)
        self._free[name] = False
        return name

    def _set_quorum(self, name: str) -> None:
        if self._quorum is not None:
            raise Malformed("policy-quorum", expected="one quorum line", got="another one")
        if name != NONE and name not in self._free:
            raise Malformed("policy-name", expected="a witness or group defined above, or `none`", got=repr(name))
        self._quorum = name


def _threshold(text: str, members: int) -> int:
    match text:
        case "any":
            return 1
        case "all":
            return members
        case _ if _COUNT.fullmatch(text) and int(text) <= members:
            return int(text)
        case _:
            raise Malformed("policy-threshold", expected=f"any, all, or a number from 1 to {members}", got=repr(text))
