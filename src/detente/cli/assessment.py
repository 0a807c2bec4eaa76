"""The assessment: `assess check` and what it is asked of stated inputs. No folder and no node is needed."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from detente.cli import printing
from detente.cli.options import HERE, Dir, Json, PassphraseFile, client_of, read_bytes
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.assessment.cases.checking import Case
    from detente.assessment.dependence.needs import Needs

app = typer.Typer(
    help="What stated inputs say of who needs whom, and what would hold; each model proves itself on published cases.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def read_data(path: Path, what: str) -> bytes:
    """Return the bytes of a file that a command was given.

    Raises:
        Refused: `file-unreadable`.
    """
    from detente.limits import ASSESSMENT_BYTES_MAX

    return read_bytes(path, what, ASSESSMENT_BYTES_MAX)


@app.command(epilog="\b\nExample:\n  detente assess check\n  detente assess check elmira.json --json")
def check(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE...", help="Cases; else those shipped.")] = None,
    as_json: Json = False,
) -> None:
    """Compute published cases, and compare every field under `expected`; where one differs, exit 2.

    Exact where fractions are given, to the digits given elsewhere. How a case is written: docs/assessment.md.
    """
    from detente.assessment.cases.checking import check_case, shipped

    given = [(str(one), read_data(one, "a case")) for one in files] if files else shipped()
    found = [(name, check_case(data)) for name, data in given]
    differing = sum(not case.agrees for _, case in found)
    if as_json:
        printing.put_json(printing.listing([_as_json(name, case) for name, case in found], differing=differing))
    else:
        for name, case in found:
            _put(name, case)
        typer.echo(f"{len(found)} cases, {differing or 'none'} differing")
    if differing:
        raise typer.Exit(2)


def _put(name: str, case: "Case") -> None:
    said = "as expected" if case.agrees else "differs"
    typer.echo(printing.visible(f"{said}  {case.id} ({case.model}, {name}): {len(case.fields)} fields. {case.title}"))
    for one in case.fields:
        if not one.agrees:
            typer.echo(printing.visible(f"    {one.field}: expected {one.expected}, got {one.got}"))
    for text in case.aside:
        typer.echo(printing.visible(f"    not compared: {text}"))


def _as_json(name: str, case: "Case") -> dict[str, Any]:
    differences = [
        {"field": one.field, "expected": one.expected, "got": one.got} for one in case.fields if not one.agrees
    ]
    return {
        "file": name,
        "id": case.id,
        "model": case.model,
        "title": case.title,
        "status": case.status,
        "agrees": case.agrees,
        "compared": len(case.fields),
        "differences": differences,
        "not_compared": list(case.aside),
    }


# --- who needs whom ---------------------------------------------------------------------------------------------------

Inputs = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="Inputs (.toml or .json), the name of shipped ones, or of an act with kept ones."
    ),
]
Pair = Annotated[str | None, typer.Option("--pair", metavar="A,B", help="Two parties; else the first two.")]
KEPT: Final = re.compile(r"([^/:]+:)?[^/:]+/own/[0-9]+", re.IGNORECASE)
"""A reference to an act in one's own channel."""


def inputs_named(name: str, directory: Path | None = None, passphrase_file: Path | None = None) -> tuple[bytes, bool]:
    """Return the bytes of inputs, and whether they are TOML: of a file, of an act that keeps them, or shipped ones.

    Args:
        directory: the party's folder, where a reference is read.

    Raises:
        Refused: `file-unreadable`, `inputs-unknown`.
    """
    from detente.assessment.inputs.library import find

    if KEPT.fullmatch(name):
        from detente.assessment.inputs.keeping import inputs_in
        from detente.home.calls import Show

        with client_of(directory or HERE, passphrase_file) as client:
            act = client.call(Show(ref=name)).act
        return inputs_in(act.kind, act.body, act.ref)
    if name.endswith((".toml", ".json")):
        return read_data(Path(name), "an analyst's inputs"), name.endswith(".toml")
    return find(name), True


@app.command(
    epilog="\b\nExample:\n  detente assess needs april-2016\n  detente assess needs inputs.toml --pair NATO,RU --json"
)
def needs(
    file: Inputs,
    pair: Pair = None,
    reading: Annotated[
        str | None, typer.Option("--reading", metavar="ID", help="In detail one of the file's other readings.")
    ] = None,
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say who needs whom, on which issue, who needs the channel, how surely, and what would turn it round.

    Judgement from stated inputs, each with its basis and source; no evidence, and no score of trust. docs/assessment.md
    """
    from detente.assessment.dependence.ledger_reading import read_ledger
    from detente.assessment.dependence.needs import needs as of
    from detente.assessment.dependence.needs_shown import as_json as shown
    from detente.assessment.dependence.needs_shown import power_json
    from detente.assessment.reading import parse_file

    data, toml = inputs_named(file, directory, passphrase_file)
    ledger = read_ledger(parse_file(data, toml=toml))
    one, other = places(pair, [party.id for party in ledger.parties])
    read = {"": ledger, **{one.id: ledger.read_as(one) for one in ledger.readings}}
    if reading is not None and reading not in read:
        known = ", ".join(one.id for one in ledger.readings) or "none"
        raise Refused("reading-unknown", expected=f"a reading of these inputs: {known}", got=reading)
    found = {id_: of(each, one, other) for id_, each in read.items()}
    if as_json:
        chosen = {reading: found[reading]} if reading is not None else found
        items = [shown(id_ or ledger.id, each) for id_, each in chosen.items()]
        about = {"question": ledger.question, "channel": ledger.channel, "inputs_as_of": ledger.as_of}
        printing.put_json(printing.listing(items, **about, **made(data), system=power_json(read[reading or ""])))
        return
    _put_needs(found[reading or ""])
    if ledger.readings and reading is None:
        _put_readings(found)


def made(data: bytes) -> dict[str, str]:
    """Return what a result carries: by which version, from which inputs."""
    from hashlib import sha256

    from detente import __version__

    return {"engine": f"detente {__version__}", "inputs_sha256": sha256(data).hexdigest()}


def places(pair: str | None, names: list[str]) -> tuple[int, int]:
    """Return the places of the two parties that are asked for; of the first two where none are.

    Raises:
        Refused: `pair-unknown`.
    """
    if pair is None:
        return 0, 1
    asked = pair.split(",")
    if len(asked) != 2 or len(set(asked)) != 2 or not set(asked) <= set(names):
        raise Refused(
            "pair-unknown", expected=f"two of {', '.join(names)}, like {names[0]},{names[1]}", got=pair,
            remedy="write their ids as the inputs do, with a comma between",
        )  # fmt: skip
    return names.index(asked[0]), names.index(asked[1])


TURNS_SHOWN = 12
"""Turning values that people are shown; programs get all."""


def put(text: str) -> None:
    """Print a line of text that may hold what others wrote."""
    typer.echo(printing.visible(text))


def _put_needs(found: "Needs") -> None:
    from detente.assessment.dependence.needs import findings, said_pull, said_turn
    from detente.assessment.dependence.pair import Aim
    from detente.assessment.dependence.rows import by_issue, power_said, turns_said

    day = f"As of {found.ledger.as_of}." if found.ledger.as_of else "The inputs name no day."
    put(f"{found.ledger.title}: {found.ledger.question} {day}")
    put(f"from: {found.ledger.source or 'no source named'}\n")
    for text in (*findings(found), power_said(found.ledger)):
        put(text)
    put("")
    printing.put_table(*by_issue(found))
    for aim in (Aim.NEED, Aim.DEMAND):
        able = [turn for turn in found.turns[aim] if turn.possible]
        put(f"\n{turns_said(aim, some=bool(able))}")
        for turn in able[:TURNS_SHOWN]:
            put(f"  {said_turn(found, turn)}")
        if len(able) > TURNS_SHOWN:
            put(f"  and {len(able) - TURNS_SHOWN} more: --json")
    for side, name in enumerate(found.names):
        put(f"\nwhat would make {name} need the channel less than now, beside the other, in one step")
        for pull in found.levers[side]:
            put(f"  {said_pull(found, side, pull)}")


def _put_readings(found: "dict[str, Needs]") -> None:
    from detente.assessment.dependence.rows import by_reading

    typer.echo("\nread otherwise: need of the channel; ranges if every interest, and if every input moves one step")
    named = [(id_ or each.ledger.id, each) for id_, each in found.items()]
    printing.put_table(*by_reading(named))
    for id_, each in named:
        put(f"  {id_}: {each.ledger.title}")
