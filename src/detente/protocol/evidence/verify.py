"""Checking evidence files: numbered steps, performed in order, up to the first that fails."""

from detente.errors import Malformed
from detente.protocol.evidence.act_checks import ActChecks, open_act
from detente.protocol.evidence.archive import unpack
from detente.protocol.evidence.checks import EXACT, Checks, parse_json, refused
from detente.protocol.evidence.contradiction_checks import open_contradiction
from detente.protocol.evidence.layout import (
    MANIFEST,
    README,
)
from detente.protocol.evidence.pages import TYPE, VERSION
from detente.protocol.evidence.report import Report, Step


def verify_evidence(data: bytes) -> Report:
    """Return what the bytes prove, step by step; it never raises for what came from outside."""
    checks: Checks = ActChecks()
    done: list[Step] = []
    try:
        checks = _open(data)
    except Malformed as fault:
        done.append(Step(1, EXACT, ok=False, detail=_detail(fault)))
    else:
        for number, (title, check) in enumerate(checks.steps(), start=1):
            try:
                done.append(Step(number, title, ok=True, detail=check()))
            except Malformed as fault:
                done.append(Step(number, title, ok=False, detail=_detail(fault)))
                break
    return checks.report(tuple(done))


def _open(data: bytes) -> Checks:
    """Return the checks that a file asks for, its parts read but nothing believed.

    Raises:
        Malformed: whatever is wrong with a part's shape.
    """
    parts = unpack(data)
    claimed = parse_json(parts.get(MANIFEST, b""))
    if (claimed.get("type"), claimed.get("version")) != (TYPE, VERSION) or README not in parts:
        raise refused(f"a manifest of type `{TYPE}`, version {VERSION}, and a README", repr(claimed.get("type"))[:80])
    match claimed.get("subject"):
        case "act":
            return open_act(parts)
        case "contradiction":
            return open_contradiction(parts, claimed)
        case other:
            raise refused("an act or a contradiction", repr(other)[:80])


def _detail(fault: Malformed) -> str:
    return f"{fault.code}: expected {fault.expected}; got {fault.got}"
