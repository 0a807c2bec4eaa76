"""Calls about what acts add up to: dossiers, duties, and what can be said."""

from typing import Literal

from detente.home.calls.call import Call
from detente.home.replies import DeskMattersView, DossierShown, DossiersView, DutiesView, KindsView


class ListDossiers(Call[DossiersView], frozen=True, tag="dossiers"):
    """Dossiers, those with the newest acts first.

    Args:
        turn: only those in which it is this party's turn; `me` is the party itself.
        search: only those in one of whose acts all these words stand, as in `Search`.
        party: only those in which it said something; with `search`, `kind`, `precedence`, `since` and `until` one act
            must be all of it, as `Sought` has it. `topic` and `state` likewise.
        where: as in `ListMatters`, of the `desk` that is named; not together with what is sought in acts.
        before: only those whose newest act has a smaller sequence; a listing's `next`.
        without: desks that are left out and counted, where nothing is sought in acts.
    """

    council: str | None = None
    desk: str | None = None
    channel: str | None = None
    turn: str | None = None
    conflict: bool = False
    search: str = ""
    before: int | None = None
    limit: int = 200
    party: str = ""
    topic: str = ""
    kind: str = ""
    state: str = ""
    precedence: str = ""
    since: str = ""
    until: str = ""
    where: dict[str, str] = {}  # noqa: RUF012  msgspec copies it
    without: tuple[str, ...] = ()


class ShowDossier(Call[DossierShown], frozen=True, tag="dossier"):
    """What one dossier adds up to.

    Args:
        ref: of any act of it.
        language: BCP 47 in which the reader would like it, where somebody gave a text in it.
        most: how many of its acts come with it at most, the last ones; None for all.
        after: how many of its acts to leave out before these; a reply's `next`.
        around: these acts are rather those round `ref`.
    """

    ref: str
    council: str | None = None
    language: str = "en"
    most: int | None = None
    after: int | None = None
    around: bool = False


class ListMatters(Call[DeskMattersView], frozen=True, tag="matters"):
    """Matters of one desk with what the desk says of each, those with the newest acts first.

    Args:
        open: only those in which the council's time still runs, or somebody's turn it is.
        before: as in `ListDossiers`.
        where: only those of which the desk says all of this, by names in its `FOUND_BY`, like `party`: `ru`; `status`
            is the desk's word for how a matter stands, and `me` as a party is this one.
        phase: only those of which a time that was said is `ahead`, `under way` or `over`; not what was cancelled.
        order: `newest` acts first, else by when what they tell of begins: the `earliest` or the `latest` first. Then,
            and with `phase`, those beyond the bound of a calendar are left out, and `next` counts.
        patience_seconds: as in `ExportCalendar`.
    """

    desk: str
    council: str | None = None
    open: bool = False
    before: int | None = None
    limit: int = 100
    where: dict[str, str] = {}  # noqa: RUF012  msgspec copies it
    phase: str = ""
    order: Literal["newest", "earliest", "latest"] = "newest"
    patience_seconds: float | None = None


class ListDuties(Call[DutiesView], frozen=True, tag="duties"):
    """What parties owe, the earliest due first.

    Args:
        who: the debtor; `me` is the party itself.
        all: those that are met, excused or otherwise settled too.
        settled_most: how many of these at most, those due last; None for all of them.
    """

    council: str | None = None
    who: str | None = None
    all: bool = False
    settled_most: int | None = None


class ListKinds(Call[KindsView], frozen=True, tag="kinds"):
    """What can be said, and what each kind asks for; with a council by its charter's ranks.

    Args:
        kind: only this one.
    """

    council: str | None = None
    kind: str | None = None
