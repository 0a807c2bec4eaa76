"""The reading of an assessment: `assess report`. No folder and no node is needed."""

from pathlib import Path
from typing import Annotated

import typer

from detente.cli import printing
from detente.cli.assessment import inputs_named, made, put
from detente.cli.assessment_graph import app
from detente.cli.options import Json
from detente.errors import Refused

__all__ = ["app"]

SCENARIOS = {"nrc-2016": ("april-2016", "april-2016-graph")}
"""Scenario to the shipped inputs on its question: a ledger, and a graph model."""


@app.command(
    epilog="\b\nExample:\n  detente assess report --scenario nrc-2016\n  detente assess report --needs FILE.toml"
)
def report(
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="The shipped inputs on its question.")
    ] = None,
    needs: Annotated[str | None, typer.Option("--needs", metavar="FILE", help="Inputs of a ledger.")] = None,
    graph: Annotated[str | None, typer.Option("--graph", metavar="FILE", help="Inputs of a graph model.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it there; no file is replaced.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Put together what stated inputs say on one question: findings with numbers and basis, readings side by side.

    Evidence and judgement stand apart, and nothing is a score of trust. docs/assessment.md
    """
    from detente.assessment.document import as_json as shown
    from detente.assessment.document import as_text
    from detente.assessment.held import held
    from detente.assessment.ledger_reading import read_ledger
    from detente.assessment.needs import needs as of
    from detente.assessment.question import read_question
    from detente.assessment.reading import parse_file
    from detente.assessment.report import document

    needs, graph = _chosen(scenario, needs, graph)
    data, toml = inputs_named(needs)
    ledger = read_ledger(parse_file(data, toml=toml))
    readings = [(ledger.id, ledger), *((one.id, ledger.read_as(one)) for one in ledger.readings)]
    hashes, question, graphs = {needs: made(data)["inputs_sha256"]}, "", []
    if graph is not None:
        more, toml = inputs_named(graph)
        asked = read_question(parse_file(more, toml=toml))
        hashes[graph], question = made(more)["inputs_sha256"], asked.question
        graphs = [held(asked, one, None) for one in asked.readings]
    found = document([(id_, of(each, 0, 1)) for id_, each in readings], graphs, question)
    engine = made(data)["engine"]
    head = {"engine": engine, "inputs_sha256": hashes}
    if as_json or (out is not None and out.suffix == ".json"):
        about = shown(found)
        _give({**printing.listing(about.pop("sections")), **about, **head}, None, out)
        return
    lines = [
        as_text(found),
        "",
        f"Made by {engine}",
        *(f"{name}: sha256 {one}" for name, one in hashes.items()),
    ]
    _give(None, "\n".join(lines), out)


def _chosen(scenario: str | None, needs: str | None, graph: str | None) -> tuple[str, str | None]:
    if scenario is not None:
        if scenario not in SCENARIOS:
            raise Refused("inputs-unknown", expected=f"a scenario with inputs: {', '.join(SCENARIOS)}", got=scenario)
        usual = SCENARIOS[scenario]
        return needs or usual[0], graph or usual[1]
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
