"""*Check this proof*: evidence is made and verified while the page is made, by the code that strangers use."""

import base64
from dataclasses import dataclass

from detente.console.told.reading import Reader
from detente.errors import DetenteError
from detente.home.calls import ExportEvidence
from detente.home.proofs import verify_file
from detente.home.replies import ActView, EvidenceReport


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it.

    Args:
        report: the numbered steps, or None where no evidence could be made.
        discloses: what becomes readable to whoever has the file.
        problem: why there is none, or nothing.
    """

    report: EvidenceReport | None
    discloses: tuple[str, ...] = ()
    problem: DetenteError | None = None


async def check(reader: Reader, act: ActView) -> Checked:
    """Return the report on the evidence of an act, made now."""
    try:
        evidence = await reader.ask(ExportEvidence(act.ref, council=act.council))
    except DetenteError as error:
        return Checked(None, problem=error)
    return Checked(verify_file(base64.b64decode(evidence.file)), evidence.discloses)
