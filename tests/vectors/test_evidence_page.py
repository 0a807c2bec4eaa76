"""The example in docs/spec/evidence.md is true, and its table of limits is that of the code."""

import re
from pathlib import Path

from detente import limits
from detente.clock import rfc3339
from detente.tlog.merkle import leaf_hash
from detente.tlog.notes import parse_vkey
from detente.tlog.proof import parse_proof, verify_proof

PAGE = (Path(__file__).parents[2] / "docs/spec/evidence.md").read_text(encoding="utf-8")
EXAMPLE = dict(re.findall(r"^```(\S+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))


def test_the_example_verifies() -> None:
    """Entry, keys and proof as printed on the page prove what the page says."""
    proof = parse_proof(EXAMPLE["tlog-proof"].encode())
    log, mirror = (parse_vkey(EXAMPLE[name].strip()) for name in ("log-vkey", "cosigner-vkey"))
    proven = verify_proof(proof, leaf_hash(bytes.fromhex(EXAMPLE["entry-hex"])), log, [mirror])
    assert (proven.index, proven.checkpoint.size) == (2, 5)
    assert [(key.name, rfc3339(at)) for key, at in proven.cosignatures] == [("no/mirror", "2016-04-20T12:00:00Z")]


def test_the_limits_are_the_codes() -> None:
    """Each number of section 10 is the one that the code applies."""
    table = PAGE.partition("## 10. Limits")[2].partition("## 11.")[0]
    rows = dict(re.findall(r"^\| (.*?) \| (.*?) \|", table, re.MULTILINE))
    assert rows["entry"] == f"{limits.ENTRY_BYTES_MAX:,} bytes"
    assert rows["note"] == f"{limits.NOTE_BYTES_MAX:,} bytes, {limits.NOTE_SIGNATURES_MAX} lines"
    assert rows["key name, origin"] == f"{limits.KEY_NAME_BYTES_MAX} bytes"
    assert rows["size, index"] == "2^63 - 1"
    assert limits.TREE_SIZE_MAX == 2**63 - 1
    assert rows["hashes of a proof"] == str(limits.PROOF_HASHES_MAX)
    assert rows["cosignatures in a proof"] == str(limits.PROOF_COSIGNATURES_MAX)
    assert rows["extra of a proof"] == f"{limits.PROOF_EXTRA_BYTES_MAX:,} bytes"
    assert rows["proof"] == f"{limits.PROOF_BYTES_MAX:,} bytes"
    assert rows["policy"] == f"{limits.POLICY_BYTES_MAX:,} bytes, {limits.POLICY_LINES_MAX:,} lines"
    assert rows["time"] == f"{limits.INSTANT_MAX} s"
