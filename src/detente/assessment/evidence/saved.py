"""Measures of a record as a file keeps them, so that two records, or one at two heads, can be set side by side."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from detente.assessment.evidence.compare import has_all_figures
from detente.errors import Malformed
from detente.limits import MEASURES_BYTES_MAX


def hash_of(said: Mapping[str, Any]) -> str:
    """Return the SHA-256 of measures as JSON with sorted names and no blanks, in hex."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def measures_in(data: bytes) -> dict[str, Any]:
    """Return the measures that `assess record --json` wrote.

    Raises:
        Malformed: `measures-malformed`: no such file, one of another version, or one that was changed since.
    """
    if len(data) > MEASURES_BYTES_MAX:
        raise _refused(f"more than {MEASURES_BYTES_MAX:,} bytes")
    try:
        given = json.loads(data)
        (said,) = given["items"]
        fits = isinstance(said, dict) and hash_of(said) == given["measures_sha256"]
    except (ValueError, RecursionError, TypeError, KeyError, IndexError):
        raise _refused("other JSON, or none") from None
    if not fits:
        raise _refused("measures that do not fit their measures_sha256")
    if not has_all_figures(said):
        raise _refused("measures of another version")
    found: dict[str, Any] = said
    return found


def _refused(got: str) -> Malformed:
    return Malformed(
        "measures-malformed", expected="a file that detente assess record --json wrote", got=got,
        remedy="detente assess record --dir D --json > FILE.json",
    )  # fmt: skip
