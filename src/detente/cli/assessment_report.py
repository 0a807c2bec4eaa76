"""The reading of an assessment: `assess report`. A party's folder is needed only where its record is to be read."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.assessment import Pair, inputs_named, made, places, put
from detente.cli.assessment_graph import app
from detente.cli.assessment_part import Side, sides_given
from detente.cli.options import Council, Json, PassphraseFile, client_of
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.assessment.evidence.part import Sides
    from detente.assessment.inputs.library import OfScenario
    from detente.assessment.report.document import Document

__all__ = ["app"]


@app.command(
    epilog="\b\nExample:\n  detente assess report --scenario nrc-2016\n"
    "  detente assess report --scenario nrc-2016 --dir NRC/RU --out report.pdf\n"
    "  detente assess report --needs FILE.toml"
)
def report(
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="The shipped inputs on its question, and its acts.")
    ] = None,
    needs: Annotated[str | None, typer.Option("--needs", metavar="FILE", help="Inputs of a ledger.")] = None,
    graph: Annotated[str | None, typer.Option("--graph", metavar="FILE", help="Inputs of a graph model.")] = None,
    pair: Pair = None,
    directory: Annotated[
        Path | None, typer.Option("--dir", metavar="D", help="A party's folder: the evidence is its record.")
    ] = None,
    council: Council = None,
    side: Side = None,
    passphrase_file: PassphraseFile = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write it there: .pdf, .json, else text. No file is replaced."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Put together what a record and stated inputs say on one question: findings with numbers, readings side by side.

    Evidence and judgement stand apart, and nothing is a score of trust. Without --dir the evidence of a scenario is
    read from its file, where no clock runs. docs/assessment.md section 5
    """
    from detente.assessment.report.document import as_json as shown
    from detente.assessment.report.document import as_text

    usual = _of(scenario)
    sides = sides_given(side) or (usual.sides if usual else ())
    records, heads = _records(scenario, sides, directory, council, passphrase_file)
    found, hashes = _document(
        *_chosen(usual, needs, graph), pair, *records, directory=directory, passphrase_file=passphrase_file
    )
    measured = _hash_of(records, heads)
    engine = made(b"")["engine"]
    if as_json or (out is not None and out.suffix == ".json"):
        about = shown(found)
        sections = about.pop("sections")
        head = {"engine": engine, "inputs_sha256": hashes, "measures_sha256": next(iter(measured.values()), None)}
        _give({**printing.listing(sections), **about, **head, "heads": heads}, None, out)
        return
    if out is not None and out.suffix == ".pdf":
        from detente.home.files import write_file
        from detente.home.papers.assessment import render_assessment

        write_file(out, render_assessment(found, engine, {**hashes, **measured}))
        put(f"written: {out}")
        return
    named = [f"{name}: sha256 {one}" for name, one in {**hashes, **measured}.items()]
    lines = [as_text(found), "", f"Made by {engine}", *named]
    _give(None, "\n".join(lines), out)


def _hash_of(records: list[dict[str, Any]], heads: dict[str, Any]) -> dict[str, str]:
    """Return the hash of the record's measures under a name that says as of when, and below how many heads."""
    if not records:
        return {}
    from detente.assessment.evidence.saved import hash_of

    at = records[0]["time_at"]
    name = f"measures of the record, {f'as of {at}, heads of {len(heads)} feeds' if at else 'no clock runs in it'}"
    return {name: hash_of(records[0])}


def _records(
    scenario: str | None, sides: "Sides", directory: Path | None, council: str | None, passphrase_file: Path | None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the measures of a record, the same by sides where there are any, and the heads of its feeds."""
    if directory is not None:
        from detente.home.calls import MeasureRecord

        with client_of(directory, passphrase_file) as client:
            views = [client.call(MeasureRecord(council=council, sides=one)) for one in ((), sides)[: 1 + bool(sides)]]
        return [view.items[0] for view in views], dict(views[0].heads)
    if scenario is None:
        return [], {}
    from detente.assessment.evidence.part import Part
    from detente.rehearsal.evidence import measured
    from detente.rehearsal.library import load_scenario

    played = load_scenario(scenario)
    return [measured(played, Part(sides=one)) for one in ((), sides)[: 1 + bool(sides)]], {}


def _document(
    needs: str,
    graph: str | None,
    pair: str | None,
    record: dict[str, Any] | None = None,
    sided: dict[str, Any] | None = None,
    *,
    directory: Path | None,
    passphrase_file: Path | None,
) -> "tuple[Document, dict[str, str]]":
    """Return the document, and the hash of each input by its name."""
    from detente.assessment.conflict.held import held
    from detente.assessment.conflict.question import read_question
    from detente.assessment.dependence.ledger_reading import read_ledger
    from detente.assessment.dependence.needs import needs as of
    from detente.assessment.reading import parse_file
    from detente.assessment.report.assembly import document

    data, toml = inputs_named(needs, directory, passphrase_file)
    ledger = read_ledger(parse_file(data, toml=toml))
    hashes, question, graphs = {needs: made(data)["inputs_sha256"]}, "", []
    if graph is not None:
        more, toml = inputs_named(graph, directory, passphrase_file)
        asked = read_question(parse_file(more, toml=toml))
        hashes[graph], question = made(more)["inputs_sha256"], asked.question
        graphs = [held(asked, one, None) for one in asked.readings]
    one, other = places(pair, [party.id for party in ledger.parties])
    return document(
        [(id_, of(each, one, other)) for id_, each in ledger.every_reading()], graphs, question, record, sided
    ), hashes


def _of(scenario: str | None) -> "OfScenario | None":
    from detente.assessment.inputs.library import SCENARIOS

    if scenario is not None and scenario not in SCENARIOS:
        raise Refused("inputs-unknown", expected=f"a scenario with inputs: {', '.join(SCENARIOS)}", got=scenario)
    return None if scenario is None else SCENARIOS[scenario]


def _chosen(usual: "OfScenario | None", needs: str | None, graph: str | None) -> tuple[str, str | None]:
    if usual is not None:
        return needs or usual.needs, graph or usual.graph
    if needs is None:
        raise Refused(
            "report-of-nothing", expected="--scenario, or --needs with a file", got="neither",
            remedy="detente assess report --scenario nrc-2016",
        )  # fmt: skip
    return needs, graph


def _give(data: object, text: str | None, out: Path | None) -> None:
    import msgspec

    whole = text if text is not None else msgspec.json.format(msgspec.json.encode(data), indent=2).decode()
    if out is None:
        if text is None:
            printing.put_json(data)
        else:
            put(whole)
        return
    from detente.home.files import write_file

    write_file(out, (whole + "\n").encode())
    put(f"written: {out}")
