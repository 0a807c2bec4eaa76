"""Go reads a node's logs: golang.org/x/mod/sumdb authenticates our tiles and proves our entries, over mutual TLS.

The program is ours, in tests/vectors/interop/read, and shares no code with the package.
"""

import asyncio
import os
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest
from tests.table import Table

from detente.home.calls import Send
from detente.home.service import Service
from detente.node.display import hash_of
from detente.tlog import base64
from detente.tlog.merkle import leaf_hash

SOURCES = Path(__file__).parent / "interop"
GOPATH = os.environ.get("DETENTE_GOPATH", "/usr/share/gocode")
ACTS = 300
"""More than one tile."""


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the program once, offline, against Debian's packages."""
    go = shutil.which("go")
    if go is None or not Path(GOPATH, "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.fail(
            "Go or golang.org/x/mod is missing. "
            "Remedy (Debian, Ubuntu): apt-get install golang-go golang-golang-x-mod-dev"
        )
    folder = tmp_path_factory.mktemp("read")
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": GOPATH, "GOFLAGS": "", "CGO_ENABLED": "0"}
    environment.setdefault("GOCACHE", str(folder / "cache"))
    subprocess.run([go, "build", "-o", str(folder / "read"), "./read"], cwd=SOURCES, env=environment, check=True)
    return folder / "read"


def credentials(table: Table, caller: str, called: str, folder: Path) -> list[str]:
    """Write the called party's root; return its path and those of the caller's chain and key."""
    chain, key, password = table.seats[caller].keyring.chain_paths()
    assert password is None or b"ENCRYPTED" not in key.read_bytes(), "a key without a passphrase is in clear"
    (folder / "root.pem").write_text(ssl.DER_cert_to_PEM_cert(table.seats[called].keyring.root_certificate))
    return [str(folder / "root.pem"), str(chain), str(key)]


def test_go_reads_and_proves_entries(program: Path, tmp_path: Path) -> None:
    """The author's log and the copy at another party give the same entries under the same head, to Go as to us."""

    async def main() -> None:
        table = Table(tmp_path)
        origin = table.origin("no")
        async with table.up("no", "ru") as (author, holder):
            service = Service(author)
            await asyncio.gather(
                *(service.run(Send(channel="line", body={"text": f"act {number}"})) for number in range(ACTS))
            )
            feed = author.core.context.store.feed(origin)
            assert feed is not None
            size = feed.size
            assert await holder.until(lambda core: _size(core, origin) == size or None, 20)
            entries = await author.read(lambda core: core.context.store.entries(feed, 0, size))
            vkey = table.seats["no"].keyring.log_signer(origin).key.text()
            for party, prefix in (("no", "log"), ("ru", "mirror")):
                files = credentials(table, "us", party, tmp_path)
                place = f"{table.seats[party].url}/{prefix}/{hash_of(origin)}"
                for index in (0, 255, 256, size - 1):
                    done = await asyncio.to_thread(_run, [str(program), place, vkey, *files, str(index)])
                    assert done.stderr == ""
                    said = dict(line.split(" ", 1) for line in done.stdout.splitlines())
                    assert (said["origin"], said["size"], said["index"]) == (origin, str(size), str(index))
                    assert said["leaf"] == base64.encode(leaf_hash(entries[index]))

    asyncio.run(main())


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def _size(core: object, origin: str) -> int:
    feed = core.context.store.feed(origin)  # type: ignore[attr-defined]
    return 0 if feed is None else feed.size
