"""Alarms out: `watch escalate`, `watch alarm test`, and the alarm process itself, which the node starts."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of, folder_of
from detente.errors import DetenteError, Fault

if TYPE_CHECKING:
    from pathlib import Path

    from detente.home.client import Client
    from detente.home.replies.watch import AlarmsView

app = typer.Typer(help="Alarms out: mail, SMS, chat, webhooks.", no_args_is_help=True, rich_markup_mode=None)
STEPS_SHOWN = 12


@app.command("test", epilog="\b\nExample:\n  detente watch alarm test")
def try_addresses(directory: Dir = HERE, as_json: Json = False) -> None:
    """Send a test to every address, and say which answered; exit code 75 where one did not."""
    import asyncio

    found = asyncio.run(_test(folder_of(directory).path))
    if as_json:
        printing.put_json({"items": found, "next": None})
    else:
        columns = ("person", "address", "source", "expected", "got")
        printing.put_table(columns, ([one[name] for name in columns] for one in found))
    silent = [one for one in found if not one["answered"]]
    if silent:
        raise Fault(
            "alarm-address-silent",
            expected=f"{len(found)} addresses that answer",
            got=f"{len(silent)} that did not: {', '.join(one['person'] + ' ' + one['address'] for one in silent)}",
            remedy="mend the address, or the way to it; docs/watch.md section 5",
        )


async def _test(folder: "Path") -> list[dict[str, Any]]:
    from detente.home.alarms import door
    from detente.home.alarms.policy import read_address, read_policy
    from detente.home.alarms.runner import TEST_TEXT, TEST_TITLE

    policy = read_policy(folder)
    wanted = [(one.name, name, source) for one in policy.people for name, source in one.addresses.items()]
    wanted += [("reserve", str(number), source) for number, source in enumerate(policy.reserve, 1)]
    found = []
    for person, name, source in wanted:
        expected, answered = "an answer", False
        try:
            answered = await door.send(read_address(folder, source), TEST_TITLE, TEST_TEXT)
            got = "answered" if answered else f"none within {door.SECONDS_MAX} s, or a refusal"
        except DetenteError as error:
            expected, got = error.expected, f"{error.got} ({error.code})"
        found.append({
            "person": person, "address": name, "source": source, "answered": answered, "expected": expected, "got": got,
        })  # fmt: skip
    return found


@app.command("run", epilog="\b\nExample:\n  detente watch alarm run --dir RU")
def run(directory: Dir = HERE) -> None:
    """Alarm people as alarms.toml says, until the node ends; `detente up` starts this by itself."""
    import asyncio
    import os
    import sys
    import threading

    from detente.home.alarms.runner import LOOK_SECONDS, Alarms, send_reserve

    folder = folder_of(directory)

    def node_ended() -> None:
        # The node holds the other end: at its end, however it came, somebody has to hear that nobody looks any more.
        sys.stdin.buffer.read()
        asyncio.run(send_reserve(folder.path, "The node ended, and not as asked. Nobody is alarmed until it is up."))
        os._exit(0)

    async def keep_looking(client: "Client") -> None:
        alarms = Alarms(folder.path, lambda call: asyncio.to_thread(client.call, call))
        while True:
            await alarms.look(LOOK_SECONDS)

    with client_of(directory) as client:
        if not client.running:
            raise Fault("node-away", expected="a running node", got="none", remedy=f"detente up --dir {folder.path}")
        if not sys.stdin.isatty():
            threading.Thread(target=node_ended, daemon=True).start()
        asyncio.run(keep_looking(client))


@app.command("reserve", epilog="\b\nExample:\n  detente watch alarm reserve --dir RU")
def reserve(directory: Dir = HERE) -> None:
    """Say over the reserve addresses that the alarm process ended; the node does so by itself."""
    import asyncio

    from detente.home.alarms.runner import send_reserve

    asyncio.run(send_reserve(folder_of(directory).path, "The alarm process ended. The node starts it again."))


def escalate(
    ref: Annotated[str | None, typer.Argument(metavar="REF", help="Take the next step for this act now.")] = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show who would be alarmed when; with REF let the next step for that act be taken now, noted in the watch log."""
    from detente.home import calls

    folder = folder_of(directory)
    with client_of(directory, passphrase_file) as client:
        pushed = client.call(calls.PushAlarm(ref, council=council, officer=officer)) if ref is not None else None
        view = client.call(calls.ShowAlarms())
        process = client.call(calls.Status()).alarm_process
    steps = _planned(view, folder.path)
    if as_json:
        printing.put_json({"as_of": view.as_of, "process": process, "items": steps, "next": None})
        return
    if pushed is not None:
        typer.echo(f"{pushed.act.ref}  the next step for {pushed.act.body['ref']} is to be taken now")
    if process is None or process.state != "running":
        typer.echo("no alarm process runs: it goes out with the next one (detente up)")
    if not steps:
        typer.echo("nothing is to go out")
        return
    rows = (
        (printing.dated(one["at"]), one["person"], one["ref"] + (f" DRILL {one['drill']}" if one["drill"] else ""),
         one["precedence"].upper(), one["phase"], f"{one['number']} of {one['of']}")
        for one in steps[:STEPS_SHOWN]
    )  # fmt: skip
    printing.put_table(("at", "to", "about", "precedence", "because", "number"), rows)


def _planned(view: "AlarmsView", folder: "Path") -> list[dict[str, Any]]:
    from detente.clock import rfc3339
    from detente.council.escalation import order, planned
    from detente.home.alarms.policy import read_policy
    from detente.protocol.acts import Precedence

    policy = read_policy(folder)
    found = []
    for council in view.items:
        people = order((one.at(view.at) for one in policy.people), council.on_watch, council.roster)
        for act in council.open:
            sent = [one for one in council.sent if one.ref == act.ref]
            pushes = [one for one in council.pushes if one.ref == act.ref]
            found += [
                {
                    "at": rfc3339(step.at), "person": step.person.name, "council": act.council, "ref": act.ref,
                    "precedence": Precedence(act.precedence).name.lower(), "phase": step.phase.value,
                    "number": step.number, "of": step.of, "drill": act.drill,
                }
                for step in planned(act, people, sent, pushes, view.at)
            ]  # fmt: skip
    return sorted(found, key=lambda one: (one["at"], one["person"], one["ref"]))
