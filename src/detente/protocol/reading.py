"""Reading one entry as an act, whether it is plain or sealed."""

from detente.protocol.acts import Act, parse_act
from detente.protocol.entries import EntryType, entry_type, parse_plain
from detente.protocol.seal import open_with_entry_secret


def read_entry(entry: bytes, origin: str, index: int, secret: bytes | None) -> Act | None:
    """Return the act that an entry says, or None where it is closed to us or is no act.

    Args:
        entry: the leaf's bytes.
        origin: of the log in which it stands.
        index: where it stands there.
        secret: of this sealed entry alone, 32 bytes.

    Raises:
        Malformed: `cannot-open` where the secret is another's, and the codes of `parse_act`.
    """
    match entry_type(entry):
        case EntryType.PLAIN:
            return parse_plain(entry)
        case EntryType.SEALED if secret is not None:
            return parse_act(open_with_entry_secret(secret, origin, index, entry))
        case _:
            return None
