"""Calls about regimes."""

from typing import Any

from detente.home.calls.call import Call
from detente.home.replies.regimes import RegimesView, ThresholdsView


class ListRegimes(Call[RegimesView], frozen=True, tag="regimes"):
    """The packs that come with the software, and those that the charters of councils here name.

    Args:
        council: only of this one, by id or name; all of them where it is None.
        texts: with the text of those that stand in a charter.
    """

    council: str | None = None
    texts: bool = False


class CheckThresholds(Call[ThresholdsView], frozen=True, tag="thresholds"):
    """What an agreement's thresholds say of one activity, whoever may ever notify it. Nothing is kept of it.

    Args:
        activity: its fields, named as in a file of activities (docs/assess.md).
        regime: one of the charter's, or id of a shipped pack; else the charter's first with thresholds, else
            vienna-2011.
        language: of the fields' headings.
    """

    activity: dict[str, Any]
    council: str | None = None
    regime: str | None = None
    language: str = "en"
