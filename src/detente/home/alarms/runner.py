"""The alarm process: looks at what is open, writes down what is due, sends it, and writes down who took it.

It holds no state. Each look asks the node anew, on the node's clock; so a restart forgets nothing, and what was written
down before the process ended is not sent again at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from detente.council.escalation import Message, due, order
from detente.errors import Refused
from detente.home.alarms import door
from detente.home.alarms.policy import Contact, Policy, read_address, read_policy
from detente.home.alarms.wording import words_of
from detente.home.calls import Call
from detente.home.calls.watch import NoteAlarm, NoteOutcome, ShowAlarms
from detente.home.replies.watch import AlarmsView, CouncilAlarmsView

LOOK_SECONDS = 2.0
"""Real seconds between looks while nothing changes: a scenario's clock may have jumped meanwhile."""
TEST_TITLE = "TEST of alarms"
TEST_TEXT = "TEST: this address takes alarms. Nothing is asked of you."
RESERVE_TITLE = "ALARMS ARE NOT RUNNING"

Ask = Callable[[Call[Any]], Awaitable[Any]]
"""Asks the node a call."""


class Alarms:
    """Alarms people.

    Args:
        folder: of the party.
        ask: the node.
    """

    def __init__(self, folder: Path, ask: Ask) -> None:
        self._folder = folder
        self._ask = ask
        self._known: int | None = None

    async def look(self, seconds: float = 0.0) -> int:
        """Send what is due now, and return how many messages went out.

        Args:
            seconds: for how long to wait first while nothing changes.
        """
        view: AlarmsView = await self._ask(ShowAlarms(self._known, seconds, process=True))
        self._known = view.version
        policy = read_policy(self._folder)
        sent = 0
        for council in view.items:
            messages = messages_of(council, policy, view.at)
            await asyncio.gather(*(self._send(council.council, one, policy, view.at) for one in messages))
            sent += len(messages)
        return sent

    async def _send(self, council: str, message: Message, policy: Policy, now: int) -> None:
        about = tuple((step.act.ref, step.phase.value) for step in message.steps)
        noted = await self._ask(NoteAlarm(council, message.person.name, message.party, about, message.more))
        contact = policy.person(message.person.name)
        title, text = words_of(message, policy.says, contact.languages, now)
        answers = await send_to(self._folder, contact, title, text)
        answered = tuple(name for name, took in answers.items() if took)
        silent = tuple(name for name, took in answers.items() if not took)
        await self._ask(NoteOutcome(council, noted.act.ref, answered, silent))


def messages_of(council: CouncilAlarmsView, policy: Policy, now: int) -> tuple[Message, ...]:
    """Return what is to go out for one council now."""
    people = order((one.at(now) for one in policy.people), council.on_watch, council.roster)
    return due(council.open, people, council.sent, council.pushes, now)


async def send_to(folder: Path, contact: Contact, title: str, text: str) -> dict[str, bool]:
    """Send a text to all addresses of a person, and return by name which took it."""
    took = await asyncio.gather(*(_send_one(folder, source, title, text) for source in contact.addresses.values()))
    return dict(zip(contact.addresses, took, strict=True))


async def _send_one(folder: Path, source: str, title: str, text: str) -> bool:
    try:
        url = read_address(folder, source)
    except Refused:
        # `alarm test` says why; here it counts as an address that does not answer.
        return False
    return await door.send(url, title, text)


async def send_reserve(folder: Path, text: str) -> bool:
    """Say over the reserve addresses that nobody is alarmed, and return whether one of them took it."""
    sources = read_policy(folder).reserve
    return any(await asyncio.gather(*(_send_one(folder, source, RESERVE_TITLE, text) for source in sources)))
