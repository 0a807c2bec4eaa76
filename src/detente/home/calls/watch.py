"""Calls of the watch: what needs a human now."""

from detente.home.calls.call import Call
from detente.home.replies.watch import BoardView


class ShowBoard(Call[BoardView], frozen=True, tag="board"):
    """Everything that needs a human now, the most urgent first, with how each peer can be reached."""

    council: str | None = None
