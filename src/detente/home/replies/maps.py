"""Replies to calls about pictures of incidents."""

from msgspec import Struct

from detente.home.replies.acts import Heads


class DrawnView(Struct, frozen=True):
    """A map or a paper of an incident as a file.

    Args:
        as_of: the council's time up to which the record was read, else when its newest act was made; `heads` say which
            record it was.
        file: base 64.
        name: what the file could be called.
        remark: what a reader of the file has to know, one sentence each.
    """

    as_of: str
    heads: Heads
    incident: str
    name: str
    media_type: str
    file: str
    positions: int = 0
    tracks: int = 0
    layers: int = 0
    remark: tuple[str, ...] = ()
