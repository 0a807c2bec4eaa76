"""From an incident to its paper: every word and order settled here, so that the typesetter adds room and ink only.

What is said of it stands in the language of the page that asked for it; in English where a command did.
"""

import asyncio
import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from detente.clock import rfc3339
from detente.council.incident.geometry import Geometry
from detente.council.incident.sheet import when_in_words
from detente.council.incident.state import proposed_as
from detente.council.kinds import unofficial_of
from detente.council.papers.legible import legible, one_line
from detente.council.registry import KINDS
from detente.council.said import Said
from detente.home.calls.maps import PrintIncident
from detente.home.host import Host
from detente.home.incident_maps import file_name, pictured
from detente.home.incident_pictures import heads_in_words
from detente.home.incidents import Encounter
from detente.home.replies.acts import ActView
from detente.home.replies.maps import DrawnView
from detente.home.views import Viewer
from detente.languages import ENGLISH, current, ngettext, noted, ours, pgettext, said
from detente.languages import gettext as _
from detente.maps.picture import Picture
from detente.maps.render import WIDE, render_svg
from detente.maps.wording import about, between, both, clock, day
from detente.node.core import Core
from detente.protocol.acts import NODE_KINDS
from detente.tracks.approach import Approach

BESIDE_MAX: Final = 3
"""Accounts in one table; more stand in tables below each other."""
METHOD: Final = (
    noted(
        "Made by one party's node from the signed acts that it holds; every other member's node makes the same of the "
        "same acts, but for files that are still on their way. Each act that stands here can be proven: detente "
        "evidence export --dossier."
    ),
    noted(
        "Accounts stand as given. A difference is found by comparing what accounts state, within the precision that "
        "each states; it is put as a question to all, and no distance is a limit."
    ),
    noted(
        "A nearest approach is computed from files of positions, on the ellipsoid WGS 84, along the shortest way "
        "between positions; its uncertainty is the sum of what is stated. Reconstructed is what nobody recorded."
    ),
    noted("What parties said is in their own languages. Times are in UTC."),
)


async def print_incident(host: Host, call: PrintIncident) -> DrawnView:
    """Return an incident as a PDF.

    Raises:
        Refused: `reference-unknown`, `council-unknown`, `incident-unknown`, `layers-many`, `layer-source`,
            `file-unreadable`. Malformed: `layer-malformed`, `layer-size`.
    """
    from detente.home.papers.incident import render_incident
    from detente.home.papers.picture import PAPER_FACES

    found, picture, computed, as_of = await pictured(host, call.ref, call.council, call.layers)
    known = await host.read(lambda core: _known(core, found))
    drawn = "" if picture.empty else await asyncio.to_thread(render_svg, picture, WIDE, PAPER_FACES)
    sheet = {
        **_frame(picture), **_head(found, picture, known), "map": drawn, "map-words": _words(picture),
        "accounts": list(_accounts(found, known)), "differences": list(_differences(known)),
        "sections": [one for one in _sections(found, computed, known) if one["rows"]],
        "receipts": [_receipt(one) for one in known["acts"]],
        "method": [_(one) for one in METHOD],
        "heads": [
            [origin, ngettext("1 entry", "{n} entries", size).format(n=size), root]
            for origin, (size, root) in sorted(found.heads.items())
        ],
    }  # fmt: skip
    data = await asyncio.to_thread(render_incident, sheet, as_of)
    return DrawnView(
        as_of=rfc3339(as_of), heads=found.heads, incident=found.ref, name=f"{file_name(found.ref)}.pdf",
        media_type="application/pdf", file=base64.b64encode(data).decode(), positions=len(picture.positions),
        tracks=len(picture.paths), layers=len(picture.layers), remark=picture.remarks,
    )  # fmt: skip


def _known(core: Core, found: Encounter) -> dict[str, Any]:
    """Return what the record says of an incident beside its files: its sheet, and its acts with their receipts."""
    folded = core.folding.folded(found.council, found.ref)
    sheet = folded.sheet(core.folding.journal_of(folded))
    charter = core.context.directory.charter(found.council)
    viewer = Viewer(core)
    rows = core.context.store.acts(found.council, dossier=found.ref)
    views = {one.ref: viewer.act(one, sequence) for sequence, one in rows if one.kind not in NODE_KINDS}
    return {
        "council": one_line(charter.title), "facts": sheet.facts, "status": sheet.status,
        "data": sheet.data, "acts": [views[act.ref] for act in folded.acts if act.ref in views],
    }  # fmt: skip


def _frame(picture: Picture) -> dict[str, Any]:
    """Return what stands on every page, and the words of the template."""
    from detente.home.papers.sheet import frame_of

    return {
        **msgspec.to_builtins(frame_of(rehearsal=picture.rehearsal, drill=picture.drill)),
        "words": {
            "kind": _("Incident, as each side tells it"),
            "reported": _("What is reported"),
            "accounts": _("Accounts, beside each other"),
            "accounts-note": _("As given, in force at the time of this paper. They are never merged, and nothing here "
                               "says who is right."),
            "differs": _("What differs, as questions to all who stated it"),
            "differs-head": [_("About"), _("Question")],
            "holds": _("Who holds which act, and since when"),
            "holds-note": _("A time is that of the first receipt of a rung, in UTC. Stored: a node holds it. "
                            "Acknowledged: a person has read it. Receipt is not agreement."),
            "holds-head": [_("Act"), _("What it is"), _("Held by")],
            "made": _("How this paper was made"),
        },
    }  # fmt: skip


def _head(found: Encounter, picture: Picture, known: Mapping[str, Any]) -> dict[str, Any]:
    data = known["data"]
    report = found.state.report
    as_of = _("{time}, the record's own time").format(time=picture.as_of)
    facts = [(_("Stands"), known["status"]), *known["facts"], (noted("as of"), as_of)]
    return {
        "council": known["council"], "ref": found.ref, "title": picture.title,
        "facts": [[_capital(said(name)), one_line(said(text))] for name, text in facts],
        "summary": _passage(data["text"], report.language if report else "", "") if data["text"] else None,
        "record": ours(heads_in_words(found.heads)),
    }  # fmt: skip


def _words(picture: Picture) -> str:
    """Return what the map shows, for who does not see it."""
    told = [f"{one.side}: {one.name}, {said(one.basis)}" for one in picture.paths]
    told += [f"{one.side}: {one.what}" for one in picture.positions]
    return ": ".join((_("Map"), f"{picture.title}. {'; '.join(told[:20])}"))


def _passage(text: str, language: str, note: str) -> dict[str, str]:
    from detente.home.papers.incident import passage

    return passage(text, language, note)


# --- accounts ---------------------------------------------------------------------------------------------------------


def _accounts(found: Encounter, known: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield tables of accounts beside each other: in their words, then row by row what each states."""
    accounts = found.state.accounts
    told = {one["ref"]: one for one in known["data"]["accounts"]}
    for at in range(0, len(accounts), BESIDE_MAX):
        some = accounts[at : at + BESIDE_MAX]
        rows: list[list[Any]] = [
            [_("Given"), *(_given(told[act.ref]) for act in some)],
            [_("In its words"), *(_passage(told[act.ref]["text"], act.language, _translated(act)) for act in some)],
        ]
        for one in known["data"]["differences"]:
            by = {each["ref"]: _stated(each) for each in one["stated"]}
            rows.append([_what(one), *(by.get(act.ref) or _("not stated") for act in some)])
        yield {"head": ["", *(one_line(told[act.ref]["voice"]) for act in some)], "rows": rows}


def _given(told: Mapping[str, Any]) -> str:
    out = told["published"]
    parts = [told["ref"], told["claimed_at"], out.get("source", _("its own word")), said(out.get("basis", ""))]
    return one_line(" · ".join(part for part in parts if part))


def _translated(act: Said) -> str:
    """Return what an author put beside its own words in the language of this paper, else in English: unofficial."""
    found = unofficial_of(act.body)
    text = None if act.language.startswith(current()) else found.get(current(), found.get(ENGLISH))
    return "" if text is None else ": ".join((_("unofficial translation"), legible(text)))


def _what(row: Mapping[str, Any]) -> str:
    """Return what a row is of: a name that a party gave stands as it came."""
    return _capital(row["what"] if row["named"] else said(row["what"]))


def _stated(found: Mapping[str, Any]) -> str:
    text, derived = said(found["stated"]) if found["ours"] else found["stated"], found["derived"]
    return one_line(f"{text} (= {derived})" if derived and derived not in text else text)


def _differences(known: Mapping[str, Any]) -> Iterator[list[str]]:
    for one in known["data"]["differences"]:
        for question in one["questions"]:
            yield [_what(one), one_line(ours(question))]


# --- what follows -----------------------------------------------------------------------------------------------------


def _sections(found: Encounter, computed: Geometry, known: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    data = known["data"]
    when, by, what = _("When"), pgettext("author", "By"), _("What")
    yield _section(_("Line of time of all accounts"), (when, by, what), "waw", _moments(data["timeline"]),
                   _("Moments without a stated time stand last."))  # fmt: skip
    yield _section(_("Signals and calls of which an account says that they were not answered"), (when, by, what), "waw",
                   _moments(data["unanswered"]))  # fmt: skip
    yield _section(_("Files"), (_("Whose"), what, _("SHA-256, and how far it is here")), "aww", list(_files(found)))
    yield _section(_("Nearest approaches, computed from files"),
                   (_("Between"), _("Distance"), _("When, and from what")), "waw", list(_nearest(computed)),
                   _("As the files have it. No distance is a limit."))  # fmt: skip
    yield _section(_("Questions and replies"), (by, _("To"), _("Question"), _("Reply")), "aaww",
                   [_question(one) for one in data["questions"]])  # fmt: skip
    for one in data["facts"]:
        rows = [
            [said(proposed_as(name, one["outcome"])), one_line(text)]
            for name in ("agreed", "disputed", "unanswered")
            for text in one[name]
        ]
        heading = _("Joint statement of facts, proposed in {ref}: {outcome}")
        note = " ".join((_who(one), _("A fact is agreed only where every party concerned has consented.")))
        yield _section(heading.format(ref=one["ref"], outcome=said(one["outcome"])), (_("As"), _("Fact")), "aw", rows,
                       note)  # fmt: skip
    for name, heading in (("measures", _("Measures, proposed")), ("closures", _("Closure, proposed"))):
        rows = [[one["party"].upper(), said(one["outcome"]), one_line(one["text"]), _who(one)] for one in data[name]]
        yield _section(heading, (by, _("Stands"), what, _("Word of each")), "aaww", rows)


def _section(
    heading: str, head: Sequence[str], columns: str, rows: Sequence[Sequence[Any]], note: str = ""
) -> dict[str, Any]:
    """Return a table; of the columns `w` share the width that `a` leave."""
    return {"heading": heading, "head": list(head), "columns": [one == "w" for one in columns],
            "rows": [list(row) for row in rows], "note": note}  # fmt: skip


def _moments(found: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    return [
        [
            one_line(said(when_in_words(one["at"], one["stated"], one["day"]))),
            one_line(one["voice"]),
            one_line(one["text"]),
        ]
        for one in found
    ]


def _files(found: Encounter) -> Iterator[list[str]]:
    for one in found.files:
        file = one.said
        what = " · ".join(part for part in (
            file.attachment, file.what, said(file.sort),
            said(file.basis) if file.basis else _("whether it was recorded is not stated"),
            _("from {source}").format(source=file.derived_from) if file.derived_from else "", file.ref,
        ) if part)  # fmt: skip
        here = _("read") if not one.code else ours(one.why)
        differs = "; " + _("the bytes have another hash than the act states") if one.differs else ""
        # A hash has no place to break a line but between its halves.
        digest = one.sha256 or file.sha256
        shown = f"{digest[:32]} {digest[32:]}" if digest else _("no hash stated")
        yield [one_line(file.voice), one_line(what), one_line(f"{shown} · {here}{differs}")]


def _nearest(computed: Geometry) -> Iterator[list[str]]:
    for one in computed.met:
        near = one.found
        if isinstance(near, Approach):
            basis = _("reconstructed") if one.reconstructed else _("recorded")
            when = _("{time} · files of {whose}, {how}").format(
                time=f"{day(near.at)} {clock(near.at)}", whose=one.scope, how=basis
            )
            least = ours(between(near.distance_m, near.uncertainty_m, near.least_m))
            names = _("%(one)s and %(other)s") % {
                "one": one.first.named(near.first.name),
                "other": one.second.named(near.second.name),
            }
            known = f"{both(near.distance_m)} {ours(about(near.uncertainty_m))}"
            yield [one_line(names), "; ".join(filter(None, (known, least))), one_line(when)]


def _question(one: Mapping[str, Any]) -> list[str]:
    replies = "; ".join(
        f"{each['party'].upper()}, {said(each['answer'])}: {each['text']} ({each['ref']})" for each in one["replies"]
    )
    return [
        one["party"].upper(),
        ", ".join(one["to"]).upper(),
        one_line(f"{one['text']} ({one['ref']})"),
        one_line(replies) or _("none yet"),
    ]


def _who(one: Mapping[str, Any]) -> str:
    return "; ".join(f"{side.upper()} {said(word)}{_why(one, side)}" for side, word in one["words"].items()) + "."


def _why(one: Mapping[str, Any], side: str) -> str:
    why = [f"{each['ref']}: {legible(each['text'])}" for each in one["objections"] if each["party"] == side]
    return f" ({'; '.join(why)})" if why else ""


def _receipt(act: ActView) -> list[str]:
    """Return who holds an act by the first receipt of each, those of one time together."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in act.received:
        found.setdefault((one.rung, one.at or _("at a time not proven")), []).append(one.party.upper())
    held = [f"{said(rung)} {at}: {', '.join(parties)}" for (rung, at), parties in found.items()]
    title = said(KINDS[act.kind].title) if act.kind in KINDS else act.kind
    return [act.ref, f"{act.party.upper()}: {title}", "; ".join(held) or _("no receipt here")]


def _capital(text: str) -> str:
    return one_line(text[:1].upper() + text[1:])
