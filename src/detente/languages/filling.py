"""A text with what stands open in it filled in, and where: what is left out leaves no mark behind that waits for it."""

import re
from collections.abc import Mapping
from typing import Final

Span = tuple[int, int]
"""From which character, and behind which."""

HOLE: Final = re.compile(r"\{(\w+)\}")
_BEFORE_A_STOP: Final = re.compile(r" \{(\w+)\}(?=\.)")
_SPACES: Final = " \u00a0\u202f"


def fill(text: str, given: Mapping[str, str]) -> tuple[str, tuple[Span, ...]]:
    """Return a text with what is given for its names, and where each stands in it; what is not given is left out.

    Spaces and marks that stood before something left out go with it. What is given is never changed.
    """
    # Where nothing stands before a full stop, the space before it goes too.
    text = _BEFORE_A_STOP.sub(lambda hole: hole[0] if given.get(hole[1]) else hole[0][1:], text)
    words, spans = "", []
    for at, part in enumerate(HOLE.split(text)):
        if at % 2:
            value = given.get(part, "")
            spans.append((len(words), len(words) + len(value)))
            words += value
        else:
            words += part.lstrip(" ") if words[-1:] in ("", " ") else part
    kept = max((end for begin, end in spans if end > begin), default=0)
    rest = words[kept:].rstrip(_SPACES).removesuffix(":").rstrip(_SPACES + ",;")
    words = words[:kept] + rest
    return words, tuple((min(begin, len(words)), min(end, len(words))) for begin, end in spans)
