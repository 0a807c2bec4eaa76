"""Forms for acts: begun, typed in, kept, found again; nothing is signed here."""

from collections.abc import Mapping
from typing import Annotated

from litestar import Response, get, post
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler
from msgspec.structs import replace

from detente.console.answers import html, redirect
from detente.console.asked import Asked, CouncilName, Id, Named, Ref, Word
from detente.console.door.received import read_form
from detente.console.forms import amending, bounds, delegating, hinting, keeping, making, ruled
from detente.console.forms.agreed_form import FORMAT, NUMBER, PREFIX, REGIME, VERSION, takes_form
from detente.console.forms.delegating import DELEGATION
from detente.console.forms.figures import typed_from
from detente.console.forms.keeping import LANGUAGE, Form
from detente.console.links import Elsewhere, link_to
from detente.console.pages.noticing import NAMES
from detente.console.say import composing
from detente.console.say.composing import received_by, signed_in
from detente.console.view import Console
from detente.console.words.foreign import language as tag_of
from detente.council.agreements import agreements
from detente.council.desks.clearances import ANSWERED
from detente.council.notification.checks import form_of
from detente.council.notification.state import AMENDMENT, NOTIFICATION, TOLD
from detente.errors import Refused
from detente.home.access.sessions import Session
from detente.home.access.state import draw
from detente.languages import current
from detente.languages import gettext as _
from detente.protocol.passkeys import text_of

KindName = Annotated[str, QueryParameter(max_length=64)]
MaybeKind = Annotated[str | None, QueryParameter(max_length=64)]
InFormat = Annotated[str | None, QueryParameter(name="format", max_length=64)]


@get("/act")
async def show_new(
    request: Asked,
    console: Named,
    kind: KindName,
    re: Ref = None,
    dossier: Ref = None,
    about: Ref = None,
    council: CouncilName = None,
    regime: Word = None,
    form: InFormat = None,
    language: Word = None,
) -> Response[str]:
    """Return the way to a new form, which has an address of its own: whoever comes back to it finds what was typed."""
    signed_in(request, console)
    if kind == NOTIFICATION and form is None:
        here = (await composing.framed(console, council)).named or ""
        known = await console.access.host.read(lambda core: agreements(core.context.directory.charter(here)))
        # Where the charter names no agreement, the list of notifications says what can be done instead.
        return redirect(f"{link_to('/say', council)}#agreements" if known else link_to("/notifications", council))
    new = f"/act/{text_of(draw())}"
    figures = {name: text for name, text in request.query_params.items() if name in NAMES} if regime else {}
    named = {
        "kind": kind,
        "re": re,
        "dossier": dossier,
        "about": about,
        "regime": regime,
        "format": form,
        "language": language,
    }
    return redirect(link_to(new, council, **named, **figures))


@get("/act/{form:str}")
async def show_form(
    request: Asked,
    console: Named,
    form: Id,
    kind: MaybeKind = None,
    re: Ref = None,
    dossier: Ref = None,
    about: Ref = None,
    council: CouncilName = None,
    check: Word = None,
    other: Word = None,
    regime: Word = None,
    in_format: InFormat = None,
    language: Word = None,
) -> Response[str]:
    """Return a form as it was typed, or a new one of a kind; with `check` also what is wrong with it."""
    session = signed_in(request, console)
    if kind is not None and await keeping.find(console.access, keeping.check_id(form), session.officer) is None:
        fresh = await _begin(console, session, form, kind, re, dossier, about, council)
        fresh = await composing.with_record(console, fresh, tag_of(language or ""))
        fresh = await _in_form(console, fresh, regime, in_format, dict(request.query_params))
        fresh, prefilled = await _with_delegation(console, fresh)
        begun = await _begun(console, fresh)
        return html(await composing.form_page(console, fresh, {}, begun=begun, prefilled=prefilled))
    kept = await composing.unsent(console, session, form)
    return html(await composing.form_page(console, kept, None if check else {}, other=other or ""))


async def _begin(
    console: Console,
    session: Session,
    name: str,
    kind: str,
    re: str | None,
    dossier: str | None,
    about: str | None,
    council: str | None,
) -> Form:
    """Return a new form; nothing is kept before something is typed."""
    frame = await composing.framed(console, council)
    wanted = making.kind_for_form(kind)
    named, party = frame.council.council, frame.status.party
    typed, carried, channel, _act = await making.begin(console.reader, named, party, wanted, re, dossier, about)
    if wanted.asked and (chosen := await _language(console, session.officer, named)):
        typed.setdefault(LANGUAGE, chosen)
    return Form(
        name, session.officer, named, wanted.name, wanted.title, console.visit.now,
        channel, re or "", dossier or "", typed, carried,
    )  # fmt: skip


async def _language(console: Console, officer: str, council: str) -> str:
    """Return in which language an officer most probably writes, which the form shows: as last time, else as one reads.

    Who reads in a language that the council does not work in most probably writes in another one.
    """
    if last := tag_of(await keeping.last_language(console.access, officer, council)):
        return last
    charter = await console.access.host.read(composing.charter_of(council))
    return current() if not charter.languages or current() in charter.languages else ""


async def _in_form(
    console: Console, form: Form, regime: str | None, name: str | None, figures: Mapping[str, str]
) -> Form:
    """Return a new form as the agreement's form that it holds has it: of an amendment, with what is stated now.

    Args:
        figures: with which it begins where its thresholds were checked before.

    Raises:
        Refused: `regime-unknown`, `regime-format-unknown`.
    """
    kind = making.kind_for_form(form.kind)
    if not takes_form(kind):
        hints = (await composing.around_form(console, form)).hints
        return replace(form, typed={**hinting.begun(hints, making.kind_for_form(form.kind).asked), **form.typed})
    if kind.name == NOTIFICATION:
        charter = await console.access.host.read(lambda core: core.context.directory.charter(form.council))
        pack, found = form_of(charter, regime or "", name or "")
        carried = {**form.carried, REGIME: pack.id, FORMAT: found.name, VERSION: found.version}
        return replace(form, typed={**form.typed, **typed_from(figures, found)}, carried=carried)
    known = (await composing.around_form(console, form)).agreed
    if known is None or known.before is None:
        return form
    return replace(form, typed={**form.typed, **amending.begun(known), **ruled.typed_beside(known)})


async def _with_delegation(console: Console, form: Form) -> tuple[Form, str]:
    """Return a new form with the delegation that it names filled in, and in words from where it is."""
    now = console.access.host.clock.now()
    typed, words = await console.access.host.read(lambda core: delegating.begun(core, form, now))
    return replace(form, typed={**typed, **form.typed}), words


async def _begun(console: Console, form: Form) -> Form | None:
    """Return the newest form of this officer about the same, or None.

    An amendment goes on with the same notification, whatever its number is by now.
    """
    beside = (PREFIX, DELEGATION, *(f"body.{name}" for name in ((NUMBER, *TOLD) if form.kind == AMENDMENT else TOLD)))
    told = {name: text for name, text in form.typed.items() if name.startswith("body.") and not name.startswith(beside)}
    return await keeping.newest_like(console.access, form, lambda one: told.items() <= one.typed.items())


@post("/act/{form:str}", status_code=200)
async def keep_form(request: Asked, console: Named, form: Id) -> Response[str]:
    """Keep what was typed, and go where the button leads: to the preview, back to the form, to a row more or less."""
    received, session = await received_by(request, console)
    typed, do = composing.given(received, form, session), received.one("do", "preview")
    says = making.kind_for_form(typed.kind).asked
    if says and not received.has(LANGUAGE) and (chosen := await _language(console, session.officer, typed.council)):
        # The small forms beside what they concern ask for the words alone; the preview says in which language.
        typed = replace(typed, typed={**typed.typed, LANGUAGE: chosen})
    pressed, refused = await _pressed(console, typed, do)
    kept, apart = await keep_typed(console, pressed)
    if apart:
        return redirect(link_to(f"/act/{kept.id}", other=form))
    if (gone := do.removeprefix(making.UNFILE)) != do:
        await keeping.change_files(
            console.access, kept.id, kept.officer, lambda files: tuple(one for one in files if one.id != gone)
        )
    if console.visit.signed_in is None:
        return redirect(link_to("/sign-in", next=f"/act/{form}"))
    if refused is not None:
        return html(await composing.form_page(console, kept, {}, refusals=[refused]))
    return redirect(_next(form, do))


async def _pressed(console: Console, form: Form, do: str) -> tuple[Form, Refused | None]:
    """Return a form after a button, and why the button did nothing, if so: what was typed is kept in any case."""
    verb, _colon, name = do.partition(":")
    match f"{verb}:":
        case making.ADD:
            around = await composing.around_form(console, form)
            try:
                return bounds.with_another(form, making.kind_for_form(form.kind), around, name), None
            except Refused as error:
                return form, error
        case making.RECORD:
            try:
                return await composing.with_record(console, form), None
            except Refused as error:
                return form, error
        case making.NEWER:
            known = (await composing.around_form(console, form)).agreed
            if known is None:
                return form, None
            return replace(form, typed=ruled.gone_on(known, amending.gone_on(known, form.typed, name), name)), None
        case _:
            return replace(form, typed=making.changed(form.typed, do)), None


async def keep_typed(console: Console, form: Form) -> tuple[Form, bool]:
    """Keep what was typed and return it, and whether it is kept apart: another window had changed or sent the form.

    Raises:
        Refused: `form-sent` where it says nothing that was not sent; `forms-full`, `form-unknown`.
    """
    try:
        return await keeping.keep(console.access, form, form.number), False
    except Refused as error:
        if error.code not in ("form-changed", "form-sent"):
            raise
        known = await composing.mine(console, composing.with_session(console), form.id)
        if known.sent and keeping.says_nothing_new(known, form):
            raise
    apart = replace(form, id=text_of(draw()), number=0, files=known.files)
    return await keeping.keep(console.access, apart, 0), True


def _next(form: str, do: str) -> str:
    if do == "preview":
        return f"/act/{form}/preview"
    verb, _, name = do.partition(":")
    if f"{verb}:" == making.UNFILE:
        return f"/act/{form}#files"
    table = {
        "add": name, "drop": name.rpartition(".")[0], "time": name.partition(":")[0], "newer": PREFIX, "record": "body",
        "more": name, "up": name.partition(":")[0], "down": name.partition(":")[0],
    }.get(verb)  # fmt: skip
    return f"/act/{form}?kept=1" if table is None else f"/act/{form}#f-{table.replace('.', '-')}"


@get("/forms")
async def show_forms(request: Asked, console: Named, council: CouncilName = None) -> Response[str]:
    """Return the forms that this officer began and has not sent."""
    session = signed_in(request, console)
    mine = await keeping.listed(console.access, session.officer)
    frame = await console.frame(council)
    page = console.render(
        "forms.html",
        frame,
        title=_("Forms"),
        mine=mine,
        answering=ANSWERED,
        json_command=console.command("clearance", "list", "--asked-of", session.officer, "--json"),
    )
    return html(page)


@post("/act/{form:str}/discard")
async def discard(request: Asked, console: Named, form: Id) -> Response[str]:
    """Forget a form."""
    await read_form(request, console.visit.secret)
    await keeping.discard(console.access, keeping.check_id(form), console.visit.held().officer)
    raise Elsewhere("/forms")


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_new, show_form, keep_form, show_forms, discard)
