"""Drafting a charter: from what the founders agree on to the text that each reads, may amend by hand, and signs."""

from collections.abc import Mapping, Sequence
from typing import Any

from detente.clock import Instant
from detente.errors import Refused
from detente.protocol.charter import EVERYBODY, JOURNAL, LINE, VERSION, Channel, Clocks, Member, parse_charter
from detente.protocol.toml import ID, quote, quote_lines, timestamp


def draft_charter(
    *,
    name: str,
    title: str,
    founded_at: Instant,
    parties: Mapping[str, Member],
    channels: Mapping[str, Channel],
    depositary: str | None = None,
    rehearsal: bool = False,
    clocks: Clocks | None = None,
    quorum: str = "",
    languages: Sequence[str] = (),
    tables: Mapping[str, Any] | None = None,
) -> str:
    """Return the text of a charter, ready to be read, amended by hand and signed.

    Args:
        channels: members may be `("*",)`; `line` and, where there is a depositary, `journal` are added if absent.
        tables: what else desks read, carried: mappings of texts, numbers, flags, lists and such mappings. Under
            `clocks` stand further clocks beside those of `clocks`.

    Raises:
        Malformed: what `parse_charter` says of it.
    """
    own = {LINE: Channel((EVERYBODY,), "watch", title="The line that no act can suspend")}
    if depositary is not None:
        own[JOURNAL] = Channel((EVERYBODY,), public=True, writers=(depositary,), title="The council's time")
    head: dict[str, Any] = {"detente-charter": VERSION, "name": name, "title": title}
    text = "".join(f"{key} = {render_value(value)}\n" for key, value in head.items())
    text += f"rehearsal = {render_value(rehearsal)}\nfounded_at = {timestamp(founded_at)}\n"
    text += "" if depositary is None else f"depositary = {quote(depositary)}\n"
    for party, member in parties.items():
        root = {"number": member.number, "name": member.name, "root": member.root.text()}
        text += render_table(f"parties.{party}", root)
    for channel, found in {**own, **channels}.items():
        text += render_table(f"channels.{channel}", _channel_fields(found))
    clocks = clocks or Clocks()
    deeming = {"deeming_hours": clocks.deeming_hours, "flash_deeming_hours": clocks.flash_deeming_hours}
    text += render_table("clocks", {**deeming, **(tables or {}).get("clocks", {})})
    text += render_table("time", {"quorum": quorum}) if quorum else ""
    text += render_table("languages", {"working": list(languages)}) if languages else ""
    for table, fields in (tables or {}).items():
        if not isinstance(fields, Mapping):
            raise Refused(
                "charter-value",
                expected=f'a table [{table}], like [topics] with a line afghanistan = "Afghanistan" below it',
                got=f"{table} = {str(fields)[:60]}",
            )
        text += _render_further(_key(table), fields) if table != "clocks" else ""
    parse_charter(text)
    return text


def _render_further(name: str, fields: Mapping[str, Any]) -> str:
    """Return a table; where it holds texts of several lines, such as regimes, each of its tables with a header."""
    inner = [one for one in fields.values() if isinstance(one, Mapping)]
    texts = [text for one in inner for text in one.values() if isinstance(text, str)]
    if len(inner) < len(fields) or not any("\n" in text for text in texts):
        return render_table(name, fields)
    return "".join(
        f"\n[{name}.{_key(key)}]\n" + "".join(f"{_key(field)} = {_lines(value)}\n" for field, value in one.items())
        for key, one in fields.items()
    )


def _lines(value: Any) -> str:
    """Return a text of several lines as it can be read in the charter; literally where its characters allow."""
    if not isinstance(value, str) or "\n" not in value:
        return render_value(value)
    plain = all(one in "\n\t" or one.isprintable() for one in value)
    literal = plain and "'''" not in value and not value.endswith("'")
    return f"'''\n{value}'''" if literal else quote_lines(value)


def _channel_fields(channel: Channel) -> dict[str, Any]:
    fields: dict[str, Any] = {"members": list(channel.members)}
    if channel.title:
        fields["title"] = channel.title
    if channel.level:
        fields["level"] = channel.level
    if channel.public:
        fields["public"] = True
    if channel.writers:
        fields["writers"] = list(channel.writers)
    return fields


def render_table(name: str, fields: Mapping[str, Any]) -> str:
    """Return a TOML table with its header, an empty line before it."""
    return f"\n[{name}]\n" + "".join(f"{_key(key)} = {render_value(value)}\n" for key, value in fields.items())


def _key(key: str) -> str:
    return key if ID.fullmatch(key) or (key.replace("_", "a").isalnum() and key.isascii()) else quote(key)


def render_value(value: Any) -> str:
    """Return a value as TOML writes it.

    Raises:
        Refused: `charter-value`.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return quote(value)
        case list() | tuple():
            return "[" + ", ".join(map(render_value, value)) + "]"
        case dict():
            return "{ " + ", ".join(f"{_key(key)} = {render_value(one)}" for key, one in value.items()) + " }"
        case _:
            raise Refused(
                "charter-value", expected="text, integer, true, false, list or table", got=type(value).__name__
            )
