"""Labels: how far an item may go. The Traffic Light Protocol, with the meaning that it has between states.

    label          may be read by                                          may be said in
    RED            the parties (and persons) named, and nobody else        a channel that only they and its author read
    AMBER+STRICT   the delegation or authority of each party that reads    a channel of those who take part in the topic
    AMBER          the government of each party that reads, need to know   a channel of those who take part in the topic
    GREEN          every party of the council; nothing is published        any channel that is not public
    CLEAR          anybody                                                 any channel

Source: FIRST, Traffic Light Protocol version 2.0 (August 2022; CLEAR took the place of WHITE). Its "clients" mean
nothing between states: that AMBER is the reader's own government and AMBER+STRICT its delegation is ours. NATO and
national classifications are not expressed here: a label says how far, not how secret.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from detente.council.kinds import text_of, texts_of
from detente.errors import Refused
from detente.protocol.charter import Charter


class Label(StrEnum):
    """The labels of TLP 2.0, the narrowest first."""

    RED = "RED"
    AMBER_STRICT = "AMBER+STRICT"
    AMBER = "AMBER"
    GREEN = "GREEN"
    CLEAR = "CLEAR"

    @property
    def marking(self) -> str:
        """Return the label as it is shown."""
        return f"TLP:{self.value}"

    @property
    def narrow(self) -> bool:
        """Say if it keeps to those who take part: whoever passes it on asks its originator."""
        return self in (Label.RED, Label.AMBER_STRICT, Label.AMBER)

    def wider(self, other: "Label") -> bool:
        """Say if it lets more read than another one."""
        order = list(Label)
        return order.index(self) > order.index(other)


MEANS = {
    Label.RED: "the parties and persons named, and nobody else",
    Label.AMBER_STRICT: "the delegation or authority of each party that reads it",
    Label.AMBER: "the government of each party that reads it, as far as it needs to know",
    Label.GREEN: "every party of the council; not for publication",
    Label.CLEAR: "anybody",
}
"""What each label says of readers."""


class Handling(Struct, frozen=True):
    """How far one act may go.

    Args:
        label: None where its author set none.
        only: parties named; empty where the label alone says who reads.
        persons: of these parties, named.
        control: whoever passes it on asks its originator, whatever the label.
    """

    label: Label | None
    only: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    control: bool = False

    @property
    def few(self) -> bool:
        """Say if it is for those alone who read it in its channel, and no depositary or courier."""
        return bool(self.only) or (self.label is not None and self.label.narrow)

    @property
    def asks_originator(self) -> bool:
        """Say if it goes to others only with its originator's consent."""
        return self.control or self.few

    @property
    def words(self) -> str:
        """Return it in a line, like `TLP:RED, for US only, originator control`; empty where nothing is set."""
        return ", ".join(self.parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """Return what is set, in words, a part each."""
        found = [] if self.label is None else [self.label.marking]
        if self.only:
            found.append(f"for {', '.join(self.only).upper()} only")
        if self.persons:
            found.append(f"for the eyes of {', '.join(self.persons)}")
        if self.control:
            found.append("originator control")
        return tuple(found)


def parse_label(text: str) -> Label:
    """Return the label of what a person wrote: `amber`, `TLP:AMBER+STRICT`, and `WHITE` for CLEAR.

    Raises:
        Refused: `label-unknown`.
    """
    word = text.strip().upper().removeprefix("TLP:").replace("WHITE", Label.CLEAR)
    if word not in set(Label):
        raise Refused(
            "label-unknown", expected=f"one of {', '.join(Label)}", got=text[:80],
            remedy="docs/council/sharing.md says what each means between states",
        )  # fmt: skip
    return Label(word)


def handling_of(body: Mapping[str, Any]) -> Handling:
    """Return how far an act may go, as its body says."""
    label = text_of(body, "tlp")
    return Handling(
        Label(label) if label in set(Label) else None,
        tuple(dict.fromkeys(party.lower() for party in texts_of(body, "only"))),
        texts_of(body, "persons"),
        body.get("originator_control") is True,
    )


def check_reach(
    handling: Handling, charter: Charter, author: str, channel: str, parties: tuple[str, ...]
) -> Refused | None:
    """Return why a label and the channel in which it is said do not agree, or None.

    Args:
        parties: who takes part in the topic.
    """
    if channel not in charter.channels:
        return None
    said = charter.channels[channel]
    readers = frozenset(said.members) - {charter.depositary, author}
    if said.public and handling.label is not Label.CLEAR:
        return Refused(
            "label-public", expected="TLP:CLEAR for what anybody can read",
            got=f"{handling.words or 'no label'} in {channel}, which is public",
            remedy=_where(charter, author, parties),
        )  # fmt: skip
    return _check_named(handling, charter, author, channel, readers) or _check_parties(
        handling, charter, author, channel, readers, parties
    )


def _check_named(
    handling: Handling, charter: Charter, author: str, channel: str, readers: frozenset[str]
) -> Refused | None:
    if (handling.label is Label.RED or handling.persons) and not handling.only:
        return Refused(
            "label-unnamed", expected="the parties who may read it", got=f"{handling.words}, and none named",
            remedy="name them with --only",
        )  # fmt: skip
    if not handling.only:
        return None
    # Whoever names itself among the readers says nothing new: it reads what it says.
    if absent := [party for party in handling.only if party not in {*readers, author}]:
        return Refused(
            "label-unreadable",
            expected=f"parties who read {channel}: {', '.join(sorted(readers)).upper() or 'nobody else does'}",
            got=f"{', '.join(absent).upper()} among those named",
            remedy=_where(charter, author, handling.only),
        )
    if others := sorted(readers - set(handling.only)):
        return Refused(
            "label-channel",
            expected=f"a channel that nobody but {author.upper()} and {', '.join(handling.only).upper()} reads",
            got=f"{channel}, which {', '.join(others).upper()} reads too",
            remedy=_where(charter, author, handling.only),
        )  # fmt: skip
    return None


def _check_parties(
    handling: Handling, charter: Charter, author: str, channel: str, readers: frozenset[str], parties: tuple[str, ...]
) -> Refused | None:
    if strangers := [party for party in handling.only if party not in {*parties, author}]:
        return Refused(
            "label-unreadable", expected=f"parties who take part in the topic: {', '.join(parties).upper()}",
            got=f"a label for {', '.join(strangers).upper()} only", remedy="name others, or choose another topic",
        )  # fmt: skip
    wide = handling.label in (Label.GREEN, Label.CLEAR)
    if not wide and (others := sorted(readers - set(parties))):
        return Refused(
            "topic-channel", expected="a channel that only those read who take part in the topic",
            got=f"{channel}, which {', '.join(others).upper()} reads too", remedy=_where(charter, author, parties),
        )  # fmt: skip
    if not readers & set(parties) and not charter.channels[channel].public:
        return Refused(
            "label-unreadable", expected="a channel that somebody who takes part in the topic reads",
            got=f"{channel}, which of them only {author.upper()} reads", remedy=_where(charter, author, parties),
        )  # fmt: skip
    return None


def fitting(charter: Charter, author: str, parties: tuple[str, ...]) -> tuple[str, ...]:
    """Return the channels in which an author writes and nobody but it and these parties reads; most readers first."""
    inside = {author, *parties, charter.depositary}
    found = [
        name for name, channel in charter.channels.items()
        if not channel.public and charter.may_write(author, name) and set(channel.members) <= inside
        and set(channel.members) - {author, charter.depositary}
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda name: -len(charter.channels[name].members)))


def _where(charter: Charter, author: str, parties: tuple[str, ...]) -> str:
    found = [name for name in fitting(charter, author, parties) if name != "line"]
    if found:
        return f"say it with --channel {found[0]}"
    return "the charter has no such channel: detente council amend, or choose a wider label"
