"""Concerns and assurances: `concern raise|explain|assure|answer|renew|withdraw|list|show`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.dossiers import Language, show_matter
from detente.cli.options import HERE, Before, Council, Dir, Json, Limit, Officer, Party, PassphraseFile, client_of
from detente.cli.saying import Attach, NeedBy, Reference, Spoken, Where, channel_of, files_of, given, say, where_of

if TYPE_CHECKING:
    from detente.home.replies.concerns import AssuranceView, ConcernsView, ConcernView

app = typer.Typer(
    help="What worries, what would reassure, and what is assured until when.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class About(StrEnum):
    """What a concern is about."""

    ACTIVITY = "activity"
    FORCE = "force"
    PLAN = "plan"
    STATEMENT = "statement"


class Will(StrEnum):
    """Whether something will be done or not."""

    DO = "do"
    NOT_DO = "not do"


class Word(StrEnum):
    """Whether something reassured this party."""

    REASSURED = "reassured"
    NOT_REASSURED = "not reassured"


class Which(StrEnum):
    """What to list."""

    CONCERNS = "concerns"
    ASSURANCES = "assurances"


To = Annotated[list[str] | None, typer.Option("--to", metavar="P", help="Who is asked; again for more.")]
Re = Annotated[str | None, typer.Option("--re", metavar="REF", help="The act that it answers, of any desk.")]
BearsOn = Annotated[
    list[str] | None, typer.Option("--bears-on", metavar="REF", help="An assurance on which it bears; again for more.")
]
Place = Annotated[str, typer.Option("--place", metavar="TEXT", help="Where: a place, or an area.")]
From = Annotated[str, typer.Option("--from", metavar="TIME", help="From when: RFC 3339 with zone.")]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="Until when: RFC 3339 with zone.")]
Topic = Annotated[str, typer.Option("--topic", metavar="TOPIC", help="A topic of the charter.")]
Text = Annotated[str, typer.Argument(metavar="TEXT", help="In plain words.")]


@app.command(
    "raise",
    epilog="\b\nExample:\n  detente concern raise 'An exercise that nobody announced.' --about activity --to ru \\\n"
    "    --place 'Western Military District' --would-reassure 'Notice 42 days before.'",
)
def raise_one(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What worries.")],
    about: Annotated[About, typer.Option("--about", help="What it is about.")],
    to: To = None,
    place: Place = "",
    from_at: From = "",
    until_at: Until = "",
    would_reassure: Annotated[
        str, typer.Option("--would-reassure", metavar="TEXT", help="What would reassure this party.")
    ] = "",
    need_by: NeedBy = "",
    re: Re = None,
    bears_on: BearsOn = None,
    topic: Topic = "",
    channel: Where = None,
    language: Spoken = "en",
    attach: Attach = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say what worries this party, and what would reassure it."""
    from detente.home import calls

    body = given(
        text=text, about=about.value, place=place, from_at=from_at, until_at=until_at, would_reassure=would_reassure,
        need_by_at=need_by, bears_on=_within(bears_on), topic=topic,
    )  # fmt: skip
    call = calls.Send(
        channel=where_of(re, channel), body=body, kind="concern", council=council, to=tuple(to or ()), re=re,
        officer=officer, language=language, attach=files_of(attach),
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what="says what worries, and waits for an answer")


@app.command(
    epilog="\b\nExample:\n  detente concern explain NATO/PLENARY/12 'A check of readiness, from 1 to 5 March.'"
)
def explain(
    ref: Reference,
    text: Text,
    language: Spoken = "en",
    attach: Attach = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Explain what worries another party."""
    from detente.home import calls

    call = calls.Send(
        channel=channel_of(ref), body={"text": text}, kind="concern-explanation", council=council, re=ref,
        officer=officer, language=language, attach=files_of(attach),
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what=f"explains on {ref.upper()}")


@app.command(
    epilog="\b\nExample:\n  detente concern assure 'No exercise without notice.' --will 'not do' \\\n"
    "    --re NATO/PLENARY/12 --until 2016-12-31T23:59:59Z --verification 'Two observers of each party.'"
)
def assure(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is assured.")],
    will: Annotated[Will, typer.Option("--will", help="Whether it will be done, or not be done.")],
    re: Annotated[str | None, typer.Option("--re", metavar="REF", help="The concern; unasked where left out.")] = None,
    to: To = None,
    place: Place = "",
    from_at: From = "",
    until_at: Annotated[
        str, typer.Option("--until", metavar="TIME", help="RFC 3339; until it is withdrawn where left out.")
    ] = "",
    verification: Annotated[str, typer.Option("--verification", metavar="TEXT", help="How others may check it.")] = "",
    bears_on: BearsOn = None,
    topic: Topic = "",
    channel: Where = None,
    language: Spoken = "en",
    attach: Attach = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Assure others of what this party will do, or not do."""
    from detente.home import calls

    body = given(
        text=text, will=will.value, place=place, from_at=from_at, until_at=until_at, verification=verification,
        bears_on=_within(bears_on), topic=topic,
    )  # fmt: skip
    call = calls.Send(
        channel=where_of(re, channel), body=body, kind="assurance", council=council, to=tuple(to or ()), re=re,
        officer=officer, language=language, attach=files_of(attach),
    )  # fmt: skip
    until = f"until {until_at}" if until_at else "until it is withdrawn"
    say(call, directory, passphrase_file, as_json=as_json, what=f"assures others, {until}")


@app.command(
    epilog="\b\nExamples:\n  detente concern answer RU/PLENARY/9 reassured\n"
    "  detente concern answer RU/PLENARY/9 'not reassured' --reason 'No dates are named.'"
)
def answer(
    ref: Annotated[str, typer.Argument(metavar="REF", help="One's concern, or what was said in answer to it.")],
    word: Annotated[Word, typer.Argument(help="Whether it reassured this party.")],
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; needed where it did not reassure.")
    ] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say whether this party is reassured; what it says later takes the place of this."""
    from detente.home import calls

    call = calls.Send(
        channel=channel_of(ref), body=given(answer=word.value, reason=reason), kind="concern-answer", council=council,
        re=ref, officer=officer,
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what=f"is {word.value}")


@app.command(epilog="\b\nExample:\n  detente concern renew RU/PLENARY/9 --until 2017-12-31T23:59:59Z")
def renew(
    ref: Annotated[str, typer.Argument(metavar="REF", help="An assurance of one's own, or its last renewal.")],
    until_at: Until,
    remark: Annotated[str, typer.Argument(metavar="TEXT", help="A remark.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Give an assurance of one's own for longer."""
    from detente.home import calls

    call = calls.Send(
        channel=channel_of(ref), body=given(until_at=until_at, text=remark), kind="assurance-renewal", council=council,
        re=ref, officer=officer,
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what=f"renews {ref.upper()} until {until_at}")


@app.command(epilog="\b\nExample:\n  detente concern withdraw RU/PLENARY/9 --reason 'The treaty ended.'")
def withdraw(
    ref: Annotated[str, typer.Argument(metavar="REF", help="A concern or an assurance of one's own.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; needed for an assurance.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Withdraw a concern, or an assurance, of one's own."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        kind = client.call(calls.Show(ref=ref, council=council)).act.kind
    concern = kind == "concern"
    call = calls.Send(
        channel=channel_of(ref), body=given(reason=reason), council=council, re=ref, officer=officer,
        kind="concern-withdrawal" if concern else "assurance-withdrawal",
    )  # fmt: skip
    what = f"withdraws the {'concern' if concern else 'assurance'} {ref.upper()}"
    say(call, directory, passphrase_file, as_json=as_json, what=what)


# --- reading ----------------------------------------------------------------------------------------------------------


@app.command("list", epilog="\b\nExample:\n  detente concern list --party ru")
def list_all(
    which: Annotated[Which | None, typer.Option("--only", help="Only these.")] = None,
    party: Party = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what is settled, lapsed or withdrawn.")] = False,
    before: Before = None,
    limit: Limit = 200,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List standing assurances by party with their end and what bears on them, and open concerns."""
    from detente.home import calls

    sort: Any = None if which is None else which.value.removesuffix("s")
    call = calls.ListConcerns(
        council=council, sort=sort, party=party, all=everything, before=before, limit=limit
    )  # fmt: skip
    with client_of(directory, passphrase_file) as client:
        listing = client.call(call)
    if as_json:
        printing.put_json(listing)
        return
    _put_register(listing)


def _put_register(listing: "ConcernsView") -> None:
    from detente.home.replies.concerns import AssuranceView, ConcernView

    assurances = [one for one in listing.items if isinstance(one, AssuranceView)]
    concerns = [one for one in listing.items if isinstance(one, ConcernView)]
    if assurances:
        typer.echo("assurances")
        columns = ("by", "will", "what", "place", "until", "status", "bears on it", "act")
        printing.put_table(columns, (_assurance(one) for one in sorted(assurances, key=_by_party_and_end)))
        typer.echo("that one stands says that it is given, and nothing of what anybody does\n")
    if concerns:
        typer.echo("concerns")
        heads = ("by", "to", "about", "what worries", "would reassure", "status", "act")
        printing.put_table(heads, (_concern(one) for one in concerns))
    if not listing.items:
        typer.echo("no concern is open, and no assurance stands")
    typer.echo(f"by the council's time of {printing.moment(listing.time_at)}")
    printing.put_more(listing.next)


def _by_party_and_end(one: "AssuranceView") -> tuple[str, bool, str]:
    return one.party, one.until_at is None, one.until_at or one.ref


def _assurance(one: "AssuranceView") -> tuple[str, ...]:
    until = printing.moment(one.until_at) if one.until_at else "until it is withdrawn"
    bearing = ", ".join(f"{act.ref} ({act.title})" for act in one.bearing) or "–"
    return one.party.upper(), one.will, _short(one.text), one.place or "–", until, one.status, bearing, one.ref


def _concern(one: "ConcernView") -> tuple[str, ...]:
    to = ", ".join(one.to).upper()
    return one.party.upper(), to, one.about, _short(one.text), _short(one.would_reassure) or "–", one.status, one.ref


def _short(text: str) -> str:
    return " ".join(text.split())[:200]


@app.command("show", epilog="\b\nExample:\n  detente concern show NATO/PLENARY/12")
def show(
    ref: Annotated[str, typer.Argument(metavar="REF", help="Any act of the matter.")],
    language: Language = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show a concern or an assurance with all that was said about it."""
    show_matter(ref, language, directory, council, passphrase_file, as_json=as_json)


# --- parts ------------------------------------------------------------------------------------------------------------


def _within(refs: list[str] | None) -> list[str]:
    """Return references within the council, as bodies carry them."""
    return [ref.rpartition(":")[2].upper() for ref in refs or ()]
