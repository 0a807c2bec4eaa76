"""What a desk is: the kinds it knows, and the words in which all desks speak of acts. Names: design section 8."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from detente.clock import Instant
from detente.errors import Refused


class Speech(StrEnum):
    """What a kind does between parties, whatever it is about."""

    ASKS = "asks"
    ANSWERS = "answers"
    DECLINES = "declines"
    INFORMS = "informs"
    AGREES = "agrees"
    SUSPENDS = "suspends"


class Rank(StrEnum):
    """From whom a kind is accepted at the least; the higher rank may do what the lower may."""

    WATCH_OFFICER = "watch officer"
    EXPERT = "expert"
    MILITARY_REPRESENTATIVE = "military representative"
    AMBASSADOR = "ambassador"
    MINISTER = "minister"
    HEAD = "head of state or government"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind's body.

    Args:
        type: what CBOR gives for it.
        label: for forms, in English.
    """

    type: type
    label: str
    required: bool = True
    characters_max: int = 60_000


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of act, and all that forms, lists and the assessment need to know of it.

    Args:
        fields: of the body; others are carried and shown.
        rung: the rung of receipt that this act proves for the act it answers, or None.
        cameo: the CAMEO root code, 01 to 20 (Gerner, Schrodt 2002: CAMEO codebook, chapter 2).
        text: template per language, for one line; `{party}`, `{re}` and the body's fields may stand in it.
    """

    name: str
    speech: Speech
    cameo: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    least_rank: Rank = Rank.WATCH_OFFICER
    needs_re: bool = False
    rung: str | None = None
    text: Mapping[str, str] = field(default_factory=dict)

    def check_body(self, body: Mapping[str, Any]) -> None:
        """Be silent where the body has what the kind asks for.

        Raises:
            Refused: `body-incomplete`, `body-field-type`, `body-field-too-long`.
        """
        for name, wanted in self.fields.items():
            value = body.get(name)
            if value is None or value == "":
                if wanted.required:
                    raise Refused(
                        "body-incomplete",
                        expected=f"{name} in an act of kind {self.name}",
                        got="nothing",
                        remedy="give the text, or --body FILE",
                    )
            elif not isinstance(value, wanted.type):
                raise Refused(
                    "body-field-type",
                    expected=f"{wanted.type.__name__} in {name}",
                    got=type(value).__name__,
                    remedy="see detente send --help",
                )
            elif isinstance(value, str) and len(value) > wanted.characters_max:
                raise Refused(
                    "body-field-too-long",
                    expected=f"at most {wanted.characters_max} characters in {name}",
                    got=str(len(value)),
                    remedy="attach the long part",
                )


@dataclass(frozen=True, slots=True)
class Said:
    """An act as desks see it: who said what in answer to what; how it arrived is not their matter.

    Args:
        ref: human reference, unique within the council.
        re: reference of the act that it answers, or None.
    """

    ref: str
    party: str
    kind: str
    claimed_at: Instant
    re: str | None = None
    to: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    officer: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NextAct:
    """What an officer could do now: the form to offer.

    Args:
        re: the act that it would answer.
    """

    kind: str
    re: str | None = None


Render = Callable[[Said, str], str]
