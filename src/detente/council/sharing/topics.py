"""Topics of a charter as the sharing desk reads them: who takes part, where, under which labels, by which clock.

[topics.terrorism]
title = "Cooperation against terrorism"
parties = ["nato", "ru"]       # who takes part; everybody where left out
channels = ["pair"]            # where it is shared; any where left out
labels = ["AMBER", "RED"]      # which labels it knows; all where left out
graded = true                  # items must be graded; false where left out
reply_hours = 72               # for requests on it; else [clocks] says
"""

from typing import Final

from msgspec import Struct

from detente.clock import HOUR
from detente.council.settings import clock_rule, named_parties, reply_seconds, table, topics
from detente.council.sharing.labels import Label
from detente.protocol.charter import Charter

_HOURS_MAX: Final = 8_760


class Topic(Struct, frozen=True):
    """One topic with its rules.

    Args:
        parties: who takes part, in the order of their numbers.
        channels: where it is shared; empty for any.
        labels: which it knows; empty for all.
        reply_seconds: within which a request on it is to be answered; None where no clock is set.
        rule: where that time comes from.
    """

    name: str
    title: str
    parties: tuple[str, ...]
    channels: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    graded: bool = False
    reply_seconds: int | None = None
    rule: str = ""


def topic_of(charter: Charter, name: str, kind: str) -> Topic | None:
    """Return a topic of the charter, or None where it names none such.

    Args:
        kind: the kind that asks, for `[clocks]` where the topic has no clock of its own.

    Raises:
        Malformed: `charter-setting`.
    """
    if name not in topics(charter):
        return None
    everybody = tuple(party for party in charter.present if party != charter.depositary)
    written = charter.tables["topics"][name]
    if not isinstance(written, dict):
        seconds = reply_seconds(charter, kind)
        return Topic(name, str(written), everybody, reply_seconds=seconds, rule=_rule(seconds))
    fields = table(charter, "topics").table(name)
    hours = fields.number("reply_hours", 0, _HOURS_MAX, 0)
    seconds = hours * HOUR or reply_seconds(charter, kind)
    rule = _own_rule(hours, name) if hours else _rule(seconds)
    return Topic(
        name,
        fields.text("title", name),
        named_parties(charter, fields),
        fields.texts("channels"),
        fields.texts("labels"),
        fields.flag("graded", default=False),
        seconds,
        rule,
    )


def topics_of(charter: Charter, kind: str) -> tuple[Topic, ...]:
    """Return every topic of the charter; see `topic_of`."""
    found = (topic_of(charter, name, kind) for name in topics(charter))
    return tuple(one for one in found if one is not None)


def check_topics(charter: Charter, kind: str) -> None:
    """Be silent where the desk can read every topic, and its parties, channels and labels are there.

    Raises:
        Malformed: `charter-setting`.
    """
    for name in topics(charter):
        if not isinstance(charter.tables["topics"][name], dict):
            continue
        topic_of(charter, name, kind)
        fields = table(charter, "topics").table(name)
        known = set(charter.parties) - {charter.depositary}
        for what, allowed in (("parties", known), ("channels", set(charter.channels)), ("labels", set(Label))):
            if odd := [one for one in fields.texts(what) if one not in allowed]:
                fields.refuse(f"{what} of the charter: {', '.join(sorted(allowed))}", odd[0])


def _own_rule(n: int, topic: str) -> str:
    return f"charter, reply clock of the topic {topic}: {n} {'hour' if n == 1 else 'hours'}"


def _rule(seconds: int | None) -> str:
    return "" if seconds is None else clock_rule(seconds, "request for information")
