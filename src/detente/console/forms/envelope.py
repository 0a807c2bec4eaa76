"""What stands round the body of an act: where it is said and who reads it there, to whom, how urgent."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from detente.clock import DAY, HOUR, Instant, rfc3339
from detente.console.forms.agreed_form import AMENDS, FORMAT, NUMBER, REGIME, VERSION, AgreedForm, base_of, takes_form
from detente.console.forms.bodies import Errors, wrong_tag
from detente.console.forms.controls import Control, Offered, Shape, Typed, language_of
from detente.console.forms.hinting import Hints, hints_of, unsaid_in
from detente.console.forms.keeping import LANGUAGE, Form
from detente.console.forms.offering import offers_of, remarks_of
from detente.console.forms.placing import Placing, placing_of
from detente.console.forms.tongues import has_tongues, of_text
from detente.console.forms.wording import missing, not_listed, too_long
from detente.council.attention import asks
from detente.council.background import Suspension
from detente.council.desks.notifications import NAME as NOTIFICATIONS
from detente.council.judgement import closing
from detente.council.kinds import Addressed, Kind, Place, drill_of
from detente.council.notification.checks import form_of
from detente.council.notification.state import NotificationState
from detente.council.settings import acknowledge_seconds
from detente.errors import Refused
from detente.home.views import places
from detente.languages import gettext as _
from detente.languages import noted, said
from detente.limits import DRILL_CHARACTERS_MAX
from detente.node.core import Core
from detente.protocol.acts import Precedence
from detente.protocol.charter import OWN

CHANNEL, TO, PRECEDENCE, MARKING, DRILL = "channel", "to", "precedence", "marking", "drill"
ENVELOPE: Final = (CHANNEL, TO, PRECEDENCE, LANGUAGE, MARKING, DRILL)
MARKING_CHARACTERS_MAX: Final = 64
DRILLS_LOOKED_AT: Final = 60
"""Newest matters in which a drill is looked for: what is practised now stands among them."""
FLASH: Final = Precedence.FLASH.name.lower()
MEANING: Final = {
    "routine": noted("Read in the course of the day."),
    "priority": noted("Before routine business."),
    "immediate": noted("At once, by whoever has the watch."),
    "flash": noted(
        "It cannot wait until somebody looks: watch boards ring until it is read, and remind until it is answered."
    ),
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a form has to know of its council.

    Args:
        names: of parties, by id.
        readers: who reads beside us, by channel in which the kind can be said, the line first.
        public: channels that everybody reads.
        objectives: seconds within which the charter wants acts of a precedence acknowledged.
        drill: as which the dossier was opened that the form goes on with.
        drills: that are under way.
        languages: in which the council works.
        agreed: the form of an agreement that the act holds, if it holds one.
        hints: what its desk tells of its fields as things stand.
        closed: this party's suspension for which it would be refused there, by channel.
        unsaid: what may be left to know or to say before it, a sentence each; it holds nothing back.
        offers: what fields of the body offer, by name.
        remarks: what is to be known of what was typed in them, by name of control; it holds nothing back either.
        placing: what stands beside places and zones of time: how they were read, and what is to be known of them.
    """

    names: Mapping[str, str]
    readers: Mapping[str, tuple[str, ...]]
    public: frozenset[str]
    depositary: str | None
    objectives: Mapping[str, int | None]
    drill: str
    drills: tuple[str, ...]
    languages: tuple[str, ...]
    now: Instant
    agreed: AgreedForm | None = None
    hints: Hints = field(default_factory=dict)
    closed: Mapping[str, Suspension] = field(default_factory=dict)
    unsaid: tuple[str, ...] = ()
    offers: Mapping[str, Offered] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    placing: Placing = field(default_factory=Placing)

    def named(self, party: str) -> str:
        """Return a party's id and name, as a list of readers has them."""
        return named(party, self.names, self.depositary)


def named(party: str, names: Mapping[str, str], depositary: str | None) -> str:
    """Return a party's id and name, as a list of readers has them."""
    name = names.get(party, "")
    known = party.upper() if name.upper() in ("", party.upper()) else f"{party.upper()}, {name}"
    return _("{party} (depositary)").format(party=known) if party == depositary else known


def surroundings_of(core: Core, form: Form, kind: Kind, names: Mapping[str, str], now: Instant) -> Surroundings:
    """Return what a form has to know of its council, from the record."""
    directory, party = core.context.directory, core.context.party
    charter = directory.charter(form.council)
    readers = {
        name: () if name == OWN else tuple(one for one in directory.members(form.council, name) if one != party)
        for name in places(core, form.council, kind)
    }
    rows = core.context.store.dossiers(form.council, limit=DRILLS_LOOKED_AT)
    drills = dict.fromkeys(core.folding.words_of(row).drill for row in rows)
    agreed = agreed_in(
        core, form.council, kind, form.re or form.dossier,
        {NUMBER: form.typed.get(f"body.{NUMBER}"), **form.carried}, form.typed.get(AMENDS, ""),
    )  # fmt: skip
    placing = placing_of(kind.asked, agreed, form.typed)
    return Surroundings(
        names, readers, frozenset(name for name, one in charter.channels.items() if one.public), charter.depositary,
        {one.name.lower(): acknowledge_seconds(charter, one) for one in Precedence}, _drill(core, form),
        tuple(sorted(one for one in drills if one)), charter.languages, now,
        agreed,
        hints_of(core, form, kind, now),
        _closed(core, form, kind, readers, now),
        unsaid_in(core, form, kind, now),
        offers_of(core, form, kind.asked),
        remarks_of(core, form, kind.asked) | placing.remarked,
        placing,
    )  # fmt: skip


def _closed(core: Core, form: Form, kind: Kind, channels: Iterable[str], now: Instant) -> dict[str, Suspension]:
    """Return the suspensions for which this party's own act would be refused, by channel."""
    about = form.re or form.dossier
    matter = core.folding.matter_of(form.council, about) if about else None
    charter = core.context.directory.charter(form.council) if matter is None else matter.charter
    standing = core.folding.standing(form.council, core.context.party)
    on = (form.typed.get("body.topic", ""), "" if matter is None else matter.topic)
    found = {name: closing(kind, charter, standing, name, on, now) for name in channels}
    return {name: one for name, one in found.items() if one is not None}


def agreed_in(
    core: Core, council: str, kind: Kind, about: str, body: Mapping[str, Any], amends: str = ""
) -> AgreedForm | None:
    """Return the form of an agreement that an act holds; None where it holds none, or it is not known here.

    Args:
        about: what it answers, or its dossier; empty where it opens one.
        body: names the form where it opens one, and counts the amendment where it is one.
        amends: the act that left what it amends, where that is known.
    """
    if not takes_form(kind):
        return None
    if about:
        state = core.folding.matter_of(council, about).states.get(NOTIFICATIONS)
        if not isinstance(state, NotificationState) or state.pack is None or state.form is None:
            return None
        versions = tuple((one.act.ref, one.fields) for one in state.versions)
        beside = tuple(one.told for one in state.versions)
        return AgreedForm(state.pack, state.form, versions, base_of(versions, amends, body.get(NUMBER)), beside)
    charter = core.context.directory.charter(council)
    regime, name, version = (body.get(one, "") for one in (REGIME, FORMAT, VERSION))
    try:
        return AgreedForm(*form_of(charter, str(regime), str(name), version))
    except Refused:
        return None


def _drill(core: Core, form: Form) -> str:
    row = core.context.store.act(form.council, form.re or form.dossier) if form.re or form.dossier else None
    first = None if row is None else core.context.store.act(form.council, row.dossier or row.ref)
    return "" if first is None else next((drill_of(one.body) for one in core.folding.sayings.opened([first])), "")


# --- controls ---------------------------------------------------------------------------------------------------------


def envelope(form: Form, kind: Kind, around: Surroundings, errors: Errors) -> tuple[Control, ...]:
    """Return the controls round the body; the language of a text stands beside the text."""
    typed, made = form.typed, []
    if not form.channel:
        made.append(_channel(typed, around, errors))
    if form.channel != OWN and kind.place is not Place.OWN:
        # What everybody reads asks nobody, unless the kind does or a drill takes part.
        asks = kind.place is not Place.PUBLIC or _asks(form, kind)
        made += [*([_addressees(form, kind, around, errors)] if asks else []), _precedence(form, around, errors)]
    if not kind.made and not has_tongues(kind):
        made.append(language_of(LANGUAGE, _of_language(kind), typed, errors))
    told = _("As your rules have it; it travels with the act. At most {n} characters.").format(n=MARKING_CHARACTERS_MAX)
    made.append(_line(MARKING, _("Marking"), told, MARKING_CHARACTERS_MAX, typed, errors))
    if around.drills and not form.re and not form.dossier and form.channel != OWN:
        made.append(_practise(typed, around, errors))
    return tuple(made)


def _of_language(kind: Kind) -> str:
    return of_text() if has_tongues(kind) else _("Language of the text")


def _line(name: str, label: str, told: str, most: int, typed: Typed, errors: Errors) -> Control:
    made = Control(name, label, Shape.LINE, False, told, typed.get(name, ""), most=most)
    return replace(made, error=errors.get(name, ""))


def _channel(typed: Typed, around: Surroundings, errors: Errors) -> Control:
    channels = tuple(around.readers)
    choices = ("", *channels) if len(channels) > 1 else channels
    value = typed.get(CHANNEL, "") or (channels[0] if len(channels) == 1 else "")
    told = _("Who reads a channel, reads this.")
    made = Control(CHANNEL, _("Channel"), Shape.CHOICE, True, told, value, choices, error=errors.get(CHANNEL, ""))
    return replace(made, words=tuple(_marked(name, around) for name in choices))


def _marked(channel: str, around: Surroundings) -> str:
    """Return a channel as a list names it: with the day since when this party has suspended it."""
    if (suspension := around.closed.get(channel)) is None:
        return channel
    return _("{channel}: suspended by us since {day}").format(channel=channel, day=rfc3339(suspension.since)[:10])


def _addressees(form: Form, kind: Kind, around: Surroundings, errors: Errors) -> Control:
    reading = around.readers.get(form.channel) if form.channel else None
    every = reading if reading is not None else dict.fromkeys(one for all_ in around.readers.values() for one in all_)
    choices = tuple(one for one in every if one != around.depositary)
    told = _("They are asked to act. All others who read the channel are informed.")
    shape, value = Shape.CHECKS, form.typed.get(TO, "")
    if kind.addressed is Addressed.ONE:
        told = _("One party is asked; ask another in an act of its own. All others who read the channel are informed.")
        shape, value, choices = Shape.CHOICE, value or (choices[0] if len(choices) == 1 else ""), ("", *choices)
    made = Control(TO, _("For action"), shape, _asks(form, kind), told, value, choices, error=errors.get(TO, ""))
    return replace(made, words=tuple(around.named(one) if one else "" for one in choices))


def _asks(form: Form, kind: Kind) -> bool:
    """Say if somebody has to be asked by name: as the kind has it, or because those asked take part in a drill."""
    return kind.addressed is not Addressed.ANY or bool(form.typed.get(DRILL, ""))


def _precedence(form: Form, around: Surroundings, errors: Errors) -> Control:
    typed = form.typed
    names = tuple(one.name.lower() for one in Precedence)
    words = tuple(" ".join((said(MEANING[name]), *_objective(around.objectives.get(name)))) for name in names)
    value = typed.get(PRECEDENCE, "") or names[0]
    told = _("How quickly it is to be handled.")
    if form.re and value == FLASH:
        told = _(
            "An answer begins with the precedence of what it answers. In flash it rings in turn with those for whom it "
            "is; choose a lower one where it need not."
        )
    made = Control(PRECEDENCE, _("Precedence"), Shape.RADIOS, True, told, value, names)
    return replace(made, error=errors.get(PRECEDENCE, ""), words=words)


def _objective(seconds: int | None) -> tuple[str, ...]:
    if not seconds:
        return ()
    hours, minutes = divmod(seconds // 60, 60)
    parts = [
        _("{n} h").format(n=hours) if hours else "",
        _("{n} min").format(n=minutes) if minutes else "",
    ]
    time = " ".join(one for one in parts if one)
    return (_("To be acknowledged within {time}.").format(time=time),)


def _practise(typed: Typed, around: Surroundings, errors: Errors) -> Control:
    told = _("Each act of a drill is marked, and counts as practised only. It has addressees, who take part.")
    choices = ("", *around.drills)
    made = Control(DRILL, _("Part of a drill"), Shape.CHOICE, False, told, typed.get(DRILL, ""), choices)
    return replace(made, error=errors.get(DRILL, ""), words=(_("No: it is meant"), *around.drills))


# --- what was typed ---------------------------------------------------------------------------------------------------


def wrong_with(form: Form, kind: Kind, around: Surroundings) -> Errors:
    """Return what is wrong round the body, by name of control."""
    typed, errors = form.typed, Errors()
    if _asks(form, kind) and not addressees(form):
        errors[TO] = missing(_("For action"), chosen=True)
    channel = form.channel or typed.get(CHANNEL, "")
    if not channel:
        errors[CHANNEL] = missing(_("Channel"), chosen=True)
    elif channel not in around.readers:
        errors[CHANNEL] = not_listed(_("Channel"))
    else:
        deaf = [one for one in addressees(form) if one not in around.readers[channel]]
        if deaf:
            told = _("Take {parties} off “{label}”: no reader of {channel}.")
            errors[TO] = told.format(parties=", ".join(map(str.upper, deaf)), label=_("For action"), channel=channel)
    if (typed.get(PRECEDENCE, "") or "routine").upper() not in Precedence.__members__:
        errors[PRECEDENCE] = not_listed(_("Precedence"))
    language = typed.get(LANGUAGE, "").strip()
    if language and (why := wrong_tag(_of_language(kind), language)):
        errors[LANGUAGE] = why
    marking = typed.get(MARKING, "").strip()
    if len(marking) > MARKING_CHARACTERS_MAX:
        errors[MARKING] = too_long(_("Marking"), MARKING_CHARACTERS_MAX, len(marking))
    if len(drill := typed.get(DRILL, "").strip()) > DRILL_CHARACTERS_MAX:
        errors[DRILL] = too_long(_("Part of a drill"), DRILL_CHARACTERS_MAX, len(drill))
    return errors


def addressees(form: Form) -> tuple[str, ...]:
    """Return who is asked to act."""
    return tuple(one for one in form.typed.get(TO, "").split("\n") if one)


def unasked(form: Form, around: Surroundings) -> str:
    """Return in one sentence who can read it although not asked to act; empty where that is nobody."""
    channel = form.channel or form.typed.get(CHANNEL, "")
    readers = around.readers.get(channel, ())
    return told_unasked(form.kind, addressees(form), readers, around.named, public=channel in around.public)


def told_unasked(
    kind: str, to: Collection[str], readers: Iterable[str], name: Callable[[str], str], *, public: bool
) -> str:
    """Return in one sentence which readers are not asked to act, or that all are; empty where that is nobody.

    Args:
        name: how a party is named.
    """
    if asks(kind) and not to:
        return _("It asks, and names nobody: each who reads it is asked.")
    if public:
        return _("Everybody can read it: the channel is public.")
    others = [one for one in readers if one not in to]
    if not others:
        return ""
    return _("Not asked to act, and reads it too: {parties}.").format(parties="; ".join(map(name, others)))


# --- times ------------------------------------------------------------------------------------------------------------


def suggestions(now: Instant) -> tuple[tuple[str, str], ...]:
    """Return times that deadlines often have, as a control takes them, with their words."""
    tomorrow = (now // DAY + 1) * DAY
    found = (
        (now // 60 * 60 + 2 * HOUR, _("in 2 h")),
        (tomorrow + 12 * HOUR, _("tomorrow 12:00Z")),
        (tomorrow + 6 * DAY + 12 * HOUR, _("in a week, 12:00Z")),
    )
    return tuple((rfc3339(at).removesuffix("Z"), words) for at, words in found)
