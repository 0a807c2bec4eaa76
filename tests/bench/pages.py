"""How long the pages of a node take: server time, one request after the other on one connection."""

import http.client
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

PAGES = (
    "/", "/state", "/watch/handover", "/acts", "/acts?order=oldest", "/timeline", "/dossiers", "/dossiers?words=area",
    "/search?words=area",
    "/search?words=%22exercise+area%22+54*&party=a", "/dossiers?turn=a",
    "/dossiers?desk=incidents", "/dossiers?desk=concerns", "/duties", "/meetings", "/decisions", "/calendar",
    "/assessment", "/standing", "/officers", "/record", "/acts/FIRST", "/dossiers/FIRST",
    "/dossiers/FIRST?whole=1", "/dossiers/FIRST/evidence",
)  # fmt: skip
ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Took:
    """How long a page took the first time and usually after that, in milliseconds."""

    first_ms: float
    median_ms: float


def page_milliseconds(address: str, pages: Iterable[str] = PAGES, first: str = "") -> dict[str, Took]:
    """Return how long each page takes of those at an address.

    Args:
        first: reference of an act that opens a matter, which stands for `FIRST`.
    """
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=600)
    found = {}
    for page in pages:
        place = page.replace("FIRST", first.lower())
        took = [_milliseconds(connection, place) for _ in range(ROUNDS)]
        found[page] = Took(took[0], sorted(took[1:])[len(took[1:]) // 2])
    connection.close()
    return found


def _milliseconds(connection: http.client.HTTPConnection, page: str) -> float:
    began = time.perf_counter()
    connection.request("GET", page)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{page}: {answer.status}")
    return 1_000 * (time.perf_counter() - began)
