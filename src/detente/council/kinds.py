"""Kinds of act: the words and fields in which parties say things. Forms, lists and checks are made from them."""

from collections.abc import Mapping
from enum import Enum, StrEnum, auto
from typing import Any, Final

from msgspec import Struct, field

from detente.clock import Instant, parse_rfc3339, rfc3339
from detente.council.points import Degrees
from detente.council.titles import quoted
from detente.council.told import Told, told
from detente.errors import Refused
from detente.languages.filling import HOLE
from detente.limits import (
    AMENDMENTS_MAX,
    BODY_ITEMS_MAX,
    BODY_TEXT_CHARACTERS_MAX,
    DRILL_CHARACTERS_MAX,
    INSTANT_MAX,
    NAME_CHARACTERS_MAX,
)


class Speech(StrEnum):
    """What a kind does between parties, whatever it is about."""

    ASKS = "asks"
    ANSWERS = "answers"
    DECLINES = "declines"
    INFORMS = "informs"
    AGREES = "agrees"
    SUSPENDS = "suspends"


class Rank(StrEnum):
    """Who speaks for a party; a higher rank may do what a lower one may."""

    WATCH_OFFICER = "watch officer"
    EXPERT = "expert"
    MILITARY_REPRESENTATIVE = "military representative"
    AMBASSADOR = "ambassador"
    MINISTER = "minister"
    HEAD = "head of state or government"

    @property
    def height(self) -> int:
        """Return how high the rank stands: 0 for a watch officer."""
        return list(Rank).index(self)


class Place(StrEnum):
    """In which channels a kind may be said."""

    ANYWHERE = "any channel but the journal, one's own too"
    SHARED = "any channel but one's own and the journal"
    EVERYBODY = "a channel that every party reads"
    JOURNAL = "a channel that every party reads, or the journal for the depositary"
    PUBLIC = "a public channel"
    OWN = "one's own channel"


class Sort(StrEnum):
    """What a field of a body holds."""

    TEXT = "text"
    COUNT = "number"
    INSTANT = "time"
    FLAG = "yes or no"
    BYTES = "bytes"
    TABLE = "table"


_TYPES: Final = {
    Sort.TEXT: str,
    Sort.COUNT: int,
    Sort.INSTANT: int,
    Sort.FLAG: bool,
    Sort.BYTES: bytes,
    Sort.TABLE: dict,
}


class Field(Struct, frozen=True):
    """One field of a kind's body.

    Args:
        label: for forms, in English.
        many: a list of such values.
        choices: of a text; empty where any text may stand. `means` has what each of them says, where its name does not.
        fields: of a table.
        characters_max: of a text.
        most: the largest number.
        parties: whether its texts name parties: an id stands in capitals for eyes.
        tag: whether its text is the tag of a language, BCP 47.
        heart: it is what the kind is about, so no form folds it, although it may be left out.
        degrees: what its text says of where something is: it is written as charts do, and kept in decimal degrees.
        names: what its text names, for forms to offer: `channels`, `levels`, `topics`, `regimes` or `parties` of the
            charter, `items` of the meeting that the act is about, one of `datums` or `zones` of time that are in use;
            else it is a reference: of a matter of the desk so called, or of any act for `acts`.
    """

    label: str
    sort: Sort = Sort.TEXT
    required: bool = True
    many: bool = False
    choices: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    fields: Mapping[str, "Field"] = field(default_factory=dict)
    characters_max: int = BODY_TEXT_CHARACTERS_MAX
    most: int = INSTANT_MAX
    parties: bool = False
    tag: bool = False
    names: str = ""
    degrees: Degrees | None = None
    heart: bool = False

    def check(self, name: str, value: object) -> None:
        """Be silent where the value is what the field holds.

        Raises:
            Refused: `body-incomplete`, `body-field-type`, `body-field-too-long`, `body-field-choice`.
        """
        if value is None or value in ("", [], ()):
            if self.required:
                raise Refused(
                    "body-incomplete",
                    expected=f"{name}: {self.label.lower()}",
                    got="nothing",
                    remedy="give the text, an option of the command, or --body FILE",
                )
            return
        if not self.many:
            self._check_one(name, value)
            return
        if not isinstance(value, list | tuple) or len(value) > BODY_ITEMS_MAX:
            raise _other_type(f"a list of at most {BODY_ITEMS_MAX}", name, value)
        for number, one in enumerate(value, 1):
            self._check_one(f"{name}, item {number}", one)

    def _check_one(self, name: str, value: object) -> None:
        wanted = _TYPES[self.sort]
        if not isinstance(value, wanted) or (isinstance(value, bool) and self.sort is not Sort.FLAG):
            raise _other_type(self.sort.value, name, value)
        if isinstance(value, str) and len(value) > self.characters_max:
            raise Refused(
                "body-field-too-long",
                expected=f"at most {self.characters_max} characters in {name}",
                got=str(len(value)),
                remedy="attach the long part",
            )
        if self.choices and value not in self.choices:
            raise Refused(
                "body-field-choice",
                expected=f"one of {', '.join(self.choices)} as {name}",
                got=str(value)[:80],
                remedy="choose one of them",
            )
        if isinstance(value, int) and not isinstance(value, bool) and not 0 <= value <= self.most:
            raise _beyond(self, name, value)
        if isinstance(value, dict):
            for inner, wants in self.fields.items():
                wants.check(f"{name}.{inner}", value.get(inner))

    def read(self, name: str, value: Any) -> Any:
        """Return the value as an act carries it, from what JSON can say: times as RFC 3339, bytes as hex.

        Raises:
            Refused: `body-field-type`.
        """
        if self.many and isinstance(value, list | tuple):
            return [self._read_one(name, one) for one in value]
        return self._read_one(name, value)

    def _read_one(self, name: str, value: Any) -> Any:
        try:
            if self.sort is Sort.INSTANT and isinstance(value, str):
                return parse_rfc3339(value)
            if self.sort is Sort.BYTES and isinstance(value, str):
                return bytes.fromhex(value)
        except ValueError as fault:
            raise self._unreadable(name, value, fault) from None
        if self.sort is Sort.TABLE and isinstance(value, dict):
            return {key: self.fields[key].read(f"{name}.{key}", one) if key in self.fields else one
                    for key, one in value.items()}  # fmt: skip
        return value

    def _unreadable(self, name: str, value: str, fault: ValueError) -> Refused:
        if self.sort is Sort.INSTANT:
            return Refused(
                "body-field-type", expected=f"{self.sort.value} in {name}, like 2016-04-20T12:00:00Z", got=value[:80],
                remedy="write day, time and zone",
            )  # fmt: skip
        return Refused("body-field-type", expected=f"{self.sort.value} in {name}", got=str(fault))

    def show(self, value: Any) -> Any:
        """Return the value with its times as RFC 3339; what is not of the field's sort stays as it is."""
        if self.many and isinstance(value, list | tuple):
            return [self._show_one(one) for one in value]
        return self._show_one(value)

    def _show_one(self, value: Any) -> Any:
        if self.sort is Sort.INSTANT and isinstance(value, int) and 0 <= value <= INSTANT_MAX:
            return rfc3339(value)
        if self.sort is Sort.TABLE and isinstance(value, dict):
            return {key: self.fields[key].show(one) if key in self.fields else one for key, one in value.items()}
        return value


def _other_type(expected: str, name: str, value: object) -> Refused:
    return Refused(
        "body-field-type", expected=f"{expected} in {name}", got=type(value).__name__, remedy="see detente kinds KIND"
    )


def _beyond(wanted: Field, name: str, value: int) -> Refused:
    bounds = "time from 1970 to 9999" if wanted.sort is Sort.INSTANT else f"number from 0 to {wanted.most}"
    # Python refuses to write numbers of thousands of digits.
    got = str(value) if value.bit_length() <= 64 else "one of more than 64 bits"
    return Refused("body-field-type", expected=f"{bounds} in {name}", got=got, remedy="see detente kinds KIND")


class Change(Enum):
    """What an act does to an earlier one of its author."""

    AMENDS = auto()
    """It says it anew, whole or in part: a version, which a later one changes too."""
    TAKES_BACK = auto()
    """It ends it, whole or in part; what ends another part changes nothing of it."""


class Addressed(Enum):
    """How many parties an act of a kind has to name for action."""

    ANY = auto()
    SOME = auto()
    ONE = auto()


class Kind(Struct, frozen=True):
    """One kind of act, and all that forms, lists and the assessment need to know of it.

    Args:
        title: what people call it, in English.
        fields: of the body; others are carried and shown.
        least_rank: from whom it is accepted where the charter's `[levels]` says nothing else.
        addressed: how many parties it has to name for action; the desk refuses others.
        needs_re: it answers another act; `answers` names the kinds, any where empty.
        opens: it may open a dossier.
        alone: it may do nothing else: a matter of its own, in which everything else refers to it.
        rung: the rung of receipt that this act proves for the act it answers, or None.
        survives: its author may say it also in what it has suspended.
        background: all later acts of its author are judged in its light (accreditation, standing).
        binds: where it is background, so are those of the author of the act that it answers, once that cites it.
        cameo: the CAMEO root code, 01 to 20 (Gerner, Schrodt 2002: CAMEO codebook, chapter 2).
        text: template per language, for one line; `{party}`, `{re}` and the body's fields may stand in it.
        headline: fields of a table in the body that `text` may name too, like the designation in an agreement's form.
        told: names in `text` that no field has: whoever tells of an act says them (`home/sentences.py`).
        heeded: whoever reads it is to have read it, whatever its precedence: it changes what else its author will do.
        made: by a call of its own (it carries hashes or signatures), not by `detente send`.
        asks: of what is made by such a call: what its form asks for, from which the node makes the body.
        command: that says it where no form can, like `mandate grant {re}`.
        takes: what the one file is called from which the node makes it, in English, and which it keeps; empty for none.
        changes: what its author does by it to an act of its own: the one that it answers, or the one that opened the
            matter.
        undoes: kinds of act that `changes` is about instead: what its author said in answer to the same act.
        purpose: what it is for, in the words of who needs it, in English; of every kind that a form can begin with.
        verb: what a button says that leads to its form, in English, like `accept the invitation`; empty for the title.
    """

    name: str
    title: str
    speech: Speech
    cameo: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    least_rank: Rank = Rank.WATCH_OFFICER
    place: Place = Place.SHARED
    addressed: Addressed = Addressed.ANY
    needs_re: bool = False
    answers: tuple[str, ...] = ()
    opens: bool = True
    alone: bool = False
    rung: str | None = None
    survives: bool = False
    background: bool = False
    binds: bool = False
    heeded: bool = False
    made: bool = False
    asks: Mapping[str, Field] = field(default_factory=dict)
    command: str = ""
    takes: str = ""
    changes: Change | None = None
    undoes: tuple[str, ...] = ()
    text: Mapping[str, str] = field(default_factory=dict)
    headline: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    purpose: str = ""
    verb: str = ""

    @property
    def asked(self) -> Mapping[str, Field]:
        """Return the fields of its form: the body's own, or those from which the node makes the body."""
        return self.asks if self.made else self.fields

    def check_body(self, body: Mapping[str, Any]) -> None:
        """Be silent where the body has what the kind asks for.

        Raises:
            Refused: the codes of `Field.check`.
        """
        for name, wanted in self.fields.items():
            wanted.check(name, body.get(name))

    def read(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return a body as an act carries it, from what JSON can say.

        Raises:
            Refused: `body-field-type`.
        """
        return {key: self.fields[key].read(key, one) if key in self.fields else one for key, one in body.items()}

    def tell(self, said: Mapping[str, str], body: Mapping[str, Any]) -> str:
        """Return what an act of this kind says in one sentence, as `told` makes it, as commands print it."""
        return self.told_of(said, body).words

    def told_of(self, said: Mapping[str, str], body: Mapping[str, Any]) -> Told:
        """Return what an act of this kind says in one sentence, by the kind's template; its title where it has none.

        Args:
            said: `party`, and `re` where it answers an act, as people read them; and what `told` names, in which what
                is a party's is `quoted`.
            body: as JSON can say it; what the template names and it does not have is left out.
        """
        assert said.keys() >= set(self.told), f"{self.name} is told with {', '.join(self.told)}"
        text = self.text.get("en") or "{party}: " + self.title
        tables = [value for value in body.values() if isinstance(value, Mapping)]
        named = {name: table[name] for table in tables for name in self.headline if name in table} | dict(body)
        words = {name: self._open(name, named[name]) for name in HOLE.findall(text) if name in named}
        return told(text, {**words, **said, **{name: quoted(said[name]) for name in ("party", "re") if name in said}})

    def _open(self, name: str, value: Any) -> str:
        """Return what stands in a sentence for a field: our words where it is a number, or one of the field's own."""
        choices = self.fields[name].choices if name in self.fields else ()
        each = value if isinstance(value, list | tuple) else (value,)
        ours = all(one in choices or (isinstance(one, int) and not isinstance(one, bool)) for one in each)
        words = " ".join(_words(value).split())
        return words if ours else quoted(words)

    @property
    def known(self) -> Mapping[str, Field]:
        """Return all fields that a body of this kind may have: its own in their order, then those that any body may."""
        return {**self.fields, **{name: one for name, one in COMMON.items() if name not in self.fields}}

    def show(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return a body for eyes and programs: times as RFC 3339."""
        return {key: self.fields[key].show(one) if key in self.fields else one for key, one in body.items()}


TEXT: Final = Field("Text")


def short(label: str, *, required: bool = False, names: str = "") -> Field:
    """Return a field for a text no longer than a name, which may be left out unless it is required."""
    return Field(label, required=required, characters_max=NAME_CHARACTERS_MAX, names=names)


NEED_BY: Final = "need_by_at"
ASKED_BY: Final[Mapping[str, Field]] = {NEED_BY: Field("Answer asked by", Sort.INSTANT, required=False)}
"""In the body of a kind that a person answers: by when its author asks for that. It is a wish, which nobody owes."""

IDENTITIES: Final = Field("Identity notes of the signers", many=True, required=False)
COMMON: Final[Mapping[str, Field]] = {
    "topic": Field("Topic of the charter", required=False, characters_max=32),
    "for": Field("Alliance for which the party speaks", required=False, characters_max=32),
    "mandate": Field("Reference of the mandate", required=False, characters_max=200),
    "drill": Field(
        "Name of the drill; it counts as practised only", required=False, characters_max=DRILL_CHARACTERS_MAX
    ),
    "amended": Field(
        "Amendments in force when the dossier was opened", Sort.COUNT, required=False, most=AMENDMENTS_MAX
    ),
    "without": Field("Parties that had withdrawn by then", required=False, many=True, characters_max=32, parties=True),
    "bears_on": Field("Assurances on which it bears", required=False, many=True, characters_max=200),
}
"""Fields that any body may have, where its kind has none of that name."""

EXTENSION_REQUEST, EXTENSION = "extension-request", "extension"
CLARIFICATION_ASKED, CLARIFICATION_GIVEN = "clarification-asked", "clarification-given"
EXEMPTION, DUTY_DISPUTE = "exemption", "duty-dispute"
ABOUT_DUTIES: Final = frozenset(
    {EXTENSION_REQUEST, EXTENSION, CLARIFICATION_ASKED, CLARIFICATION_GIVEN, EXEMPTION, DUTY_DISPUTE}
)
"""Kinds that speak of a duty, at whatever desk it arose; they answer nothing that is asked there."""


def _words(value: Any) -> str:
    match value:
        case str():
            return value
        case list() | tuple():
            return ", ".join(_words(one) for one in value)
        case Mapping():
            return ", ".join(f"{name} {_words(one)}" for name, one in value.items())
        case _:
            return str(value)


def instant_of(body: Mapping[str, Any], name: str) -> Instant | None:
    """Return a time of a body, or None where there is none."""
    value = body.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= INSTANT_MAX else None


def need_by_of(kind: Kind | None, body: Mapping[str, Any]) -> Instant | None:
    """Return by when the author of an act asks for an answer, or None: other kinds may carry anything of that name."""
    return instant_of(body, NEED_BY) if kind is not None and NEED_BY in kind.fields else None


def asks_answer(kind: Kind, body: Mapping[str, Any]) -> bool:
    """Say if an act asks for an answer: all of its kind do, or it says by when."""
    return kind.speech is Speech.ASKS or need_by_of(kind, body) is not None


def text_of(body: Mapping[str, Any], name: str) -> str:
    """Return a text of a body, empty where there is none."""
    value = body.get(name)
    return value if isinstance(value, str) else ""


def unofficial_of(body: Mapping[str, Any]) -> dict[str, str]:
    """Return the unofficial translations that an author put beside its own words, by language."""
    found = body.get("unofficial")
    texts = found.items() if isinstance(found, Mapping) else ()
    return {str(language): text for language, text in texts if isinstance(text, str)}


def drill_of(body: Mapping[str, Any]) -> str:
    """Return the name of the drill that an act is part of, empty where it is none."""
    return text_of(body, "drill")


def drill_title(drill: str, title: str) -> str:
    """Return words with the mark of a drill before them, or as they are where there is none; a title's: `practised`."""
    return f"DRILL {drill}: {title}" if drill else title


def texts_of(body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a list of texts of a body, empty where there is none."""
    value = body.get(name)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list | tuple) else ()


def table_of(*kinds: Kind) -> Mapping[str, Kind]:
    """Return kinds by name, as a desk exports them."""
    return {kind.name: kind for kind in kinds}
