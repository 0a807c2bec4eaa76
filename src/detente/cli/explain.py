"""Requests for explanation: `explain ask`, `reply`, `meet`, `sitting`, `report`, `show`, `list`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.dossiers import Language, list_matters, show_matter
from detente.cli.options import HERE, Before, Council, Dir, Json, Limit, Officer, PassphraseFile
from detente.cli.saying import Channel, Spoken, channel_of, given, say

if TYPE_CHECKING:
    from detente.home.replies import DeskMattersView

app = typer.Typer(
    help="Requests for explanation: what is asked, answered, met about and reported.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

DESK = "explanations"
REQUEST, ANSWER = "explanation-request", "explanation-answer"
MEETING, SITTING, REPORT = "explanation-meeting", "explanation-sitting", "explanation-report"
TIME = "RFC 3339 with zone, like 2026-11-25T14:00:00+01:00."

Matter = Annotated[str, typer.Argument(metavar="REF", help="Any act of the matter.")]
Parties = list[str] | None


@app.command(
    epilog="\b\nExample:\n  detente explain ask 'Columns move by night.' --to ru --place 'South of the bay' \\\n"
    "    --question 'Which formations?' --question 'Until when?' --seen 'About 40 vehicles on 20 November.'"
)
def ask(
    cause: Annotated[str, typer.Argument(metavar="CAUSE", help="The cause of concern.")],
    to: Annotated[str, typer.Option("--to", metavar="P", help="Who is asked: one party.")],
    activity: Annotated[str, typer.Option("--activity", metavar="TEXT", help="Its type, as far as known.")] = "",
    place: Annotated[str, typer.Option("--place", metavar="TEXT", help="Where, in words.")] = "",
    area: Annotated[
        Parties, typer.Option("--area", metavar="'LAT, LON'", help="A position that bounds it; again for more.")
    ] = None,
    since: Annotated[str, typer.Option("--since", metavar="TIME", help="Since when it is seen. " + TIME)] = "",
    seen: Annotated[str, typer.Option("--seen", metavar="TEXT", help="What is observed that was not notified.")] = "",
    question: Annotated[Parties, typer.Option("--question", metavar="TEXT", help="A question; again for more.")] = None,
    regime: Annotated[
        str, typer.Option("--regime", metavar="REGIME", help="Of the charter; else its only one; or none.")
    ] = "",
    rule: Annotated[str, typer.Option("--rule", metavar="RULE", help="Under which of its rules.")] = "",
    about: Annotated[str, typer.Option("--about", metavar="REF", help="What it bears on, like a notification.")] = "",
    topic: Annotated[str, typer.Option("--topic", metavar="TOPIC", help="A topic of the charter.")] = "",
    channel: Channel = "plenary",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask a party to explain an activity; what is seen and was not notified opens a request too."""
    from detente.council.points import area_in_words
    from detente.home import calls

    body = given(
        cause=cause, activity=activity, place=place, area=list(area or ()), since_at=since, seen=seen,
        questions=list(question or ()), regime=regime, rule=rule, about=about.rpartition(":")[2].upper(), topic=topic,
    )  # fmt: skip
    where = f" of what is at {area_in_words(area)}" if area else ""
    if seen:
        body["observed_not_notified"] = True
    call = calls.Send(
        channel=channel.lower(), body=body, kind=REQUEST, council=council, to=(to,), officer=officer, language=language
    )
    say(call, directory, passphrase_file, as_json=as_json, what=f"asks {to.upper()} for an explanation{where}")


@app.command(epilog="\b\nExample:\n  detente explain reply UA/PLENARY/12 'A planned exercise; it ends on 4 December.'")
def reply(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The request, or the request for a meeting.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The explanation, or the reason.")] = "",
    answer: Annotated[
        str,
        typer.Option(
            "--answer",
            metavar="ANSWER",
            help="explained, rule not applicable, quota used up, force majeure; to a meeting: accepted, declined, …",
        ),
    ] = "explained",
    to_question: Annotated[
        Parties, typer.Option("--to-question", metavar="'N: TEXT'", help="The answer to one question; again for more.")
    ] = None,
    other: Annotated[str, typer.Option("--other", metavar="TEXT", help="Other relevant information.")] = "",
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="When one would meet. " + TIME)] = "",
    venue: Annotated[str, typer.Option("--venue", metavar="TEXT", help="Where one would meet.")] = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Answer a request for explanation or for a meeting: also that no rule asks for it, with the reason."""
    body = given(answer=answer, text=text, answers=_numbered(to_question), other=other, at=at, venue=venue)
    call = _answering(ANSWER, ref, body, council, officer, language)
    say(call, directory, passphrase_file, as_json=as_json, what=f"answers {ref.upper()}: {answer}")


@app.command(epilog="\b\nExample:\n  detente explain meet UA/PLENARY/12 --venue Vienna --third-state by")
def meet(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The request, or its answer.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Why.")] = "",
    of_all: Annotated[bool, typer.Option("--all", help="A meeting of all, not of both sides alone.")] = False,
    by: Annotated[str, typer.Option("--by", metavar="TIME", help="By when it is proposed. " + TIME)] = "",
    venue: Annotated[str, typer.Option("--venue", metavar="TEXT", help="Where it is proposed.")] = "",
    third_state: Annotated[
        Parties, typer.Option("--third-state", metavar="P", help="A third state concerned; again for more.")
    ] = None,
    to: Annotated[Parties, typer.Option("--to", metavar="P", help="Who is to convene a meeting of all.")] = None,
    rule: Annotated[str, typer.Option("--rule", metavar="RULE", help="By which rule of the regime.")] = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask for a meeting: of both sides, after the reply or its lack, or of all."""
    body = given(
        text=text, by_at=by, venue=venue, third_states=list(third_state or ()), rule=rule,
        **{"with": "all" if of_all else "bilateral"},
    )  # fmt: skip
    call = _answering(MEETING, ref, body, council, officer, language, to=tuple(to or ()))
    named = "a meeting of all" if of_all else "a bilateral meeting"
    say(call, directory, passphrase_file, as_json=as_json, what=f"asks for {named}")


@app.command(epilog="\b\nExample:\n  detente explain sitting UA/PLENARY/14 --held --attended ua --not-attended ru")
def sitting(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The request for the meeting.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="In this party's own words.")] = "",
    held: Annotated[bool, typer.Option("--held/--not-held", help="Whether it was held.")] = True,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="When. " + TIME)] = "",
    attended: Annotated[
        Parties, typer.Option("--attended", metavar="P", help="A party that attended; again for more.")
    ] = None,
    not_attended: Annotated[
        Parties, typer.Option("--not-attended", metavar="P", help="A party that did not attend; again for more.")
    ] = None,
    place: Annotated[str, typer.Option("--place", metavar="TEXT", help="Where.")] = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Tell how a meeting went, as this party sees it; the other side's account stands beside."""
    body = given(text=text, at=at, place=place, attended=_ids(attended), not_attended=_ids(not_attended))
    call = _answering(SITTING, ref, {**body, "held": held}, council, officer, language)
    say(call, directory, passphrase_file, as_json=as_json, what="tells how the meeting went")


@app.command(epilog="\b\nExample:\n  detente explain report UA/PLENARY/14 'Positions were stated.' --joint")
def report(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The meeting; or the other side's report, to join it.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is reported; left out to join a report.")] = "",
    joint: Annotated[bool, typer.Option("--joint", help="Meant as a report of both; it is joint once joined.")] = False,
    close: Annotated[bool, typer.Option("--close", help="Who asked regards the matter as closed.")] = False,
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Report to all, alone or by joining the other side's report; close the matter."""
    body = given(text=text)
    body |= {"joint": True} if joint else {}
    body |= {"closes": True} if close else {}
    call = _answering(REPORT, ref, body, council, officer, language)
    say(call, directory, passphrase_file, as_json=as_json, what="closes the matter" if close else "reports to all")


@app.command(epilog="\b\nExample:\n  detente explain show UA/PLENARY/12")
def show(
    ref: Matter,
    language: Language = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show a request: answers, meetings as each side tells them, reports, and what is awaited."""
    show_matter(ref, language, directory, council, passphrase_file, as_json=as_json)


@app.command("list", epilog="\b\nExample:\n  detente explain list --open")
def list_requests(
    running: Annotated[bool, typer.Option("--open", help="Only where something is still awaited.")] = False,
    before: Before = None,
    limit: Limit = 100,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List requests for explanation with their clocks, those with the newest acts first."""
    list_matters(DESK, _put_requests, running=running, before=before, limit=limit, directory=directory, council=council,
                 passphrase_file=passphrase_file, as_json=as_json)  # fmt: skip


def _put_requests(listing: "DeskMattersView") -> None:
    if not listing.items:
        typer.echo("no request for explanation")
        return
    rows = (
        (
            one.dossier.dossier, one.data["asker"].upper(), one.data["asked"].upper(), one.dossier.title,
            one.dossier.status, printing.moment(one.dossier.due_at),
        )
        for one in listing.items if one.data
    )  # fmt: skip
    printing.put_table(("request", "by", "to", "cause", "stands", "next due"), rows)
    typer.echo(f"by the council's time of {printing.moment(listing.time_at)}")
    printing.put_more(listing.next)


# --- parts ------------------------------------------------------------------------------------------------------------


def _answering(
    kind: str, ref: str, body: dict[str, Any], council: str | None, officer: str | None, language: str,
    to: tuple[str, ...] = (),
) -> Any:  # fmt: skip
    from detente.home import calls

    return calls.Send(
        channel=channel_of(ref),
        body=body,
        kind=kind,
        council=council,
        re=ref,
        officer=officer,
        language=language,
        to=to,
    )


def _ids(parties: Parties) -> list[str]:
    return [party.lower() for party in parties or ()]


def _numbered(answers: Parties) -> list[dict[str, Any]]:
    """Return answers like `2: Until 4 December.` by number; what has no number goes to question 1."""
    found = []
    for text in answers or ():
        number, colon, rest = text.partition(":")
        numbered = bool(colon) and number.strip().isdigit()
        found.append({"number": int(number), "text": rest.strip()} if numbered else {"number": 1, "text": text.strip()})
    return found
