"""Calls about notifications: the form, what exactly would be signed, and saying it."""

from typing import Any, Literal

from detente.home.calls.call import Call
from detente.home.replies import Sent
from detente.home.replies.notifications import FormView, NoticePreview


class ShowForm(Call[FormView], frozen=True, tag="form"):
    """A form of a regime that the charter names, to fill in: as TOML, and as JSON Schema for programs.

    Args:
        regime: None where the charter names one only.
        fields: that are filled in already.
    """

    format: str
    regime: str | None = None
    council: str | None = None
    language: str = "en"
    fields: dict[str, Any] | None = None


class ImportCalendar(Call[FormView], frozen=True, tag="import-calendar"):
    """A calendar's form, filled in from CSV: one row an activity, columns named as in the form's table.

    Args:
        text: the CSV.
        regime: as in `ShowForm`.
    """

    text: str
    year: int
    format: str = "annual-calendar"
    regime: str | None = None
    council: str | None = None
    language: str = "en"


class PreviewNotice(Call[NoticePreview], frozen=True, tag="preview-notice"):
    """What exactly would be signed, all that is wrong with it, and what the rules ask.

    Args:
        notice: regime, format, language, text, fields and the others of a file of a notification.
        language: in which the preview names the fields.
    """

    notice: dict[str, Any]
    council: str | None = None
    channel: str = "plenary"
    language: str = "en"


class SendNotice(Call[Sent], frozen=True, tag="send-notice"):
    """Notify an activity, or make a return; nothing is signed where anything is wrong with it.

    Args:
        notice: as in `PreviewNotice`.
        drill: name of the drill to which it belongs; `to` its addressees.
    """

    notice: dict[str, Any]
    council: str | None = None
    channel: str = "plenary"
    topic: str = ""
    drill: str = ""
    to: tuple[str, ...] = ()
    officer: str | None = None
    wait: Literal["stored"] | None = None
    timeout_seconds: float = 30.0


class AmendNotice(Call[Sent], frozen=True, tag="amend-notice"):
    """Amend a notification of this party by its next number.

    Args:
        fields: with their new values.
        removed: fields that are stated no more.
        whole: `fields` are the whole form: what is not in it is stated no more.
    """

    ref: str
    fields: dict[str, Any]
    reason: str
    removed: tuple[str, ...] = ()
    whole: bool = False
    council: str | None = None
    officer: str | None = None
    language: str = ""
    wait: Literal["stored"] | None = None
    timeout_seconds: float = 30.0
