"""What may come out of a public list of incidents? Rows whose acts pass their kinds' checks, or `Malformed`."""

from hypothesis import given, settings
from tests.fuzz.test_protocol_fuzz import mutations

from detente.council.desks.incidents import KINDS
from detente.council.incident.listed import FILE, read_list
from detente.errors import Malformed

SEED = b"\n".join(FILE.read_bytes().split(b"\n")[:5])


@settings(max_examples=300, deadline=None)
@given(mutations(SEED))
def test_rows_or_malformed(data: bytes) -> None:
    try:
        rows = read_list(data)
    except Malformed:
        return
    for row in rows:
        report = KINDS["incident-report"]
        report.check_body(report.read(row.report("a list")))
        for body in row.accounts():
            KINDS["incident-account"].check_body(body)
