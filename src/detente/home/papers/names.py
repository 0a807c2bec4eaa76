"""Names for the outside, which stay the same for ever: URIs of councils, parties and papers."""

import uuid
from typing import Final

_SPACE: Final = uuid.uuid5(uuid.NAMESPACE_OID, "detente papers")


def urn(*parts: str) -> str:
    """Return the URI of a thing that is named by these parts, like a council's id and a reference.

    Source: RFC 9562 section 5.5 (UUIDv5). A council has no domain, so its papers have no address to be named by.
    """
    return uuid.uuid5(_SPACE, "\n".join(parts)).urn
