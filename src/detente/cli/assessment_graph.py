"""What would hold, and what could be traded: `assess graph`, `assess deal`. No folder and no node is needed."""

from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.assessment import Inputs, app, inputs_named, made, put
from detente.cli.options import Json
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.assessment.conflict.held import Held

__all__ = ["app"]


@app.command(
    epilog="\b\nExample:\n  detente assess graph april-2016-graph\n  detente assess graph FILE.toml --state 5 --json"
)
def graph(
    file: Inputs,
    start: Annotated[
        int | None, typer.Option("--from", metavar="N", help="Begin at this state, not as the file.")
    ] = None,
    state: Annotated[int | None, typer.Option("--state", metavar="N", help="Say what would change this state.")] = None,
    as_json: Json = False,
) -> None:
    """Say which states would hold if each side looks at its moves and the others' replies, and what would change it.

    Judgement from stated rankings, also of the other side; rival rankings stand beside each other. docs/assessment.md
    """
    from detente.assessment.conflict.held import as_json as shown
    from detente.assessment.conflict.held import held
    from detente.assessment.conflict.question import read_question
    from detente.assessment.reading import parse_file
    from detente.assessment.report.rankings import rankings_sections

    data, toml = inputs_named(file)
    question = read_question(parse_file(data, toml=toml))
    numbers = question.readings[0].conflict.numbers
    for asked in (start, state):
        if asked is not None and asked not in numbers:
            raise Refused(
                "state-unknown", expected=f"one of {', '.join(map(str, numbers))}", got=str(asked),
                remedy=f"detente assess graph {file} lists the states",
            )  # fmt: skip
    found = [held(question, one, None if start is None else numbers.index(start)) for one in question.readings]
    if as_json:
        parties = question.readings[0].conflict.parties
        first = question.readings[0]
        bases = {name: {"basis": word, "source": text} for name, (word, text) in zip(parties, first.bases, strict=True)}
        about = {"question": question.question, "rankings": bases, "limits": list(first.notes)}
        printing.put_json(printing.listing([shown(one) for one in found], **about, **made(data)))
        return
    put(question.question or question.id)
    for one in found:
        _put_held(one, state)
    put("")
    for section in rankings_sections(found):
        put(section.title)
        for text in section.findings:
            put(text)
        if section.table is not None:
            printing.put_table(section.table.columns, section.table.rows)


def _put_held(found: "Held", state: int | None) -> None:
    from detente.assessment.conflict.held import ANSWERED, findings, said_change, state_rows

    named = [found.rankings.title or found.rankings.id, f"({found.rankings.source})" if found.rankings.source else ""]
    put("\n" + " ".join(filter(None, named)))
    printing.put_table(*state_rows(found))
    for text in (*findings(found), ANSWERED):
        put(text)
    for one in found.states:
        if one.number == state:
            for change in one.changes:
                put(f"{one.number}: {said_change(change)}")


@app.command(epilog="\b\nExample:\n  detente assess deal FILE.toml --between A,B")
def deal(
    file: Inputs,
    between: Annotated[str | None, typer.Option("--between", metavar="A,B", help="These two; else all pairs.")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most so many, the largest first.")] = 20,
    as_json: Json = False,
) -> None:
    """Find packages of two issues that give two parties the same gain, and say what each does to the others.

    Judgement from stated positions, weight and salience. docs/assessment.md
    """
    from detente.assessment.exchange.deals import as_json as shown
    from detente.assessment.exchange.deals import deals, outcomes_json
    from detente.assessment.numbers import plain
    from detente.assessment.reading import parse_file

    data, toml = inputs_named(file)
    names = None
    if between is not None:
        one, comma, other = between.partition(",")
        if not comma or one == other:
            raise Refused("pair-unknown", expected="two names with a comma between, like A,B", got=between)
        names = (one, other)
    issues, actors, found, reasons = deals(parse_file(data, toml=toml), names)
    if as_json:
        about = {"outcomes_before": outcomes_json(issues, actors), "no_deal": reasons, "found": len(found)}
        printing.put_json(printing.listing([shown(each, issues) for each in found[:limit]], **about, **made(data)))
        return
    for each in found[:limit]:
        put(f"{each.first} and {each.second} gain {plain(each.gain, 2)} each:")
        for shift in each.gives:
            moved = f"from {plain(shift.start, 2)} to {plain(shift.end, 2)}"
            ends = f"the outcome goes from {plain(shift.before, 2)} to {plain(shift.after, 2)}"
            put(f"  {shift.mover} moves on {issues[shift.issue]} {moved}; {ends}")
        for name, change in each.others:
            put(f"  for {name} it is {plain(abs(change), 2)} {'nearer' if change >= 0 else 'farther'} in all")
    for why, count in reasons.items():
        put(f"no deal in {count} cases: {why}")
    put(f"{len(found)} packages found")
