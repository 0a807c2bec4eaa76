"""A drawing as pixels, by the typesetter that makes papers: the same bytes for the same drawing on every machine.

Its own fonts have Latin, Cyrillic and Greek; this machine's are asked only where a drawing has other characters.
"""

import re
from typing import Final

import typst

PAPER_FACES: Final = "Libertinus Serif"
"""The typesetter's own."""
_BOX: Final = re.compile(r'viewBox="0 0 (\d{1,5}) (\d{1,5})"')
_OWN_UNTIL: Final = 0x0530
"""Where the Cyrillic ends and scripts begin that the typesetter's fonts do not have."""
_POINTS: Final = 0.75
"""Points of a pixel of CSS, of which 96 are an inch."""
_INCH: Final = 96
_SHEET: Final = b"""#set page(width: float(sys.inputs.width) * 1pt, height: float(sys.inputs.height) * 1pt, margin: 0pt)
#image(bytes(sys.inputs.drawing), format: "svg", width: 100%)"""


def render_png(drawing: str, width_pixels: int) -> bytes:
    """Return an SVG of ours as PNG, so many pixels wide."""
    found = _BOX.search(drawing[:500])
    assert found is not None, "a drawing of ours says how large it is"
    width, height = int(found[1]), int(found[2])
    data = typst.compile(
        _SHEET,
        format="png",
        ppi=_INCH * width_pixels / width,
        sys_inputs={"drawing": drawing, "width": str(width * _POINTS), "height": str(height * _POINTS)},
        ignore_system_fonts=has_own_fonts(drawing),
    )
    assert isinstance(data, bytes), "one page is one picture"
    return data


def has_own_fonts(text: str) -> bool:
    """Say if the typesetter's fonts have every character of a text."""
    return all(ord(one) < _OWN_UNTIL or 0x2000 <= ord(one) < 0x2300 for one in text)
