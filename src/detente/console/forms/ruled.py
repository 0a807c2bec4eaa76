"""What an agreement's rules find of a form as it is filled in, and on which of its fields that depends."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from detente.clock import rfc3339
from detente.console.forms.agreed import Agreed
from detente.console.forms.agreed_form import FIELDS, NIL, AgreedForm
from detente.console.forms.amending import Moved
from detente.console.forms.controls import Control, Typed, typed_of
from detente.console.words.times import moment
from detente.council.desks.notifications import KINDS
from detente.council.notification.rules import Ruled, deciding, invited, ruled, values_of
from detente.council.notification.state import NOTIFICATION, TOLD, amended, told_after
from detente.languages import gettext as _
from detente.languages import ours, said
from detente.languages.joining import clauses
from detente.regimes.clocks import said as due_said
from detente.regimes.form import worded
from detente.regimes.ruling import Verdict
from detente.regimes.values import shown


@dataclass(frozen=True, slots=True)
class Find:
    """What one rule says of a form as it stands.

    Args:
        words: what follows, and why; with the day by which it is due where one is.
        due_at: RFC 3339, the last second in the lenient reading; None where nothing is due by a time.
        apart: it is due by an act of its own, which nothing counts here.
    """

    rule: str
    title: str
    verdict: Verdict
    words: str
    due_at: str | None = None
    apart: bool = False

    @property
    def line(self) -> str:
        """Return it in one line, with its time in words."""
        line = f"{self.rule}, {self.title}: {self.words}."
        by = "" if self.due_at is None else _("By {time}.").format(time=moment(self.due_at).utc)
        apart = _("An invitation is an act of its own; it is not counted among what is owed.") if self.apart else ""
        return " ".join(filter(None, (line, by, apart)))


def finds_of(form: AgreedForm, body: Mapping[str, Any], language: str) -> tuple[Find, ...]:
    """Return what each rule says that asks for a notice in this form, what is due first; then whom else it invites.

    Nothing is said of a nil return.

    Args:
        body: of the act: of an amendment what it changes.
    """
    if body.get(NIL) is True:
        return ()
    fields = body.get(FIELDS, {})
    told: Mapping[str, Any] = body
    if form.before is not None:
        fields, told = amended(form.before, body), told_after(form.beside, body)
    if not isinstance(fields, Mapping):
        return ()
    order = list(Verdict)
    values, name = values_of(told, fields), _namer(form, language)
    found = sorted(ruled(form.pack, form.format.name, values), key=lambda one: order.index(one.ruling.verdict))
    also = invited(form.pack, form.format.name, values)
    return (*(_find(one, name) for one in found), *(replace(_find(one, name), apart=True) for one in also))


def lines_of(form: AgreedForm | None, body: Mapping[str, Any], language: str) -> tuple[str, ...]:
    """Return what the rules find, a line each; nothing where an act holds no form of an agreement."""
    return () if form is None else tuple(one.line for one in finds_of(form, body, language))


def _namer(form: AgreedForm, language: str) -> Callable[[str], str]:
    def named(name: str) -> str:
        field = form.format.field(name)
        if field is not None:
            return worded(field.heading, language)
        kind = KINDS[NOTIFICATION].fields.get(name)
        return said(name.replace("_", " ") if kind is None else kind.label)

    return named


def _find(one: Ruled, named: Callable[[str], str]) -> Find:
    rule, ruling = one.rule, one.ruling
    missing = clauses(map(named, ruling.missing))
    due_at = None
    match ruling.verdict:
        case Verdict.NO_DUTY:
            words = _("nothing due: {why}").format(why=ours(ruling.reason))
        case Verdict.CANNOT_SAY:
            words = _("cannot say; not stated: {names}").format(names=missing)
        case _ if ruling.due is None:
            words = _("due {when}; not stated: {names}").format(when=ours(due_said(rule.due)), names=missing)
        case _:
            due_at = rfc3339(ruling.due.due_at)
            by = (
                rule.due
                if ruling.by == rule.id
                else next((one.due for one in rule.exceptions if one.rule == ruling.by), rule.due)
            )
            words = _("due {when}: {why}").format(when=ours(due_said(by)), why=ours(ruling.reason or due_said(None)))
    return Find(rule.id, said(rule.title), ruling.verdict, words, due_at)


# --- on which fields it depends ---------------------------------------------------------------------------------------


def decided_by(form: AgreedForm | None) -> Mapping[str, tuple[str, ...]]:
    """Return by name of each field on which it depends if this notice is due the rules that read it."""
    return {} if form is None else deciding(form.pack, form.format.name)


def opened(filled: Agreed, form: AgreedForm, beside: Iterable[Control]) -> Agreed:
    """Return the controls of a form with those open on which it depends if it is due, each of them marked so.

    Args:
        beside: controls of what is said beside the form, of which some may be such.
    """
    rules = decided_by(form)
    order = {field.name: number for number, field in enumerate(form.format.fields, 1)}
    open_ = [one for one in filled.folded if _field(one) in rules]
    asked = [_marked(one, rules) for one in (*filled.asked, *beside, *open_)]
    asked.sort(key=lambda one: (not one.required, order.get(_field(one), 0)))
    folded = tuple(one for one in filled.folded if one not in open_)
    moved = (*filled.moved, *_moved(form, beside)) if form.moved_by else filled.moved
    return replace(filled, asked=tuple(asked), folded=folded, moved=moved)


def _moved(form: AgreedForm, beside: Iterable[Control]) -> Iterator[Moved]:
    """Yield what a colleague said beside the form otherwise since its officer began."""
    now = form.told[-1] if form.told else {}
    for one in beside:
        began, stands = (told.get(_field(one)) for told in (form.beside, now))
        if began != stands:
            texts = ("" if began is None else shown(began), "" if stands is None else shown(stands), one.value)
            yield Moved(one.label, *((text,) if text else () for text in texts))


def _field(control: Control) -> str:
    return control.name.rpartition(".")[2]


def _marked(control: Control, rules: Mapping[str, tuple[str, ...]]) -> Control:
    read_by = rules.get(_field(control), ())
    if not read_by:
        return control
    told = _("Decides whether notice is due under {rules}.").format(rules=", ".join(read_by))
    return replace(control, help=f"{told} {control.help}".strip())


# --- what is said beside it -------------------------------------------------------------------------------------------


def beside_of(form: AgreedForm, body: Mapping[str, Any], typed: Typed) -> tuple[dict[str, Any], list[str]]:
    """Return what a body says beside a form otherwise than it stands, and what it says no more."""
    said_now = {name: body[name] for name in TOLD if name in body}
    changed = {name: value for name, value in said_now.items() if value != form.beside.get(name)}
    return changed, [name for name in form.beside if name not in said_now and f"body.{name}" in typed]


def gone_on(form: AgreedForm, typed: Typed, ref: str) -> dict[str, str]:
    """Return what is typed once its officer goes on from a newer version: beside the form, too, what they changed."""
    at = next((number for number, (one, _fields) in enumerate(form.versions) if one == ref), None)
    if at is None or at >= len(form.told):
        return dict(typed)
    began, stands = (typed_of(KINDS[NOTIFICATION].fields, told) for told in (form.beside, form.told[at]))
    names = [f"body.{name}" for name in TOLD if typed.get(f"body.{name}", "") == began.get(f"body.{name}", "")]
    return {**typed, **{name: stands.get(name, "") for name in names if name in typed or name in stands}}


def typed_beside(form: AgreedForm) -> dict[str, str]:
    """Return what the controls beside an amended form begin with: what stands now."""
    return typed_of(KINDS[NOTIFICATION].fields, form.beside)
