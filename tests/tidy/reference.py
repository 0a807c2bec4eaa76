"""The command as its own help tells it, written for docs/reference.md."""

import re
from collections.abc import Iterator
from typing import Any

import typer.main

from detente.cli.main import app


def commands() -> Iterator[tuple[str, Any]]:
    """Yield each command that does something, with its whole name, in the order of the help."""
    yield from _below("detente", typer.main.get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    if command.invoke_without_command:
        yield name, command
    for word, one in inner.items():
        yield from _below(f"{name} {word}", one)


def options(command: Any) -> list[Any]:
    """Return what a command takes, arguments first; `--help` is known."""
    params = [one for one in command.params if one.name != "help"]
    return sorted(params, key=lambda one: one.param_type_name != "argument")


def example(command: Any) -> str:
    """Return the examples in a command's help, without their indent."""
    _, _, lines = re.sub("Examples:", "Example:", command.epilog or "").partition("Example:\n")
    return "\n".join(line.removeprefix("  ") for line in lines.rstrip().split("\n"))


def page() -> str:
    """Return the generated part of the reference."""
    return "\n\n".join(_section(name, command) for name, command in commands())


def _section(name: str, command: Any) -> str:
    context = command.make_context(name, [], resilient_parsing=True)
    rows = "\n".join(_row(one, context) for one in options(command))
    table = f"| takes | value | meaning |\n|---|---|---|\n{rows}"
    return f"## `{name}`\n\n{_prose(command.help or '')}\n\n{table}\n\n```sh\n{example(command)}\n```"


def _prose(text: str) -> str:
    """Return help as Markdown: what stands after a backspace mark is kept as it is."""
    told, _, kept = text.partition("\b\n")
    shown = "\n\n".join(" ".join(paragraph.split()) for paragraph in told.strip().split("\n\n"))
    return f"{shown}\n\n```text\n{kept.rstrip()}\n```" if kept else shown


def _row(one: Any, context: Any) -> str:
    word = one.metavar or one.display_type(context).strip("<>")
    if one.param_type_name == "argument":
        return f"| `{_cell(word)}` | | {_words(one)} |"
    value = "" if one.is_flag else f"`{_cell(word)}`"
    return f"| {', '.join(f'`{name}`' for name in one.opts)} | {value} | {_words(one)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _words(one: Any) -> str:
    more = [" ".join((one.help or "").split())]
    if one.required:
        more.append("Must be given.")
    if default := _default(one):
        more.append(f"Default: {default}.")
    if one.envvar:
        more.append(f"Else from `${one.envvar}`.")
    return _cell(" ".join(more))


def _default(one: Any) -> str:
    if isinstance(shown := getattr(one, "show_default", None), str):
        return shown
    value = getattr(one.default, "value", one.default)
    return "" if value in (None, "", (), []) or isinstance(value, bool) or callable(value) else f"`{value}`"
