"""How long the pages of a node take, server time, one request after the other on one connection."""

import http.client
import time
from collections.abc import Iterable

PAGES = (
    "/", "/watch", "/acts", "/acts?order=oldest", "/timeline", "/dossiers", "/dossiers?search=area", "/dossiers?turn=a",
    "/dossiers?desk=incidents", "/dossiers?desk=concerns", "/duties", "/meetings", "/decisions", "/calendar",
    "/standing", "/officers", "/feeds", "/acts/a/line/1", "/dossiers/a/line/1",
)  # fmt: skip
ROUNDS = 5


def page_milliseconds(port: int, pages: Iterable[str] = PAGES) -> dict[str, tuple[float, float, int]]:
    """Return for each page the milliseconds of the first time, of the median later one, and its bytes."""
    found = {}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    for page in pages:
        took, size = [], 0
        for _ in range(ROUNDS):
            began = time.perf_counter()
            connection.request("GET", page)
            answer = connection.getresponse()
            size = len(answer.read())
            took.append(1_000 * (time.perf_counter() - began))
            if answer.status != 200:
                raise RuntimeError(f"{page}: {answer.status}")
        found[page] = took[0], sorted(took[1:])[len(took[1:]) // 2], size
    connection.close()
    return found
