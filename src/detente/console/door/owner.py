"""Whose a connection on this machine is, as its kernel says: asked for that one alone, or read in the table of all.

The table has a line for every connection of the machine, so whoever opens twenty thousand makes it slow to read. Linux
answers for one in microseconds, whatever else is open; the table is read where that is not to be had.

Source: sock_diag(7); linux/inet_diag.h; proc_net_tcp in the Linux kernel's documentation.
"""

import os
import socket
import struct
import sys
from collections.abc import Collection
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from typing import Final

ROOT: Final = 0
TCP_TABLES: Final = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
ESTABLISHED: Final = 1

SOCK_DIAG: Final = 4
"""NETLINK_SOCK_DIAG."""
BY_FAMILY: Final = 20
"""SOCK_DIAG_BY_FAMILY: asks for a socket by its ends, or answers with it."""
REQUEST: Final = 1
"""NLM_F_REQUEST."""
HEADER: Final = struct.Struct("=IHHII")
"""nlmsghdr: length, type, flags, sequence, port."""
ASKED: Final = struct.Struct("=BBBBI")
"""Beginning of inet_diag_req_v2: family, protocol, what else to tell, none, states."""
ENDS: Final = struct.Struct("!HH16s16s")
"""Beginning of inet_diag_sockid: the socket's own port, the other's, both addresses."""
ANYWHERE: Final = struct.pack("=I8s", 0, b"\xff" * 8)
"""The rest of it: any interface, any cookie."""
FOUND: Final = struct.Struct("=BB2x48x12xI")
"""inet_diag_msg as far as it matters: family, state, user id."""
ANSWER_BYTES_MAX: Final = 8_192

End = tuple[str, int]


def is_of_this_user(client: End | None, server: tuple[str, int | None] | None) -> bool:
    """Say if the client's end of a loopback connection belongs to this user, or to root who may read all anyway.

    Where the system tells nobody whose a connection is the answer is yes: the pages listen on the loopback only.
    """
    if client is None or server is None or server[1] is None:
        return False
    try:
        return owner_of(client, (server[0], server[1])) in (ROOT, os.geteuid())
    except OSError:
        return True


def owner_of(client: End, server: End) -> int | None:
    """Return the user id of the established connection from one end to the other, or None where there is none.

    Raises:
        OSError: the system does not tell.
    """
    try:
        return in_kernel(client, server)
    except OSError:
        tables = [table for table in TCP_TABLES if table.exists()]
        if not tables:
            raise
    there, here = _ends(*client), _ends(*server)
    found = (in_table(table.read_text("ascii"), there, here) for table in tables)
    return next((owner for owner in found if owner is not None), None)


def in_kernel(client: End, server: End) -> int | None:
    """Return what the kernel says of the one connection, as `owner_of`.

    Raises:
        OSError: it cannot be asked, or does not know the server's end either, which is open here.
    """
    if sys.platform != "linux":
        raise OSError("asked of Linux only")
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, SOCK_DIAG) as kernel:
        kernel.setblocking(False)
        found = _asked(kernel, client, server)
        if found is None and _asked(kernel, server, client) is None:
            raise OSError("the kernel tells of no connections")
    return found[1] if found is not None and found[0] == ESTABLISHED else None


def _asked(kernel: socket.socket, own: End, other: End) -> tuple[int, int] | None:
    """Return state and user id of the socket with these two ends."""
    family = socket.AF_INET6 if ":" in own[0] else socket.AF_INET
    addresses = (socket.inet_pton(family, address).ljust(16, b"\0") for address, _port in (own, other))
    asked = ASKED.pack(family, socket.IPPROTO_TCP, 0, 0, 0xFFFF_FFFF) + ENDS.pack(own[1], other[1], *addresses)
    asked += ANYWHERE
    kernel.sendto(HEADER.pack(HEADER.size + len(asked), BY_FAMILY, REQUEST, 0, 0) + asked, (0, 0))
    # The kernel answers before it returns from the sending.
    answer = kernel.recv(ANSWER_BYTES_MAX)
    if HEADER.unpack_from(answer)[1] != BY_FAMILY:
        return None
    _family, state, owner = FOUND.unpack_from(answer, HEADER.size)
    return state, owner


def in_table(table: str, client: Collection[str], server: Collection[str]) -> int | None:
    """Return the user id of the established connection from one end to the other by the kernel's table, or None.

    Args:
        client: the end as the table may write it, see `_ends`.
    """
    for line in table.splitlines()[1:]:
        fields = line.split()
        if fields[3] == f"{ESTABLISHED:02X}" and fields[1] in client and fields[2] in server:
            return int(fields[7])
    return None


def _ends(address: str, port: int) -> tuple[str, ...]:
    """Return an address and port as the kernel's tables write them: words in the machine's byte order, also as IPv6."""
    ip = ip_address(address)
    forms = [ip.packed]
    if isinstance(ip, IPv4Address):
        forms.append(b"\0" * 10 + b"\xff\xff" + ip.packed)
    return tuple(f"{_words(form)}:{port:04X}" for form in forms)


def _words(packed: bytes) -> str:
    return "".join(f"{int.from_bytes(packed[at : at + 4], sys.byteorder):08X}" for at in range(0, len(packed), 4))
