"""A process that appends to a record until it is killed, and says on standard output what it has committed.

Each line is `begun N` before the N-th transaction and `kept N SIZE RECEIPTS` after its commit. It goes on when a line
comes on standard input: so its parent decides how far it gets, and where in a transaction the signal falls is left to
the machine.
"""

import random
import sys
from pathlib import Path

from tests.store.world import Writer, origin, said

from detente.record.sql import open_store


def main() -> None:
    """Append for ever."""
    path, seed = Path(sys.argv[1]), int(sys.argv[2])
    dice = random.Random(seed)
    store = open_store(path)
    writer = Writer(store)
    writer.at += store.changes()
    number = store.changes()
    for line in sys.stdin:
        assert line == "on\n"
        number += 1
        print(f"begun {number}", flush=True)
        with store.transaction():
            first = writer.feed().size
            writer.say(
                *(said(f"entry {first + at}" + "x" * dice.randrange(3_000)) for at in range(dice.randrange(1, 40)))
            )
            if dice.random() < 0.5:
                writer.receipted("nato")
            if dice.random() < 0.2:
                Writer(store, origin("nato"), writer.at).say(said("between"))
            store.put_setting("number", str(number).encode())
        print(f"kept {number} {writer.feed().size} {len(store.receipts(writer.feed()))}", flush=True)


if __name__ == "__main__":
    main()
