"""`incident account`: a party's own account, with the fields of the form as options."""

from pathlib import Path
from typing import Annotated, Any

import typer

from detente.cli.incident_reading import Matter
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, read_object
from detente.cli.saying import Attach, Spoken, channel_of, files_of, given, say
from detente.errors import Refused

TIME = "RFC 3339 with zone, like 2016-04-12T17:00:00+02:00."
ANSWERS = ("answered", "not answered", "not stated")

Text = Annotated[str, typer.Argument(metavar="TEXT", help="In plain words.")]
From = Annotated[str, typer.Option("--from", metavar="TIME", help="When it began. " + TIME)]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="When it ended. " + TIME)]
Precision = Annotated[
    str,
    typer.Option("--precision", metavar="WORD", help="second, minute, hour, day, month, approximate or unknown."),
]
Stated = Annotated[str, typer.Option("--stated", metavar="TEXT", help="The time as it was said.")]
Zone = Annotated[str, typer.Option("--zone", metavar="TEXT", help="Zone of the time that was said.")]
Body = Annotated[
    Path | None,
    typer.Option("--body", metavar="FILE", help="JSON with any fields (detente kinds incident-account); - for input."),
]
Texts = list[str] | None
Own = Annotated[Texts, typer.Option("--own", metavar="UNIT", help="A unit of one's own; again for more.")]
Other = Annotated[Texts, typer.Option("--other", metavar="UNIT", help="A unit of others; again for more.")]
At = Annotated[str, typer.Option("--at", metavar="POSITION", help="Where: 55.44N 18.94E, or 55°26.4'N, 018°56.4'E.")]
Call = Annotated[
    Texts,
    typer.Option(
        "--call", metavar="'CHANNEL; TEXT; ANSWER'", help="A call made: answered, not answered or not stated; again."
    ),
]
Rule = Annotated[Texts, typer.Option("--rule", metavar="'AGREEMENT; ARTICLE'", help="A rule invoked; again for more.")]


EXAMPLES = (
    "\b\nExamples:\n  detente incident account US/PLENARY/7 'Eleven passes.' --from 2016-04-12T15:00:00Z \\\n"
    "    --precision minute --stated 17:00 --zone local --distance '30 ft' --height '100 ft' --conduct 'Unsafe.' \\\n"
    "    --at \"55°26.4'N, 018°56.4'E\" --datum 'WGS 84' --own 'USS Donald Cook' --other 'Su-24' \\\n"
    "    --call 'VHF channel 16; asked for its intentions; not answered' --rule 'incsea-1972; III'\n"
    "  detente incident account US/PLENARY/7 'As in the file.' --body account.json"
)


def add_to(app: typer.Typer) -> None:
    """Put the command into the group of incidents."""
    app.command("account", epilog=EXAMPLES)(account)


def account(
    ref: Matter,
    text: Text,
    from_at: From = "",
    until_at: Until = "",
    precision: Precision = "",
    stated: Stated = "",
    zone: Zone = "",
    position: At = "",
    datum: Annotated[str, typer.Option("--datum", metavar="TEXT", help="Of the position, like 'WGS 84'.")] = "",
    position_source: Annotated[
        str, typer.Option("--position-source", metavar="TEXT", help="Where the position is from, like 'own log, GPS'.")
    ] = "",
    uncertainty: Annotated[
        int | None, typer.Option("--uncertainty", metavar="METRES", min=0, help="Of the position.")
    ] = None,
    own: Own = None,
    other: Other = None,
    distance: Annotated[
        str, typer.Option("--distance", metavar="'N UNIT'", help="Closest distance: m, km, nmi, yd, ft or mi.")
    ] = "",
    height: Annotated[str, typer.Option("--height", metavar="'N UNIT'", help="Lowest height.")] = "",
    call: Call = None,
    conduct: Annotated[str, typer.Option("--conduct", metavar="TEXT", help="How this party describes it.")] = "",
    manoeuvre: Annotated[
        Texts, typer.Option("--manoeuvre", metavar="TEXT", help="What a unit did, in order; again for more.")
    ] = None,
    indication: Annotated[
        str, typer.Option("--indication", metavar="TEXT", help="Weapon or radar indications, in words.")
    ] = "",
    effect: Annotated[str, typer.Option("--effect", metavar="TEXT", help="Effect on its own operation.")] = "",
    rule: Rule = None,
    asks: Annotated[str, typer.Option("--asks", metavar="TEXT", help="What this party asks for.")] = "",
    corrects: Annotated[
        str, typer.Option("--corrects", metavar="REF", help="The earlier account of this party that it corrects.")
    ] = "",
    body: Body = None,
    language: Spoken = "en",
    attach: Attach = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Give this party's own account of an incident; what is not stated stays blank."""
    from detente.home import calls

    told = [{"order": number, "text": one} for number, one in enumerate(manoeuvre or (), 1)]
    fields = given(
        text=text, closest_distance=length_of(distance), closest_height=length_of(height), conduct=conduct, asks=asks,
        occurred=given(from_at=from_at, until_at=until_at, precision=precision, stated=stated, zone=zone),
        place=_place(position, datum, position_source, uncertainty), own_units=_units(own), other_units=_units(other),
        signals=[_signal(one) for one in call or ()], indications=indication, effect=effect,
        rules=[_rule(one) for one in rule or ()], manoeuvres=told, corrects=corrects.rpartition(":")[2].upper(),
    )  # fmt: skip
    known: dict[str, Any] = {} if body is None else read_object(body, "a JSON object with fields of the kind")
    asked = calls.Send(
        channel=channel_of(ref), body={**known, **fields}, kind="incident-account", council=council, re=ref,
        officer=officer, language=language, attach=files_of(attach),
    )  # fmt: skip
    what = f"gives its account of {ref.upper()}; it stands beside every other"
    say(asked, directory, passphrase_file, as_json=as_json, what=what)


def length_of(text: str) -> dict[str, str]:
    """Return number and unit of a length like `30 ft`, as they were given."""
    number, _, unit = text.strip().partition(" ")
    return given(value=number, unit=unit.strip())


def _place(position: str, datum: str, source: str, uncertainty: int | None) -> dict[str, Any]:
    from detente.council.points import parse_position

    lat, lon = parse_position(position) if position else ("", "")
    return given(lat=lat, lon=lon, datum=datum, source=source, uncertainty_metres=uncertainty, text=position)


def _units(names: Texts) -> list[dict[str, str]]:
    return [{"name": name} for name in names or ()]


def _signal(text: str) -> dict[str, str]:
    channel, *rest = (part.strip() for part in text.split(";"))
    answer = rest[-1].lower() if rest else ""
    if not channel or len(rest) > 2 or answer not in ANSWERS:
        raise Refused(
            "signal-malformed", expected=f"CHANNEL; TEXT; one of {', '.join(ANSWERS)}", got=text[:80],
            remedy="like 'VHF channel 16; asked for its intentions; not answered'",
        )  # fmt: skip
    words = {"answered": "yes", "not answered": "no"}
    return given(channel=channel, text=rest[0] if len(rest) == 2 else "", answered=words.get(answer, answer))


def _rule(text: str) -> dict[str, str]:
    agreement, _, article = text.partition(";")
    return given(agreement=agreement.strip(), article=article.strip())
