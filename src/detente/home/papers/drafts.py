r"""A form on paper, as bytes: what was typed in it, for another console of the same party; it signs nothing.

    detente form 1\n ‖ CBOR [council, party, kind, channel, re, dossier, made_at, {name: text}, carried] ‖ SHA-256

The digest finds damage on the way. It is no signature: what a form says is nobody's word until an officer has read its
preview and signed that. Source: docs/spec/bag.md section 6.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from detente.clock import Instant
from detente.errors import Malformed
from detente.limits import FORM_FIELDS_MAX, PAPER_BYTES_MAX
from detente.protocol import cbor

MAGIC: Final = b"detente form 1\n"


class Draft(Struct, frozen=True):
    """A form that is not said yet.

    Args:
        typed: by name of control, as the pages have it.
        carried: fields of the body that a desk filled in, as a JSON object; empty for none.
    """

    council: str
    party: str
    kind: str
    channel: str
    re: str
    dossier: str
    made_at: Instant
    typed: dict[str, str]
    carried: str = ""

    def to_bytes(self) -> bytes:
        """Return the file."""
        given = [self.council, self.party, self.kind, self.channel, self.re, self.dossier, self.made_at]
        body = MAGIC + cbor.encode([*given, self.typed, self.carried])
        return body + hashlib.sha256(body).digest()

    @property
    def held(self) -> dict[str, Any]:
        """Return what a desk filled in."""
        return dict(json.loads(self.carried)) if self.carried else {}


def parse_draft(data: bytes) -> Draft:
    """Return the form that a file claims to be; nothing of it is believed, and every field is checked when it is used.

    Raises:
        Malformed: `draft-malformed`, or a `cbor-…` code.
    """
    body, digest = data[:-32], data[-32:]
    if not data.startswith(MAGIC) or len(data) > PAPER_BYTES_MAX or hashlib.sha256(body).digest() != digest:
        raise _malformed("a form as it was printed", f"{len(data)} bytes of something else")
    match cbor.decode(body[len(MAGIC) :]):
        case [
            str(council), str(party), str(kind), str(channel), str(re), str(dossier), int(made_at),
            dict(typed), str(carried),
        ] if made_at >= 0 and _is_typed(typed):  # fmt: skip
            _check_carried(carried)
            return Draft(council, party, kind, channel, re, dossier, made_at, dict(typed), carried)
        case _:
            raise _malformed("[council, party, kind, channel, re, dossier, time, typed, carried]", "another list")


def _check_carried(text: str) -> None:
    try:
        if text and not isinstance(json.loads(text), dict):
            raise _malformed("a JSON object as what is carried", "another value")
    except (ValueError, RecursionError):
        raise _malformed("a JSON object as what is carried", "what is no JSON") from None


def _is_typed(typed: Mapping[object, object]) -> bool:
    texts = (isinstance(one, str) for pair in typed.items() for one in pair)
    return len(typed) <= FORM_FIELDS_MAX and all(texts)


def _malformed(expected: str, got: str) -> Malformed:
    return Malformed("draft-malformed", expected=expected, got=got, remedy="print the form again")
