"""What is checked before a notification is signed, and of every one that arrives: the same code for both."""

from collections.abc import Mapping
from typing import Any

from detente.council.kinds import text_of
from detente.council.terms import pack_of
from detente.errors import Refused
from detente.protocol.charter import Charter
from detente.regimes.form import Format
from detente.regimes.forms import check
from detente.regimes.pack import Pack


def form_of(charter: Charter, regime: str, name: str, version: object = None) -> tuple[Pack, Format]:
    """Return an agreement of the charter and one of its forms.

    Args:
        version: of the form, as a draft names it; None for the one that there is.

    Raises:
        Refused: those of `pack_of`, `regime-format-unknown`, `regime-format-version`.
    """
    pack = pack_of(charter, regime, "detente council amend, or --regime of one that it names")
    wanted = version if isinstance(version, int) and not isinstance(version, bool) else None
    return pack, pack.format(name, wanted)


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
