"""The assessment's texts in the language spoken now: a document is prose, written anew for whoever reads it.

They stand in the catalogs under a context of their own. Most are short, `{one} on {other}`: among the others they would
be taken for the text of any sentence that looks like one (`detente.languages.sentences`). Nothing that is hashed, kept
or given to programs is made of them: there English is spoken.

Source: docs/decisions/0027-languages.md.
"""

from datetime import date
from typing import Final

from detente import languages
from detente.languages import noted
from detente.languages.dates import day_of

__all__ = ["CONTEXT", "day_said", "gettext", "ngettext", "noted", "quoted"]

CONTEXT: Final = "assessment"


def gettext(message: str) -> str:
    """Return a text of the assessment; a word that it has from elsewhere, like a state of a duty, as it is there."""
    found = languages.pgettext(CONTEXT, message)
    return found if found != message else languages.gettext(message)


def quoted(name: str) -> str:
    """Return a name in the marks of quotation of the language spoken now."""
    return gettext("“{name}”").format(name=name)


def day_said(text: str) -> str:
    """Return the day of a date or a time in words; what begins with no day stands as it was given."""
    try:
        return day_of(date.fromisoformat(text[:10]))
    except ValueError:
        return text


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form of a text that goes with a number."""
    return languages.npgettext(CONTEXT, one, many, number)
