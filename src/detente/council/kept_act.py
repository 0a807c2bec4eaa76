"""An act that is kept whole in one's own channel before it is said: as a draft for release, or for clearance."""

from collections.abc import Mapping
from typing import Final

from detente.council.kinds import Field, Sort

ACT: Final[Mapping[str, Field]] = {
    "kind": Field("Kind"),
    "channel": Field("Channel in which it is to stand"),
    "body": Field("Body", Sort.TABLE),
    "to": Field("Action addressees", required=False, many=True),
    "re": Field("Act that it answers", required=False),
    "dossier": Field("Dossier", required=False),
    "cites": Field("Acts that it builds on", required=False, many=True),
    "precedence": Field("Precedence, 0 to 3", Sort.COUNT, required=False, most=3),
    "language": Field("Language of the text", required=False, tag=True),
    "marking": Field("Marking", required=False),
}
