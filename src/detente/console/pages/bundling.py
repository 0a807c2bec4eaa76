"""Evidence as a file, by a form of the officer who opens it: of one act at once; of a whole matter once it is made."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

from litestar import Response, get, post
from litestar.params import PathParameter, QueryParameter
from litestar.types import ControllerRouterHandler

from detente.console.answers import ZIP, attached, file_name_of, html, redirect, reference_of
from detente.console.asked import Asked, CouncilName, Named, Part
from detente.console.door.visit import again
from detente.console.links import link_to, story_of
from detente.console.pages.downloads import hand_over
from detente.console.say.composing import received_by
from detente.console.view import Console
from detente.errors import DetenteError, Fault, Refused
from detente.home import outgoing
from detente.home.access.rights import speaking
from detente.home.access.state import draw
from detente.home.calls import ExportDossier, ExportEvidence, ShowDossier
from detente.home.replies import BundleView
from detente.languages import gettext as _
from detente.limits import BUNDLES_KNOWN_MAX, OUTGOING_MAX, OUTGOING_SECONDS_MAX
from detente.log import log_of
from detente.node.folder import Folder
from detente.protocol.passkeys import text_of

BundleName = Annotated[str | None, QueryParameter(max_length=64)]
FileName = Annotated[str, PathParameter(max_length=72)]
ENDING: Final = ".zip"
LOOK_AGAIN_SECONDS: Final = 2
"""How often the page of a bundle that is being made asks again, also without a script."""

log = log_of("console")


@dataclass(slots=True)
class Bundle:
    """A bundle that somebody asked for.

    Args:
        officer: whose it is: nobody else gets it.
        made: what it holds, once it is made; `problem` why there is none; `given` all of it was handed over.
    """

    id: str
    council: str
    dossier: str
    officer: str
    path: Path
    made: BundleView | None = None
    problem: DetenteError | None = None
    given: bool = False
    ends: asyncio.TimerHandle | None = None

    @property
    def over(self) -> bool:
        """Say if nothing of it lies ready or is made: it came to nothing, or was handed over."""
        return self.given or self.problem is not None

    async def blocks(self) -> AsyncIterator[bytes]:
        """Yield its bytes; once the last is on its way it lies nowhere, and until then it can be asked for again."""
        async for block in outgoing.blocks(self.path.open("rb")):
            yield block
        # Comes back when the connection has taken all before it; where that broke off, this task is ended meanwhile.
        yield b""
        await asyncio.sleep(0)
        self.given = True
        self.path.unlink(missing_ok=True)


@dataclass(slots=True)
class Bundles:
    """The bundles of one node's pages; what lay ready goes with the process."""

    folder: Folder
    known: dict[str, Bundle] = field(default_factory=dict)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self, console: Console, bundle: Bundle, *, files: bool) -> None:
        """Make a bundle in the background, and forget it after its time.

        Raises:
            Refused: `bundles-many`.
        """
        over = [one.id for one in self.known.values() if one.over]
        if len(self.known) - len(over) >= OUTGOING_MAX:
            raise Refused(
                "bundles-many", expected=f"at most {OUTGOING_MAX} bundles that are made or lie ready", got="one more",
                remedy="fetch one of yours, or wait: what nobody fetches is removed",
            )  # fmt: skip
        for name in over[: max(0, len(self.known) + 1 - BUNDLES_KNOWN_MAX)]:
            self.forget(name)
        self.known[bundle.id] = bundle
        task = asyncio.get_running_loop().create_task(self._make(console, bundle, files=files))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _make(self, console: Console, bundle: Bundle, *, files: bool) -> None:
        call = ExportDossier(
            bundle.dossier, str(bundle.path), files=files, council=bundle.council, officer=bundle.officer
        )
        try:
            async with self._one:
                bundle.made = await console.reader.ask(call)
        except DetenteError as error:
            bundle.problem = error
        except Exception:
            # Nobody awaits the task: the page tells that it came to nothing.
            log.exception("bundle-failed", dossier=bundle.dossier)
            bundle.problem = Fault("our-mistake", expected="a bundle", got="a mistake of ours", remedy="see the log")
        bundle.ends = asyncio.get_running_loop().call_later(OUTGOING_SECONDS_MAX, self.forget, bundle.id)

    def of(self, name: str, officer: str) -> Bundle:
        """Return an officer's bundle.

        Raises:
            Refused: `bundle-unknown`.
        """
        found = self.known.get(name)
        if found is None or found.officer != officer:
            raise Refused(
                "bundle-unknown", expected="a bundle of yours that lies ready", got=name[:48],
                remedy="it was removed after its time, or is another's: prepare it anew from the dossier's page",
            )  # fmt: skip
        return found

    def forget(self, name: str) -> None:
        """Remove a bundle, and its file where it was not handed over."""
        found = self.known.pop(name, None)
        if found is not None:
            found.path.unlink(missing_ok=True)
            if found.ends is not None:
                found.ends.cancel()


@post("/acts/{party:str}/{channel:str}/{entry:str}/evidence.zip", status_code=200)
async def hand_out(
    request: Asked, console: Named, party: Part, channel: Part, entry: Part, council: CouncilName = None
) -> Response[bytes]:
    """Return the evidence of one act: it is noted in `own` that it was opened to strangers, and by whom.

    Raises:
        Refused: `form-foreign`, `signed-out`, `officer-not-accredited`; the codes of `proofs.export`.
    """
    _received, session = await received_by(request, console)
    frame, ref = await console.seated(council), reference_of(party, channel, entry)
    named = frame.council.council
    async with speaking(console.access, session, named) as (officer, _speaks):
        found = await console.reader.ask(ExportEvidence(ref, council=named, disclose=True, officer=officer))
    return attached(base64.b64decode(found.file), file_name_of(ref), ZIP)


@get("/dossiers/{party:str}/{channel:str}/{entry:str}/evidence")
async def show_bundle(
    request: Asked,
    console: Named,
    party: Part,
    channel: Part,
    entry: Part,
    bundle: BundleName = None,
    council: CouncilName = None,
) -> Response[str]:
    """Return what the bundle of a matter will open to whoever has it; then, how far it is; and how it is checked."""
    frame = await console.frame(council)
    ref, named = reference_of(party, channel, entry), frame.named
    session = console.visit.signed_in
    mine = None
    if bundle is not None and session is not None:
        mine = bundles_of(request).of(bundle, session.officer)
    matter = (await console.reader.ask(ShowDossier(ref, council=named, most=1))).dossier
    told = mine.made if mine is not None and mine.made else await console.reader.ask(ExportDossier(ref, council=named))
    if mine is not None and mine.made:
        # It may have been made while this was read.
        told = mine.made
    page = console.render(
        "bundle.html",
        frame,
        title=_("Evidence of {dossier}").format(dossier=matter.dossier),
        matter=matter,
        told=told,
        mine=mine,
        form=text_of(draw()),
        file_name=file_name_of(f"dossier-{matter.dossier}"),
        minutes=OUTGOING_SECONDS_MAX // 60,
        json_command=console.command(
            "evidence", "export", "--dossier", matter.dossier, "-o", file_name_of(f"dossier-{matter.dossier}"), "--json"
        ),
    )
    waiting = mine is not None and mine.made is None and mine.problem is None
    return html(page, LOOK_AGAIN_SECONDS, again(console.visit.place)) if waiting else html(page)


@post("/dossiers/{party:str}/{channel:str}/{entry:str}/evidence")
async def make_bundle(
    request: Asked, console: Named, party: Part, channel: Part, entry: Part, council: CouncilName = None
) -> Response[str]:
    """Begin to make a bundle, once a page: it is noted in `own` that it was opened to strangers, and by whom.

    Raises:
        Refused: `signed-out`, `officer-not-accredited`, `bundles-many`.
    """
    received, _session = await received_by(request, console)
    frame = await console.seated(council)
    about, named, session = reference_of(party, channel, entry), frame.council.council, console.visit.session
    async with speaking(console.access, session, named) as (officer, _speaks):
        ref = (await console.reader.ask(ShowDossier(about, council=named, most=1))).dossier
        bundles, name = bundles_of(request), _name(officer, ref.dossier, received.one("form"))
        if name not in bundles.known:
            path = outgoing.fresh(console.access.host.folder)
            bundle = Bundle(name, named, ref.dossier, officer, path)
            bundles.begin(console, bundle, files=received.one("files") == "1")
    return redirect(link_to(f"{story_of(ref.dossier)}/evidence", frame.in_links, bundle=name))


@get("/dossiers/{party:str}/{channel:str}/{entry:str}/evidence/{name:str}")
async def fetch_bundle(
    request: Asked, console: Named, party: Part, channel: Part, entry: Part, name: FileName
) -> Response[Any]:
    """Return a bundle to who asked for it, once; a download that broke off is begun anew.

    Raises:
        Refused: `signed-out`, `bundle-unknown`.
    """
    found = bundles_of(request).of(name.removesuffix(ENDING), console.visit.held().officer)
    if found.made is None or found.given or found.dossier != reference_of(party, channel, entry):
        raise Refused(
            "bundle-unknown", expected="a bundle that lies ready", got="one that was fetched, or is not made yet",
            remedy="prepare it anew from the dossier's page",
        )  # fmt: skip
    return hand_over(found.blocks(), found.made.size_bytes or 0, file_name_of(f"dossier-{found.dossier}"))


def bundles_of(request: Asked) -> Bundles:
    """Return the bundles of the pages that were asked."""
    found: Bundles = request.app.state.bundles
    return found


def _name(officer: str, dossier: str, form: str) -> str:
    """Return by what a second press of the same button is known."""
    return hmac.new(form.encode(), f"{officer}\0{dossier}".encode(), hashlib.sha256).hexdigest()


HANDLERS: tuple[ControllerRouterHandler, ...] = (hand_out, show_bundle, make_bundle, fetch_bundle)
