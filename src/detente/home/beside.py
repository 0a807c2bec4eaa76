"""What stands beside the acts of a dossier: who answered them, unofficial translations, and notes to oneself."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence, Set

from msgspec.structs import replace

from detente.clock import rfc3339, written
from detente.council.desks.line import TRANSLATION
from detente.council.desks.own import NOTE
from detente.council.dossier import Folded
from detente.council.kinds import ABOUT_DUTIES, Change, Kind, text_of
from detente.council.registry import KINDS
from detente.council.said import Said
from detente.home.replies import AnswerView, BesideView, ChangeView
from detente.home.views import Viewer
from detente.node.directory import OWN
from detente.node.sayings import Sayings
from detente.record.store import ActRow

CHANGES_MAX = 12
"""Newest changes of one act that a reply carries."""
_SORTS = {TRANSLATION: "translation", NOTE: "note"}


def beside(sayings: Sayings, rows: Sequence[ActRow], counted: Set[str]) -> tuple[list[BesideView], list[ActRow]]:
    """Return translations and notes in a dossier, and the other rows that do not count in it.

    Args:
        rows: of the dossier, in the order of storing.
        counted: references of those that count.
    """
    mine = [row for row in rows if _stands_beside(row)]
    views = [_view(act) for act in sayings.opened(mine)]
    known = {one.ref for one in views if one.sort == _SORTS[NOTE] or one.about}
    apart = [row for row in rows if row.ref not in counted and row.ref not in known]
    return sorted((one for one in views if one.ref in known), key=lambda one: (one.claimed_at, one.ref)), apart


def _stands_beside(row: ActRow) -> bool:
    return row.kind == TRANSLATION or (row.kind == NOTE and row.channel == OWN)


def _view(act: Said) -> BesideView:
    return BesideView(
        sort=_SORTS[act.kind],
        about=act.re or "",
        ref=act.ref,
        party=act.party,
        officer=act.officer,
        claimed_at=rfc3339(act.claimed_at),
        own=act.channel == OWN,
        language=text_of(act.body, "into") if act.kind == TRANSLATION else act.language,
        text=text_of(act.body, "text"),
    )


def answers(folded: Folded, viewer: Viewer, rows: Mapping[str, ActRow], of: Set[str]) -> list[AnswerView]:
    """Return who answered acts of a dossier, in the order of its acts.

    Args:
        rows: those that are held, by reference.
        of: which acts.
    """
    by_ref = {act.ref: act for act in folded.acts}
    found = []
    for act in folded.acts:
        asked = by_ref.get(act.re or "")
        if asked is not None and asked.ref in of and act.ref in rows and _answers(folded, act, asked):
            at = written(viewer.first_receipt_at(rows[act.ref]))
            found.append(AnswerView(asked.ref, act.party, act.ref, act.kind, at))
    return found


def _answers(folded: Folded, act: Said, asked: Said) -> bool:
    """Say if an act that counts answers another party's act, with more than that it was read."""
    kind = KINDS.get(act.kind)
    silent = kind is None or kind.rung is not None or act.kind == TRANSLATION or act.kind in ABOUT_DUTIES
    return asked.party != act.party and not silent and act.ref not in folded.irregular


def changes(folded: Folded, of: Set[str]) -> list[ChangeView]:
    """Return what amended, corrected or took back acts of a dossier, in the order of its acts.

    A later amendment of the same act changes the earlier one, too, whichever of them it names.

    Args:
        of: which acts.
    """
    first: dict[str, str] = {}
    versions: dict[str, list[str]] = {}
    found: dict[str, deque[ChangeView]] = {ref: deque(maxlen=CHANGES_MAX) for ref in of}
    counts: Counter[str] = Counter()
    for act, kind, target in _changing(folded):
        root = first.get(target.ref, target.ref)
        line = versions.setdefault(root, [root] if root in of else [])
        for one in line:
            found[one].append(ChangeView(one, act.ref, act.kind, rfc3339(act.claimed_at)))
        counts.update(line)
        if kind.changes is Change.AMENDS:
            first[act.ref] = root
            line += [act.ref] if act.ref in of else []
    return [
        replace(one, earlier=counts[act.ref] - len(found[act.ref])) if number == 0 else one
        for act in folded.acts
        if act.ref in of
        for number, one in enumerate(found[act.ref])
    ]


def _changing(folded: Folded) -> Iterator[tuple[Said, Kind, Said]]:
    """Yield each act that counts and changes one of its author, with its kind and that one."""
    by_ref = {act.ref: act for act in folded.acts}
    answers: dict[tuple[str, str | None, str], Said] = {}
    for act in folded.acts:
        kind = KINDS.get(act.kind)
        if kind is None or act.ref in folded.irregular:
            continue
        answers[act.party, act.re, act.kind] = act
        if kind.changes is None:
            continue
        if kind.undoes:
            targets = [answers.pop((act.party, act.re, one), None) for one in kind.undoes]
        else:
            targets = [by_ref.get(act.re or folded.ref)]
        for target in targets:
            if target is not None and target.party == act.party:
                yield act, kind, target
