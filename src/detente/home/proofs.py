"""Calls about evidence: the file that proves one act to strangers, contradictions, and checking such a file."""

from detente.home.calls import Contradictions, ExportEvidence
from detente.home.host import Host
from detente.home.replies import ContradictionsView, EvidenceReport, EvidenceView


async def export(host: Host, call: ExportEvidence) -> EvidenceView:
    raise NotImplementedError


async def contradictions(host: Host, call: Contradictions) -> ContradictionsView:
    raise NotImplementedError


def verify_file(data: bytes) -> EvidenceReport:
    raise NotImplementedError
