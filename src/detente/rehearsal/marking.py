"""A host whose acts say on what they rest: in a rehearsal a call that makes an act itself is marked like any other."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from detente.home.host import Host
from detente.node.events import Draft, Written
from detente.protocol.charter import OWN


class Marking:
    """A party's node, but that what is submitted to others through here carries marks in its body.

    Args:
        marks: fields of the body, as `bodies.marks_of` gives them.
    """

    def __init__(self, host: Host, marks: Mapping[str, Any]) -> None:
        self._host = host
        self._marks = marks

    def __getattr__(self, name: str) -> Any:
        return getattr(self._host, name)

    async def submit(self, draft: Draft) -> Written:
        """Append an act with its marks and return where it stands; what is written for oneself has none.

        Raises:
            Refused: the act breaks a rule. Fault: the disk said no.
        """
        if draft.channel == OWN:
            return await self._host.submit(draft)
        return await self._host.submit(replace(draft, body={**draft.body, **self._marks}))
