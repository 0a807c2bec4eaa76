"""Which language whoever asks is answered in: the one chosen on the page, else the browser's best, else English."""

import re
from typing import Final

from detente.languages.reading import AVAILABLE, ENGLISH
from detente.limits import LANGUAGE_RANGES_MAX

_RANGE: Final = re.compile(r"([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9]{1,8})*\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?))?")


def choose(chosen: str | None, accepted: str) -> str:
    """Return one of the languages there are.

    Args:
        chosen: what a cookie holds: anything at all.
        accepted: the header `Accept-Language`, anything at all; it may be empty.

    Source: RFC 9110 section 12.5.4; RFC 4647 section 3.4: a range counts by its primary language.
    """
    if chosen in AVAILABLE:
        return chosen
    best, weight = ENGLISH, 0.0
    for one in accepted.split(",", LANGUAGE_RANGES_MAX)[:LANGUAGE_RANGES_MAX]:
        found = _RANGE.fullmatch(one.strip())
        if found is None:
            continue
        language, asked = found[1].lower(), float(found[2] or 1)
        if language in AVAILABLE and asked > weight:
            best, weight = language, asked
    return best
