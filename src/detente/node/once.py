"""Acts that are said once: by which name each was asked for, written in the commit that holds the act.

Where whoever asked dies before the answer reaches them, the same name finds what came of it. It is no evidence, lies
beside the record under the store key, and goes to nobody.
"""

from typing import Final

import msgspec

from detente.node.context import Context
from detente.node.events import Once, Written

SHELF: Final = "once"


def said_once(context: Context, name: str) -> Written | None:
    """Return the act that was said under a name, or None."""
    sealed = context.store.on_shelf(SHELF, name)
    return None if sealed is None else msgspec.json.decode(context.open_words(sealed), type=Written)


def note_once(context: Context, once: Once, written: Written) -> None:
    """Note what was said under a name; the step that appended it commits both or neither."""
    context.store.put_on_shelf(SHELF, once.name, context.seal_words(msgspec.json.encode(written)), once.until)
