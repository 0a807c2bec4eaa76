"""`DIR/alarms.toml`: whom to alarm, over which addresses, in which language, what an alarm may say.

    says = ["precedence", "reference", "from", "since"]    # the default; also: by, channel, kind, council
    reserve = ["env:ALARM_RESERVE"]                # where the node says that the alarm process ended

    [[people]]
    name = "A. Smith"                              # as accredited, so that a handover puts the person first
    role = "watch officer"                         # as in the roster
    languages = ["en"]
    addresses = { mail = "secret:smith-mail", sms = "env:ALARM_SMITH_SMS" }
    quiet = { from = "22:00", until = "06:00", zone = "Europe/Brussels" }    # holds back routine only

An address stands in the node's environment or in `DIR/alarms.secrets` (TOML, one name and text each), which nobody but
its owner may read. It never stands in `alarms.toml`.
"""

import os
import re
import stat
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct, field

from detente.clock import Instant
from detente.council.escalation import Person
from detente.errors import Malformed, Refused
from detente.home.alarms import door
from detente.limits import NAME_CHARACTERS_MAX
from detente.protocol.toml import parse_toml

FILE, SECRETS = "alarms.toml", "alarms.secrets"
PEOPLE_MAX = 32
"""People of one party's ladder: a watch, its relief and their superiors."""
ADDRESSES_MAX = 8
"""Addresses of one person."""
SAYABLE = ("precedence", "reference", "from", "since", "by", "channel", "kind", "council")
"""What an alarm may say beside its marks; an act's text is not among it. `by` is until when its author asks for an
answer."""
DEFAULT_SAYS = ("precedence", "reference", "from", "since")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


class Quiet(Struct, frozen=True):
    """Hours of a day on the clocks of a zone; minutes after midnight."""

    begin: int
    end: int
    zone: ZoneInfo

    def until(self, now: Instant) -> Instant | None:
        """Return when the quiet hours end in which a second lies, or None where it lies in none."""
        here = datetime.fromtimestamp(now, UTC).astimezone(self.zone)
        minute = here.hour * 60 + here.minute
        inside = self.begin <= minute < self.end if self.begin < self.end else minute >= self.begin or minute < self.end
        if not inside:
            return None
        day = here.date() if minute < self.end else here.date() + timedelta(days=1)
        ends = datetime(day.year, day.month, day.day, self.end // 60, self.end % 60, tzinfo=self.zone)
        return int(ends.timestamp())


class Contact(Struct, frozen=True):
    """One person of the ladder.

    Args:
        addresses: name to where the address stands, `env:NAME` or `secret:NAME`.
    """

    name: str
    role: str = ""
    languages: tuple[str, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    quiet: Quiet | None = None

    def at(self, now: Instant) -> Person:
        """Return the person as the ladder sees it at a second."""
        return Person(self.name, self.role, self.quiet.until(now) if self.quiet is not None else None)


class Policy(Struct, frozen=True):
    """Whom to alarm, and what an alarm may say."""

    people: tuple[Contact, ...]
    says: tuple[str, ...] = DEFAULT_SAYS
    reserve: tuple[str, ...] = ()

    def person(self, name: str) -> Contact:
        """Return a person by name."""
        return next(one for one in self.people if one.name == name)


def read_policy(folder: Path) -> Policy:
    """Return the policy of a party's folder.

    Raises:
        Refused: `alarms-none`, `alarms-policy`, `alarms-address-plain`.
    """
    try:
        given = parse_toml("toml-malformed", (folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refused(
            "alarms-none", expected=f"{FILE} in the party's folder", got="none", remedy="docs/watch.md"
        ) from None
    except (Malformed, UnicodeDecodeError) as fault:
        raise _refused(f"{FILE} as TOML", fault.got if isinstance(fault, Malformed) else str(fault)) from None
    return parse_policy(given)


def parse_policy(given: Mapping[str, Any]) -> Policy:
    """Return a policy from the tables of `alarms.toml`.

    Raises:
        Refused: `alarms-policy`, `alarms-address-plain`.
    """
    _only(given, {"says", "reserve", "people"}, FILE)
    people = given.get("people", [])
    if not isinstance(people, list) or not 1 <= len(people) <= PEOPLE_MAX:
        raise _refused(f"1 to {PEOPLE_MAX} [[people]]", str(len(people) if isinstance(people, list) else people)[:80])
    says = _texts(given.get("says", list(DEFAULT_SAYS)), "says")
    if wrong := [one for one in says if one not in SAYABLE]:
        raise _refused(f"some of {', '.join(SAYABLE)} in says", wrong[0][:80])
    found = tuple(_contact(one) for one in people)
    if len({one.name for one in found}) != len(found):
        raise _refused("each person once", "a name twice")
    return Policy(found, says, tuple(_source(one) for one in _texts(given.get("reserve", []), "reserve")))


def _contact(given: Any) -> Contact:
    if not isinstance(given, dict):
        raise _refused("a table for each of [[people]]", type(given).__name__)
    _only(given, {"name", "role", "languages", "addresses", "quiet"}, "people")
    name, role, addresses = given.get("name", ""), given.get("role", ""), given.get("addresses", {})
    if not isinstance(name, str) or not 0 < len(name) <= NAME_CHARACTERS_MAX:
        raise _refused("a name for each person", repr(name)[:80])
    if not isinstance(role, str) or len(role) > NAME_CHARACTERS_MAX:
        raise _refused(f"a role of {name} as text", repr(role)[:80])
    if not isinstance(addresses, dict) or not 1 <= len(addresses) <= ADDRESSES_MAX:
        raise _refused(f'1 to {ADDRESSES_MAX} addresses of {name}, like {{ mail = "secret:NAME" }}', "none or too many")
    languages = _texts(given.get("languages", []), "languages")
    sources = {label: _source(source) for label, source in addresses.items()}
    return Contact(name, role, languages, sources, _quiet(given.get("quiet"), name))


def _source(text: object) -> str:
    """Return where an address stands; the text itself is never repeated, it may be an address with its secrets."""
    if isinstance(text, str) and re.fullmatch(r"(env|secret):[A-Za-z0-9_.-]{1,64}", text):
        return text
    raise Refused(
        "alarms-address-plain",
        expected="env:NAME or secret:NAME for each address: where it stands, not what it is",
        got="something else, which is not repeated here",
        remedy=f"put the address into {SECRETS}, chmod 600, and name it",
    )


def _quiet(given: Any, name: str) -> Quiet | None:
    if given is None:
        return None
    expected = f'quiet hours of {name} like {{ from = "22:00", until = "06:00", zone = "Europe/Brussels" }}'
    if not isinstance(given, dict) or set(given) != {"from", "until", "zone"}:
        raise _refused(expected, str(given)[:80])
    begin, end = (_CLOCK.fullmatch(str(given[one])) for one in ("from", "until"))
    if begin is None or end is None or begin[0] == end[0]:
        raise _refused(expected, f"{given['from']} to {given['until']}"[:80])
    try:
        zone = ZoneInfo(str(given["zone"]))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _refused(expected, f"zone {given['zone']}"[:80]) from None
    minutes = [int(one[1]) * 60 + int(one[2]) for one in (begin, end)]
    return Quiet(minutes[0], minutes[1], zone)


# --- secrets ----------------------------------------------------------------------------------------------------------


def read_address(folder: Path, source: str) -> str:
    """Return the address that stands where a source says.

    Raises:
        Refused: `alarms-address-missing`, `alarms-secrets-mode`, `alarms-address-unknown`; none of them repeats it.
    """
    where, _colon, name = source.partition(":")
    url = os.environ.get(name) if where == "env" else read_secrets(folder).get(name)
    if not isinstance(url, str) or not url:
        place = "the environment of the node" if where == "env" else SECRETS
        raise Refused("alarms-address-missing", expected=f"an address named {name} in {place}", got="none")
    if not door.is_address(url):
        raise Refused(
            "alarms-address-unknown", expected=f"an address that Apprise knows as {source}", got="another one"
        )
    return url


def read_secrets(folder: Path) -> Mapping[str, Any]:
    """Return the addresses that stand in the secrets file, by name.

    Raises:
        Refused: `alarms-secrets-mode`, `alarms-policy`.
    """
    path = folder / SECRETS
    try:
        mode = path.stat()
        if stat.S_IMODE(mode.st_mode) & 0o077 or mode.st_uid != os.getuid():
            raise Refused(
                "alarms-secrets-mode",
                expected=f"{SECRETS} for its owner alone, mode 600",
                got=f"mode {stat.S_IMODE(mode.st_mode):03o}",
                remedy=f"chmod 600 {path}",
            )
        return parse_toml("toml-malformed", path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (Malformed, UnicodeDecodeError):
        # What stands there is secret: not even where it is wrong is said.
        raise _refused(f"{SECRETS} as TOML", "something else") from None


def _texts(given: object, name: str) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise _refused(f"a list of texts as {name}", type(given).__name__)
    return tuple(given)


def _only(given: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(given) - known):
        raise _refused(f"only {', '.join(sorted(known))} in {where}", unknown[0][:80])


def _refused(expected: str, got: str) -> Refused:
    return Refused("alarms-policy", expected=expected, got=got, remedy="docs/watch.md section 5")
