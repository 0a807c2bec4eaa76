"""Calls about regimes."""

from detente.home.calls.call import Call
from detente.home.replies.regimes import RegimesView


class ListRegimes(Call[RegimesView], frozen=True, tag="regimes"):
    """The packs that come with the software, and those that the charters of councils here name.

    Args:
        council: only of this one, by id or name; all of them where it is None.
        texts: with the text of those that stand in a charter.
    """

    council: str | None = None
    texts: bool = False
