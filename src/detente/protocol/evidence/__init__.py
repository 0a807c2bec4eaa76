"""Evidence files: one act, or one contradiction, with all that a stranger needs to check it without us.

Bytes in, report out: no network, no record, no clock. The normative page is docs/spec/evidence-file.md.
"""

from detente.protocol.evidence.build import HeadProof, build_contradiction, build_evidence
from detente.protocol.evidence.bundle import FileHeld, Item, attachments_of, in_order, named_in, read_item
from detente.protocol.evidence.bundle_build import build_bundle, held_file
from detente.protocol.evidence.bundle_checks import is_bundle, verify_bundle
from detente.protocol.evidence.report import Counted, Report, Step
from detente.protocol.evidence.verify import verify_evidence

__all__ = [
    "Counted",
    "FileHeld",
    "HeadProof",
    "Item",
    "Report",
    "Step",
    "attachments_of",
    "build_bundle",
    "build_contradiction",
    "build_evidence",
    "held_file",
    "in_order",
    "is_bundle",
    "named_in",
    "read_item",
    "verify_bundle",
    "verify_evidence",
]
