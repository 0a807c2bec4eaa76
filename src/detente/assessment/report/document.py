"""An assessment as a document: sections that are evidence or judgement, each with findings, pictures and a table.

A document is a value; JSON, text and paper are made of it and add nothing.
"""

from dataclasses import dataclass
from typing import Any

from detente.assessment.report.shapes import Chart
from detente.assessment.words import day_said, noted
from detente.assessment.words import gettext as _

EVIDENCE, JUDGEMENT = "evidence", "judgement"

METHOD = (
    noted(
        "A record is counted as every party can count it from its own copy: acts of matters that all members read, no "
        "drill, nothing irregular. Shares come with Wilson's interval, and from five a side only; below that there are "
        "counts. Times run from the debtor's receipt to the first proof of a reply, and what is open counts as open "
        "(Kaplan and Meier 1958); what was never receipted stands apart."
    ),
    noted(
        "Dependence is interest times control by the other times lack of alternatives (Emerson 1962, with Coleman's "
        "control and interest 1973); need of the channel counts what is tabled, less what other channels give. The "
        "product is ours."
    ),
    noted(
        "Ranges hold whatever every input does within one step, worked out and not sampled. What is tabled is no step."
    ),
    noted(
        "States hold or do not by the graph model (Fang, Hipel and Kilgour 1993). Under R a party stays where it has "
        "nothing better to move to; under GMR where the others could make it regret each such move, under SMR where it "
        "could not then escape that either, under SEQ where they could by moves that are to their own advantage, under "
        "SIM where they could by moving at the same time. What is preferred equally counts as a sanction, and several "
        "opponents answer by sequences in which nobody moves twice in a row."
    ),
    noted(
        "All figures are exact fractions; only what is shown is rounded. Nothing here measures trust, and no number "
        "mixes evidence with judgement."
    ),
)
"""How it was worked out, in paragraphs: the record first, then what rests on inputs. In English, as JSON has it."""
METHOD_OF_A_RECORD = (METHOD[0], METHOD[-1])
"""The same where there are no inputs."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below named columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a document."""

    kind: str
    title: str
    findings: tuple[str, ...]
    table: Table | None = None
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """An assessment to be read.

    Args:
        short: kind and text of the few sentences that are read first.
    """

    question: str
    as_of: str
    sections: tuple[Section, ...]
    short: tuple[tuple[str, str], ...] = ()
    method: tuple[str, ...] = METHOD

    @property
    def rests_on(self) -> str:
        """Return of which day its inputs are, or that it has none."""
        if not any(one.kind == JUDGEMENT for one in self.sections):
            return _("It rests on the record alone: there are no inputs.")
        return _("Inputs as of {day}.").format(day=day_said(self.as_of)) if self.as_of else _("The inputs name no day.")


def as_json(made: Document) -> dict[str, Any]:
    """Return the document for programs."""
    return {
        "question": made.question,
        "inputs_as_of": made.as_of,
        "in_short": [{"kind": kind, "text": text} for kind, text in made.short],
        "sections": [
            {
                "kind": one.kind,
                "title": one.title,
                "findings": list(one.findings),
                "charts": [{"title": chart.title, "said": chart.said, "svg": chart.svg} for chart in one.charts],
                "table": None
                if one.table is None
                else {"columns": list(one.table.columns), "rows": [list(row) for row in one.table.rows]},
            }
            for one in made.sections
        ],
        "method": list(made.method),
    }


def as_text(made: Document) -> str:
    """Return the document as lines of text."""
    lines = [made.question, made.rests_on, ""]
    lines += ["In short", *(f"   [{kind}] {text}" for kind, text in made.short), ""] if made.short else []
    for number, one in enumerate(made.sections, 1):
        lines += [f"{number}. {one.title}", f"   [{one.kind}]", *(f"   {text}" for text in one.findings)]
        lines += [f"   Picture: {chart.title}. {chart.said}" for chart in one.charts]
        if one.table is not None:
            lines += ["", *_aligned(one.table)]
        lines.append("")
    return "\n".join([*lines, "Method", *(f"   {text}" for text in made.method)])


def _aligned(table: Table) -> list[str]:
    rows = [table.columns, *table.rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.columns))]
    return [
        "   " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
