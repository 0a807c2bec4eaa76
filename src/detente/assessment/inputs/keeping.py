"""An analyst's inputs as a party keeps them for itself, in its own channel: as written, with what they rest on."""

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from detente.assessment.basis import Basis
from detente.assessment.dependence.ledger_reading import read_ledger
from detente.assessment.dependence.needs import inputs_of
from detente.assessment.reading import parse_file
from detente.errors import Refused
from detente.limits import INPUTS_KEPT_BYTES_MAX

TOML, JSON = "toml", "json"
KIND: Final = "assessment-inputs"


def body_of(data: bytes, *, toml: bool) -> dict[str, Any]:
    """Return the body of the act that keeps inputs.

    Raises:
        Malformed: `assessment-malformed`. Refused: `inputs-too-large`.
    """
    if len(data) > INPUTS_KEPT_BYTES_MAX:
        raise Refused(
            "inputs-too-large", expected=f"at most {INPUTS_KEPT_BYTES_MAX:,} bytes in one act", got=f"{len(data):,}",
            remedy="keep the file as an attachment: detente send --channel own --attach FILE",
        )  # fmt: skip
    ledger = read_ledger(parse_file(data, toml=toml))
    counts = Counter(basis for _, _, _, basis, _ in inputs_of(ledger))
    return {
        "title": ledger.title,
        "question": ledger.question,
        "source": ledger.source,
        "bases": ", ".join(f"{counts[basis]} {basis}" for basis in Basis if counts[basis]),
        "format": TOML if toml else JSON,
        "sha256": sha256(data).hexdigest(),
        "text": data.decode("utf-8"),
    }


def inputs_in(kind: str, body: Mapping[str, Any], ref: str) -> tuple[bytes, bool]:
    """Return the inputs that an act keeps, and whether they are TOML.

    Raises:
        Refused: `inputs-unknown`: the act keeps none.
    """
    if kind != KIND:
        raise Refused(
            "inputs-unknown", expected="an act that keeps inputs", got=f"{ref}, {kind}",
            remedy="detente assess keep FILE says under which reference it keeps them",
        )  # fmt: skip
    return str(body.get("text", "")).encode(), body.get("format") == TOML
