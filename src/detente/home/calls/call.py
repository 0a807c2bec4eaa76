"""What every call is: a value that names the type of its reply."""

from typing import Generic, TypeVar

from msgspec import Struct

Reply = TypeVar("Reply")

LISTING_MAX = 1_000
"""Items in one listing: fifty screens, and below a second to make."""


class Call(Struct, Generic[Reply], frozen=True, tag_field="call", forbid_unknown_fields=True):
    """What is asked of a party's node or folder; each call names the type of its reply."""
