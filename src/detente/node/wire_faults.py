"""Why a request to a peer came to nothing, told where it is caught and by what was caught: never by what its text says.

Only this end is known: nothing here says whose fault it is.
"""

import errno
import socket
import ssl
from enum import StrEnum
from typing import Final

import aiohttp

from detente.errors import DetenteError, Fault, Malformed


class Cause(StrEnum):
    """What happened to a request, as far as this end can tell."""

    CUT = "cut"
    OWN_KEYS = "own-keys"
    ADDRESS = "address-malformed"
    NAME = "name-not-found"
    NO_ROUTE = "no-route"
    REFUSED = "connection-refused"
    TIME = "time-out"
    CERTIFICATE = "certificate-of-another"
    TLS = "tls"
    CLOSED = "connection-closed"
    NOT_TAKEN = "not-taken"
    PROTOCOL = "protocol"
    OTHER = "other"


class WireFault(Fault):
    """A request to a peer that came to nothing.

    Args:
        cause: as far as this end can tell.
    """

    def __init__(self, code: str, cause: Cause, *, expected: str, got: str) -> None:
        super().__init__(code, expected=expected, got=got)
        self.cause = cause


_NUMBERS: Final = {
    errno.ECONNREFUSED: Cause.REFUSED,
    errno.EHOSTUNREACH: Cause.NO_ROUTE,
    errno.ENETUNREACH: Cause.NO_ROUTE,
    errno.EADDRNOTAVAIL: Cause.NO_ROUTE,
    errno.ETIMEDOUT: Cause.TIME,
    errno.ECONNRESET: Cause.CLOSED,
    errno.EPIPE: Cause.CLOSED,
    errno.ENOENT: Cause.OWN_KEYS,
    errno.EACCES: Cause.OWN_KEYS,
}


def cause_of(fault: BaseException) -> Cause:
    """Return what a library's error means for the wire; the most particular class first."""
    match fault:
        case TimeoutError():
            return Cause.TIME
        case aiohttp.InvalidURL():
            return Cause.ADDRESS
        case aiohttp.ClientConnectorCertificateError() | ssl.CertificateError():
            return Cause.CERTIFICATE
        case aiohttp.ClientConnectorDNSError() | socket.gaierror():
            return Cause.NAME
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return Cause.TLS
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError():
            return Cause.CLOSED
        case aiohttp.ClientResponseError():
            return Cause.PROTOCOL
        case aiohttp.ClientConnectorError():
            return cause_of(fault.os_error)
        case OSError():
            # What ends a connection that stood is named by the error from which it was raised.
            under = fault.__cause__ or fault.__context__
            if fault.errno is None or isinstance(under, ssl.SSLError):
                return cause_of(under) if under is not None else Cause.OTHER
            return _NUMBERS.get(fault.errno, Cause.OTHER)
        case _:
            return Cause.OTHER


def told(error: DetenteError) -> Cause:
    """Return the cause of what was raised for a request: what is no answer of a node is `PROTOCOL`."""
    if isinstance(error, WireFault):
        return error.cause
    return Cause.PROTOCOL if isinstance(error, Malformed) else Cause.OTHER


def unreachable(party: str, fault: BaseException, url: str = "") -> WireFault:
    """Return that a peer was not reached, with the cause and the library's words."""
    at = f" at {url}" if url else ""
    return WireFault(
        "peer-unreachable", cause_of(fault), expected=f"an answer from {party}{at}",
        got=f"{type(fault).__name__}: {fault}",
    )  # fmt: skip
