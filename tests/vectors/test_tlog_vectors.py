"""Published examples: the RFCs', C2SP's, those of Certificate Transparency, and heads of a log that others run."""

from hashlib import sha256

import pytest

from detente.errors import Malformed
from detente.tlog import ed25519
from detente.tlog.checkpoint import Checkpoint, parse_checkpoint, verify_head
from detente.tlog.cosignature import claimed_at, verify_cosignatures
from detente.tlog.merkle import (
    Range,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from detente.tlog.notes import parse_note, parse_vkey, verify_note

# RFC 8032 section 7.1, tests 1 to 3: seed, public key, message, signature.
ED25519 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]

# The eight entries, the roots of the trees of 1 to 8 of them, and the paths that the tests of Certificate Transparency
# publish (github.com/google/certificate-transparency, merkletree; github.com/transparency-dev/merkle, proof).
ENTRIES = [
    *map(bytes.fromhex, ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUSION = [
    (0, 8, [A, B, C]),
    (5, 8, [D, E, ROOTS[3]]),
    (2, 3, [ROOTS[1]]),
    (1, 5, [ROOTS[0], B, D]),
]
CONSISTENCY = [(1, 1, []), (1, 8, [A, B, C]), (6, 8, [F, E, ROOTS[3]]), (2, 5, [B, D])]

LEAVES = [leaf_hash(entry) for entry in ENTRIES]

# C2SP signed-note, the example under Verifier keys, and the one at its head, whose key is not published.
FOO_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_NOTE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
POEM = """Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore \
NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""

# The example of golang.org/x/mod/sumdb/note.
NEUMANN_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_NOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""

# The Go checksum database: the key in golang.org's `go` command, and heads that it signed over the years.
SUMDB_VKEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUMDB_HEADS = [
    (
        445_646,
        "jEFFy4AtYgBBNTSZTiNnQrgQqMbcH0mfO2oP2FxR9VU=",
        "Az3grkGho/PqvUmEuTv6+r2g303hUhu60FOD6vLpm19mBwH9UjquWY2OKxNmZ55z0gHrp24AgPC3Q5WO7uZrVdvdCQU=",
    ),
    (
        15_368_405,
        "/g9am3I6YWNKaZX/jkne1fqd9zEyjss+JXyPXG0WfkY=",
        "Az3grqJGUaSGukG9p8nI2vKgiFn7qGHxn0W+mrwyI6Gz3F0t1J3LzmWk/p96Ybf295EjwdSwlzgijq5WA9d1Ded7owM=",
    ),
]

# C2SP tlog-checkpoint and tlog-cosignature: one example, in the latter with a cosignature.
SOFA = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa \
Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 \
jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""


@pytest.mark.parametrize(("seed", "public", "message", "signature"), ED25519)
def test_ed25519_as_in_rfc_8032(seed: str, public: str, message: str, signature: str) -> None:
    """Keys and signatures are the RFC's, in both directions."""
    private, message_bytes = bytes.fromhex(seed), bytes.fromhex(message)
    ed25519.check_public(bytes.fromhex(public))
    assert ed25519.public_of(private).hex() == public
    assert ed25519.sign(private, message_bytes).hex() == signature
    assert ed25519.verify(bytes.fromhex(public), message_bytes, bytes.fromhex(signature))


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_as_in_certificate_transparency(size: int) -> None:
    """The trees of 1 to 8 entries have the published roots."""
    assert Range.of(LEAVES[:size]).root().hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_inclusion_as_in_certificate_transparency(index: int, size: int, path: list[str]) -> None:
    """The published inclusion paths are the ones we make, and verify."""
    proof = inclusion_proof(index, size, lambda start, end: Range.of(LEAVES[start:end]).root())
    assert [one.hex() for one in proof] == path
    verify_inclusion(LEAVES[index], index, size, proof, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_consistency_as_in_certificate_transparency(old: int, new: int, path: list[str]) -> None:
    """The published consistency paths are the ones we make, and verify."""
    proof = consistency_proof(old, new, lambda start, end: Range.of(LEAVES[start:end]).root())
    assert [one.hex() for one in proof] == path
    verify_consistency(old, bytes.fromhex(ROOTS[old - 1]), new, bytes.fromhex(ROOTS[new - 1]), proof)


def test_the_example_of_rfc_6962() -> None:
    """Section 2.1.3 names the nodes of a tree of seven and says which make up its paths and its proofs."""
    a, b, c, d, e, f, j = leaves = [leaf_hash(bytes([number])) for number in range(7)]
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, l = node_hash(g, h), node_hash(i, j)  # noqa: E741  the RFC's own names

    def subtree(start: int, end: int) -> bytes:
        return Range.of(leaves[start:end]).root()

    assert Range.of(leaves).root() == node_hash(k, l)
    assert inclusion_proof(0, 7, subtree) == [b, h, l]
    assert inclusion_proof(3, 7, subtree) == [c, g, l]
    assert inclusion_proof(4, 7, subtree) == [f, j, k]
    assert inclusion_proof(6, 7, subtree) == [i, k]
    assert consistency_proof(3, 7, subtree) == [c, d, g, l]
    assert consistency_proof(4, 7, subtree) == [l]
    assert consistency_proof(6, 7, subtree) == [i, j, k]


@pytest.mark.parametrize(("vkey", "data"), [(FOO_VKEY, FOO_NOTE), (NEUMANN_VKEY, NEUMANN_NOTE)])
def test_published_notes_verify(vkey: str, data: str) -> None:
    """The published notes verify under the published keys; both print as published."""
    key, note = parse_vkey(vkey), parse_note(data.encode())
    assert verify_note(note, [key]) == (key,)
    assert key.text() == vkey
    assert note.to_bytes() == data.encode()


def test_a_note_with_a_blank_line_in_its_text() -> None:
    """The specification's poem is split at its last blank line, and prints as published; its key is not published."""
    note = parse_note(POEM.encode())
    assert note.text.endswith("di sole:\n\ned è subito sera.\n")
    assert note.to_bytes() == POEM.encode()


@pytest.mark.parametrize(("size", "root", "signature"), SUMDB_HEADS)
def test_heads_of_a_living_log_verify(size: int, root: str, signature: str) -> None:
    """Heads of sum.golang.org verify; its key's name is not its origin, which is why our `verify_head` refuses them."""
    key = parse_vkey(SUMDB_VKEY)
    note = parse_note(f"go.sum database tree\n{size}\n{root}\n\n— sum.golang.org {signature}\n".encode())
    assert verify_note(note, [key]) == (key,)
    assert parse_checkpoint(note.text).size == size
    with pytest.raises(Malformed) as refused:
        verify_head(note, key)
    assert refused.value.code == "head-origin"


def test_the_checkpoint_of_the_specification() -> None:
    """The example prints as published, and its cosignature claims the published time; no key for it is published.

    Size, root and log signature are those of a head of sum.golang.org under another origin: with the true origin put
    back, the signature verifies, and with the printed one it does not.
    """
    note = parse_note(SOFA.encode())
    checkpoint = parse_checkpoint(note.text)
    log, witness = note.signatures
    assert note.to_bytes() == SOFA.encode()
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert claimed_at(witness) == 1_679_315_147
    assert verify_cosignatures(note, []) == ()
    key = parse_vkey(SUMDB_VKEY)
    assert log.key_id == key.key_id
    true = Checkpoint("go.sum database tree", checkpoint.size, checkpoint.root).text()
    assert ed25519.verify(key.public, true.encode(), log.value)
    assert not ed25519.verify(key.public, note.text.encode(), log.value)


def test_the_key_id_is_the_specified_hash() -> None:
    """The id is the beginning of SHA-256 over name, newline, type and key."""
    key = parse_vkey(FOO_VKEY)
    assert key.key_id == sha256(b"example.com/foo\n\x01" + key.public).digest()[:4] == bytes.fromhex("530d903a")
