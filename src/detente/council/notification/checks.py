"""What is checked before a notification is signed, and of every one that arrives: the same code for both."""

from collections.abc import Mapping
from typing import Any, Final

from detente.council.kinds import Place, text_of
from detente.council.said import Said
from detente.council.settings import fits
from detente.council.terms import pack_of
from detente.errors import Refused
from detente.protocol.charter import Charter
from detente.regimes.form import Format
from detente.regimes.forms import check
from detente.regimes.pack import Pack

_ADOPT: Final = "detente council amend, or --regime of one that it names"


def form_of(charter: Charter, regime: str, name: str, version: object = None) -> tuple[Pack, Format]:
    """Return an agreement of the charter and one of its forms.

    Args:
        version: of the form, as a draft names it; None for the one that there is.

    Raises:
        Refused: those of `pack_of`, `regime-format-unknown`, `regime-format-version`.
    """
    pack = pack_of(charter, regime, _ADOPT)
    wanted = version if isinstance(version, int) and not isinstance(version, bool) else None
    return pack, pack.format(name, wanted)


def check_told(charter: Charter, act: Said) -> Refused | None:
    """Return why a notification does not count whatever its form has: who tells it is not bound, or not all read it.

    A return that not everybody reads would meet nothing at whoever does not, so it counts nowhere.
    """
    regime = text_of(act.body, "regime")
    try:
        pack = pack_of(charter, regime, _ADOPT, between=(act.party,))
    except Refused as reason:
        return reason
    form = pack.formats.get(text_of(act.body, "format"))
    if form is not None and form.yearly and not fits(Place.EVERYBODY, charter, act.channel):
        return Refused(
            "return-channel", expected="a channel that every party reads, for a return of a year", got=act.channel,
            remedy="say it with --channel",
        )  # fmt: skip
    return None


def findings(
    charter: Charter, body: Mapping[str, Any], fields: Mapping[str, Any], language: str = "en"
) -> list[Refused]:
    """Return all that is wrong with a notification, in the order of its form; nothing where it may be signed.

    Args:
        body: of its first act.
        fields: as filled in, or as an amendment leaves them.
    """
    try:
        pack, form = form_of(charter, text_of(body, "regime"), text_of(body, "format"), body.get("version"))
    except Refused as reason:
        return [reason]
    return check(form, fields, pack, language, nil=body.get("nil") is True)
