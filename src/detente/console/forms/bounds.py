"""How large a form may become: what a page shows has to come back whole, before anything that was typed is lost."""

from typing import Final

from msgspec.structs import replace

from detente.console.forms.agreed_form import PREFIX
from detente.console.forms.controls import ROWS, Control, Shape, rows_of
from detente.console.forms.envelope import Surroundings
from detente.console.forms.keeping import Form
from detente.console.forms.making import Parts, parts_of
from detente.console.forms.tongues import TONGUES, TONGUES_MAX
from detente.council.kinds import Kind
from detente.errors import Refused
from detente.limits import BODY_ITEMS_MAX, FORM_FIELDS_MAX, FORM_ROWS_MAX

HIDDEN_FIELDS: Final = 40
"""Fields of a form that nobody types in, and those round the body; with room."""


def with_another(form: Form, kind: Kind, around: Surroundings, table: str) -> Form:
    """Return a form with one row more in a table.

    Raises:
        Refused: `form-large` where that row would not come back from a browser, or the act could not hold it.
    """
    most = TONGUES_MAX if table == TONGUES else FORM_ROWS_MAX if table.startswith(f"{PREFIX}.") else BODY_ITEMS_MAX
    rows = rows_of(table, form.typed) + 1
    if rows > most:
        raise Refused(
            "form-large", expected=f"at most {most:,} rows in one table of a form", got=f"{rows:,}",
            remedy="what was typed is kept; say the rest in another act",
        )  # fmt: skip
    more = replace(form, typed={**form.typed, f"{ROWS}:{table}": str(rows)})
    check_size(parts_of(more, kind, around, {}))
    return more


def check_size(parts: Parts) -> None:
    """Be silent where a form comes back whole from a browser.

    Raises:
        Refused: `form-large`.
    """
    fields = HIDDEN_FIELDS + sum(map(_fields_in, parts.all))
    if fields > FORM_FIELDS_MAX:
        raise Refused(
            "form-large", expected=f"at most {FORM_FIELDS_MAX:,} fields in one form on a page", got=f"{fields:,}",
            remedy="what was typed is kept; say the rest in another act, or by command: detente notify --help",
        )  # fmt: skip


def _fields_in(one: Control) -> int:
    own = len(one.choices) if one.shape is Shape.CHECKS else 1
    return own + sum(map(_fields_in, one.parts))
