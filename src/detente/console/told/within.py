"""What of a matter is offered to who is signed in: of what is said of officers, only what their own rank lets them."""

from msgspec.structs import replace

from detente.console.view import Console
from detente.home.access.vouching import VOUCHING, may_vouch
from detente.home.replies import DossierShown, NextActView
from detente.node.core import Core


async def within_rights(console: Console, shown: DossierShown) -> DossierShown:
    """Return a matter with what is offered in it, without what would be refused to this officer in a session."""
    session, council = console.visit.signed_in, shown.dossier.council
    if session is None or not any(one.kind in VOUCHING for one in shown.next_acts):
        return shown
    at = console.access.host.clock.now()

    def look(core: Core) -> list[NextActView]:
        return [one for one in shown.next_acts if may_vouch(core, council, session.officer, one.kind, one.re, at)]

    return replace(shown, next_acts=await console.access.host.read(look))
