"""Evidence files: one act, or one contradiction, with all that a stranger needs to check it without us.

Bytes in, report out: no network, no record, no clock. The normative page is docs/spec/evidence-file.md.
"""

from detente.protocol.evidence.build import HeadProof, build_contradiction, build_evidence
from detente.protocol.evidence.report import Counted, Report, Step
from detente.protocol.evidence.verify import verify_evidence

__all__ = ["Counted", "HeadProof", "Report", "Step", "build_contradiction", "build_evidence", "verify_evidence"]
