"""A charter names a shipped pack by its hash: no council loses its rules by an update of the software."""

from hashlib import sha256

from detente.regimes.library import FOLDER, SUFFIX, by_digest, shipped

SHIPPED = {
    ("dma-1989", "1"): "268c2bd3be6f591a3b4d4b9295de194fa0f2ddaed59b2822d36fa0f5e80f8797",
    ("incsea-1972", "1"): "ad91b1db7c512885b4086dc22079b238bd0bd621fd62d306fbd4f698f81a2225",
    ("minimal", "1"): "c127f85e1b76ea8c938f3f45f69b33b309b42c15b749198bf85ed3dac163c4fb",
    ("vienna-2011", "1"): "fc4a7b82629b0fa1e7a18e3d5d330604c9f5e92cb77d646bb2c4eec1ded983b0",
}
"""Every version that ever was shipped. No line is changed or taken out: a correction is a new version, a new line."""


def test_a_shipped_pack_never_changes() -> None:
    """Change no pack: put the corrected text beside it, as packs/ID-VERSION.toml with a version of its own."""
    assert {key: pack.digest for key, pack in shipped().items()} == SHIPPED


def test_every_text_that_is_shipped_is_found_by_its_hash() -> None:
    """No two files claim the same version, of which one would hide the other."""
    texts = [one.read_text("utf-8") for one in FOLDER.iterdir() if one.name.endswith(SUFFIX)]
    assert {sha256(text.encode()).hexdigest() for text in texts} == set(by_digest())
    assert len(texts) == len(shipped())
