"""Catalogs as translators write them, each read once, when somebody first speaks its language.

No compiled file is kept beside them: what is shown is what was reviewed.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Final

from msgspec import Struct

from detente.languages.sentences import Sentences
from detente.log import log_of

ENGLISH: Final = "en"
AVAILABLE: Final = {ENGLISH: "English", "fr": "français", "ru": "русский", "uk": "українська"}
"""Languages by their own names, in the order in which they are offered. A new one is a line here and its catalog."""

log = log_of("languages")


class Catalog(Struct, frozen=True):
    """What a language says.

    Args:
        texts: each English text with its translation.
        sentences: those of them in which something is left open.
    """

    texts: NullTranslations
    sentences: Sentences


NOTHING: Final = Catalog(NullTranslations(), Sentences(()))


@cache
def catalog(language: str) -> Catalog:
    """Return what a language says; nothing for English, and where the catalog is broken, of which the log speaks.

    Args:
        language: one of `AVAILABLE`.
    """
    if language == ENGLISH:
        return NOTHING
    try:
        return parse_catalog(source(language), language)
    except (OSError, ValueError):
        log.exception("catalog-broken", language=language, shown="English")
        return NOTHING


def source(language: str) -> bytes:
    """Return a catalog's file as it stands.

    Raises:
        OSError: there is none.
    """
    return files("detente.languages").joinpath("catalogs", f"{language}.po").read_bytes()


def parse_catalog(data: bytes, language: str) -> Catalog:
    """Return what a catalog says; texts that are empty, or marked as doubtful, say nothing.

    Raises:
        ValueError: it is no catalog, or the rule of its plurals is none.
    """
    # Only those who speak another language than English wait for this.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        read = read_po(BytesIO(data), locale=language, abort_invalid=True)
    except PoFileError as fault:
        raise ValueError(f"line {fault.lineno}: {fault}") from None
    compiled = BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    ids = ((one.id, "") if isinstance(one.id, str) else one.id for one in read if one.id and not one.context)
    return Catalog(GNUTranslations(compiled), Sentences((first, many) for first, many in ids))
