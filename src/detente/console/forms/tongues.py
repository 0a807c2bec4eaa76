"""One text in several languages: the author's own, and beside it what the author calls unofficial translations.

Any kind whose body has a text can carry them, as `unofficial` by language: lists, papers and pages show them below the
original, which alone is the act's text.
"""

from collections.abc import Mapping
from typing import Any, Final

from detente.console.forms.bodies import Errors, wrong_tag
from detente.console.forms.controls import LONG_ROWS, Control, Shape, Typed, language_of, rows_of
from detente.console.forms.wording import too_long
from detente.council.kinds import Kind, Sort, unofficial_of
from detente.languages import gettext as _

TONGUES: Final = "tongues"
TEXT, CARRIED = "text", "unofficial"
TONGUES_MAX: Final = 16


def has_tongues(kind: Kind) -> bool:
    """Say if a kind's body has one text that can stand in several languages."""
    text = kind.asked.get(TEXT)
    return text is not None and text.sort is Sort.TEXT and not text.many and not text.choices


def tongues_of(kind: Kind, typed: Typed, errors: Mapping[str, str]) -> Control | None:
    """Return the rows in which other languages are typed, or None where a kind has no text."""
    if not has_tongues(kind):
        return None
    most = kind.asked[TEXT].characters_max
    rows = tuple(
        Control(f"{TONGUES}.{number}", _("Translation {n}").format(n=number + 1), Shape.GROUP, False,
                parts=_row(f"{TONGUES}.{number}", number + 1, typed, errors, most))
        for number in range(min(rows_of(TONGUES, typed), TONGUES_MAX))
    )  # fmt: skip
    return Control(TONGUES, _("In other languages"), Shape.TABLE, False, parts=rows, error=errors.get(TONGUES, ""))


def _translation(number: int) -> str:
    return _("Unofficial translation {number}").format(number=number)


def _language(number: int) -> str:
    return _("Language of translation {number}").format(number=number)


def of_text() -> str:
    """Return the label of the language of the text itself, where others can stand beside it."""
    return _("Language of this text")


def _row(name: str, number: int, typed: Typed, errors: Mapping[str, str], most: int) -> tuple[Control, ...]:
    text = Control(
        f"{name}.text", _translation(number), Shape.TEXT, True,
        value=typed.get(f"{name}.text", ""), rows=LONG_ROWS, most=most, error=errors.get(f"{name}.text", ""),
    )  # fmt: skip
    return text, language_of(f"{name}.language", _language(number), typed, errors, required=True)


def read_tongues(kind: Kind, typed: Typed, original: str) -> tuple[dict[str, str], Errors]:
    """Return translations by language tag, and what is wrong by name of control.

    Args:
        original: the language of the text itself, as it was typed.
    """
    found: dict[str, str] = {}
    errors: Errors = {}
    if not has_tongues(kind):
        return found, errors
    most = kind.asked[TEXT].characters_max
    for number in range(min(rows_of(TONGUES, typed), TONGUES_MAX)):
        name = f"{TONGUES}.{number}"
        text, language = typed.get(f"{name}.text", ""), typed.get(f"{name}.language", "").strip()
        if not text.strip() and not language:
            continue
        if not text.strip():
            errors[f"{name}.text"] = _("Write “{label}”, or remove it.").format(label=_translation(number + 1))
        elif len(text) > most:
            errors[f"{name}.text"] = too_long(_translation(number + 1), most, len(text))
        label = _language(number + 1)
        if why := wrong_tag(label, language):
            errors[f"{name}.language"] = why
        elif language.lower() in (original.lower(), *map(str.lower, found)):
            told = _("Choose another language under “{label}”: there is a text in this one already.")
            errors[f"{name}.language"] = told.format(label=label)
        found[language] = text
    if found and not original:
        told = _("Choose under “{label}”, since there are other languages beside it.")
        errors["language"] = told.format(label=of_text())
    return found, errors


def typed_tongues(body: Mapping[str, Any]) -> dict[str, str]:
    """Return what rows begin with where a body is given."""
    found: dict[str, str] = {}
    for number, (language, text) in enumerate(sorted(unofficial_of(body).items())[:TONGUES_MAX]):
        found |= {f"{TONGUES}.{number}.language": language, f"{TONGUES}.{number}.text": text}
    return found
