"""The start page's commands, with the real paths of this node, so that they run as they stand."""

import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.home.replies import ActView, CouncilView, StatusView
from detente.languages import gettext as _


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to try.

    Args:
        commands: each runs as it stands, in order.
        then: what will be seen.
    """

    title: str
    why: str
    commands: tuple[str, ...]
    then: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where this node and its neighbours on this machine keep their folders.

    Args:
        others: party id to folder, for the nodes of a demo on the same machine; empty elsewhere.
    """

    mine: Path
    others: Mapping[str, Path]

    @property
    def together(self) -> Path:
        """Return the folder that holds them all."""
        return self.mine.parent


def places_of(folder: Path, parties: tuple[str, ...]) -> Places:
    """Return the folders of a demo's parties, found beside this one under their ids."""
    beside = {path.parent.name.lower(): path.parent for path in sorted(folder.parent.glob("*/party.toml"))}
    return Places(folder, {party: beside[party] for party in parties if party in beside and beside[party] != folder})


def trials_of(status: StatusView, council: CouncilView, places: Places, latest: ActView | None) -> list[Trial]:
    """Return what to try, from the plainest to the most thorough.

    Args:
        latest: the newest act on the line by another party, best one that asks us to act, or None.
    """
    trials = [_say(status, places), *([_answer(latest, places)] if latest is not None else [])]
    others = [party for party in places.others if party != council.depositary]
    if council.rehearsal and others:
        trials += [_cut(status.party, others[0], places), _stop(others[0], places)]
    return [*trials, _change(places), _foreign(latest, places), _read(places)]


def way_in() -> str | None:
    """Return the line that lets a new shell find `detente`, or None where it needs none.

    An environment of Python's venv is on the path only of shells in which its `activate` was read.
    """
    activate = Path(sys.prefix) / "bin" / "activate"
    apart = sys.prefix != sys.base_prefix or shutil.which("detente") is None
    return command(".", activate) if apart and activate.is_file() else None


def command(*words: str | Path) -> str:
    """Return a command line whose words survive a shell."""
    return shlex.join(str(word) for word in words)


def _say(status: StatusView, places: Places) -> Trial:
    return Trial(
        _("Say something as {party}").format(party=status.party.upper()),
        _("An act is signed here, sent to every member of the channel, and each answers with a receipt."),
        (command("detente", "send", "--dir", places.mine, "--channel", "line", "--wait", "stored", "Radio check."),),
        _("The act with its reference, and the first receipt as soon as it is in."),
    )


def _answer(act: ActView, places: Places) -> Trial:
    return Trial(
        _("Answer {ref}").format(ref=act.ref),
        _("A receipt says that a node holds an act. That an officer has read it is an act of its own."),
        (
            command("detente", "acknowledge", "--dir", places.mine, act.ref, "Read by the watch officer."),
            command("detente", "send", "--dir", places.mine, "--channel", act.channel, "--re", act.ref, "Understood."),
        ),
        _("On the page of {ref} the receipts rise from stored to acknowledged.").format(ref=act.ref),
    )


def _cut(mine: str, other: str, places: Places) -> Trial:
    return Trial(
        _("Cut the wire between {party} and {other}").format(party=mine.upper(), other=other.upper()),
        _("What two parties cannot send each other goes by the depositary or another holder, receipts included."),
        (
            command("detente", "demo", "cut", mine, other, "--dir", places.together),
            command(
                *("detente", "send", "--dir", places.mine, "--channel", "line", "--to", other),
                *("--precedence", "flash", "--wait", "stored", "By another way."),
            ),
            command("detente", "demo", "mend", mine, other, "--dir", places.together),
        ),
        _("{party}'s receipt comes back although nothing passes between the two.").format(party=other.upper()),
    )


def _stop(other: str, places: Places) -> Trial:
    return Trial(
        _("Stop {party}'s node, and start it again").format(party=other.upper()),
        _(
            "A stopped node loses nothing; what was said meanwhile is there within seconds, "
            "and nobody has to speak first."
        ),
        (
            command("detente", "demo", "stop", other, "--dir", places.together),
            command("detente", "send", "--dir", places.mine, "--channel", "line", "While you were away."),
            command("detente", "demo", "start", other, "--dir", places.together),
        ),
        _("The act waits in the state page's queue, then its receipt comes in."),
    )


def _change(places: Places) -> Trial:
    copy = places.mine.with_name(f"{places.mine.name}-copy")
    return Trial(
        _("Change a letter in a record"),
        _("Every entry stands under a signed root. The copy is changed, not the record of this node."),
        (
            command("cp", "-r", places.mine, copy),
            command("detente", "record", "fsck", "--dir", copy),
            # The field `identity` of the first entry of a feed, whose CBOR says before it that it has 8 letters.
            "LC_ALL=C " + command("sed", "-i", "s/hidentity/hidentitz/", copy / "record.db"),
            command("detente", "record", "fsck", "--dir", copy),
            command("rm", "-r", copy),
        ),
        _("The first check says ok; the second names every entry that is not what was signed."),
    )


def _foreign(act: ActView | None, places: Places) -> Trial:
    ref = act.ref if act is not None else "RU/LINE/1"
    return Trial(
        _("Check the proof with code that is not ours"),
        _("The file holds plain parts in published formats (C2SP tlog-proof, signed-note); its README says how."),
        (
            command("detente", "evidence", "export", ref, "--dir", places.mine, "-o", "act.zip"),
            command("detente", "evidence", "verify", "act.zip"),
            command("unzip", "-p", "act.zip", "README.md"),
        ),
        _(
            "The README names the tools and the steps. Change any byte of the file, "
            "and verify names the step that fails."
        ),
    )


def _read(places: Places) -> Trial:
    return Trial(
        _("Read the same as JSON"),
        _("Each page says below which command gives the same."),
        (
            command("detente", "status", "--dir", places.mine, "--json"),
            command("detente", "inbox", "--dir", places.mine, "--all", "--json"),
        ),
        _("Every time in UTC, every unit in a name."),
    )
