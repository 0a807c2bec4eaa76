"""Ports of this machine for nodes that tests and benches start."""

import random
import socket
from contextlib import suppress

FIRST, LAST = 20_000, 32_000
"""Below those that systems give to outgoing connections (from 32768 on under Linux, else from 49152): while a node is
stopped, none of them takes its port."""


def free_ports(number: int) -> list[int]:
    """Return ports that are free now."""
    listeners: list[socket.socket] = []
    while len(listeners) < number:
        with suppress(OSError):
            listeners.append(socket.create_server(("127.0.0.1", random.randrange(FIRST, LAST))))
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports
