"""Two assessments side by side, and inputs kept for oneself: `assess compare`, `assess keep`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.assessment import Pair, inputs_named, made, places, put, read_data
from detente.cli.assessment_report import app
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.assessment.needs import Needs

__all__ = ["app"]

_SIDE = "FILE, shipped inputs or a kept act, with :READING for another reading"
One = Annotated[str, typer.Argument(metavar="A", help=f"{_SIDE}.")]
Other = Annotated[str, typer.Argument(metavar="B", help="The same.")]


@app.command(
    epilog="\b\nExample:\n  detente assess compare april-2016 april-2016:rival\n"
    "  detente assess compare RU/OWN/3 RU/OWN/9 --dir RU --json"
)
def compare(
    one: One,
    other: Other,
    pair: Pair = None,
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Put two assessments side by side: before and after, ours and a rival's. Neither is right here.

    Shows which inputs differ and on whose word, what each of them does alone, and what follows on either side.
    """
    from detente.assessment.compare import as_json as shown
    from detente.assessment.compare import compare as of
    from detente.assessment.compare import findings
    from detente.assessment.numbers import plain

    sides, hashes = [], []
    for name in (one, other):
        found, hash_ = _needs(name, pair, directory, passphrase_file)
        sides.append(found)
        hashes.append(hash_)
    compared = of(*sides)
    if as_json:
        about = shown(compared)
        assessments = about.pop("assessments")
        about |= {"engine": made(b"")["engine"], "inputs_sha256": hashes}
        printing.put_json(printing.listing(assessments, **about))
        return
    for text in findings(compared):
        put(text)
    first, second = compared.sides[0].names
    put("")
    printing.put_table(
        ("", "first", "second"),
        [
            ("assessment", *(each.ledger.title for each in sides)),
            (f"need of {first}", *(plain(each.need[0]) for each in sides)),
            (f"need of {second}", *(plain(each.need[1]) for each in sides)),
            (f"net demand of {first}", *(plain(each.demand) for each in sides)),
        ],
    )
    put("")
    printing.put_table(
        ("input", "first", "second", "on whose word", f"alone it makes {first} less {second}"),
        [
            (
                each.name, *(plain(value, 2) for value in each.values),
                " / ".join(f"{given.basis}{f', {given.source}' if given.source else ''}" for given in each.given),
                plain(each.alone),
            )
            for each in compared.differing
        ],
    )  # fmt: skip


def _needs(name: str, pair: str | None, directory: Path, passphrase_file: Path | None) -> "tuple[Needs, str]":
    """Return what one side of a comparison says, and the hash of its inputs."""
    from detente.assessment.ledger_reading import read_ledger
    from detente.assessment.needs import needs
    from detente.assessment.reading import parse_file

    file, _, reading = name.partition(":")
    data, toml = inputs_named(file, directory, passphrase_file)
    ledger = read_ledger(parse_file(data, toml=toml))
    chosen = places(pair, [party.id for party in ledger.parties])
    if reading:
        known = {one.id: one for one in ledger.readings}
        if reading not in known:
            wanted = f"a reading of these inputs: {', '.join(known) or 'none'}"
            raise Refused("reading-unknown", expected=wanted, got=reading)
        ledger = ledger.read_as(known[reading])
    return needs(ledger, *chosen), made(data)["inputs_sha256"]


@app.command(
    epilog="\b\nExample:\n  detente assess keep inputs.toml --dir RU\n  detente assess needs RU/OWN/4 --dir RU"
)
def keep(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Inputs of a ledger (.toml or .json).")],
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Keep an analyst's inputs in one's own channel: signed, with their basis and source, and never sent to others.

    What does not read as inputs is refused first. What is kept is read back by its reference.
    """
    from detente.assessment.keeping import body_of
    from detente.home.calls import Send

    body = body_of(read_data(file, "an analyst's inputs"), toml=file.suffix != ".json")
    with client_of(directory, passphrase_file) as client:
        found = client.call(Send(council=council, channel="own", kind="assessment-inputs", body=body))
    if as_json:
        printing.put_json(found)
        return
    put(f"kept for yourself as {found.act.ref}: {body['title'] or body['sha256'][:16]}; {body['bases']}")
    put(f"read it with: detente assess needs {found.act.ref}")
