"""What a verified mandate covers: steps 7 to 9 of its check, which need neither signatures nor identity notes again.

Each act for an alliance is checked so, on the one verification of the mandate that it names. Numbers:
docs/spec/documents.md section 5.
"""

from collections.abc import Iterable

from msgspec import Struct

from detente.clock import Instant, rfc3339
from detente.errors import Refused
from detente.protocol.mandates.mandate import Mandate, Revocation, text_hash


class Use(Struct, frozen=True):
    """What a mandate is to cover; what is None is not compared.

    Args:
        at: the second at which it must hold.
        party: id of who speaks.
        dossier: reference within the council; empty for an act that opens its own.
        text: what is said.
    """

    at: Instant
    party: str | None = None
    dossier: str | None = None
    text: str | None = None


class Revoked(Struct, frozen=True):
    """A revocation with the members whose signature under it verified."""

    revocation: Revocation
    by: frozenset[str]


class Granted(Struct, frozen=True):
    """A mandate whose signatures verified and met the rule, as of the second for which they were asked.

    Args:
        needed: how many members the rule asks for.
        signed: the members whose signatures count, in the order of the rule.
        missing: the other members.
    """

    mandate: Mandate
    needed: int
    signed: tuple[str, ...]
    missing: tuple[str, ...] = ()

    def check(self, use: Use, revocations: Iterable[Revoked] = ()) -> None:
        """Be silent where it may be used so.

        Raises:
            Refused: `mandate-other-holder`, `mandate-early`, `mandate-expired`, `mandate-other-dossier`,
                `mandate-other-text`, `mandate-revoked`.
        """
        check_holder(self.mandate, use)
        check_time(self.mandate, use)
        check_cover(self.mandate, use)
        self.check_standing(revocations)

    def taken_back(self, revocations: Iterable[Revoked]) -> tuple[str, ...]:
        """Return the members who signed it and took that back."""
        by = frozenset[str]().union(*(one.by for one in revocations if revokes(one.revocation, self.mandate)))
        return tuple(member for member in self.signed if member in by)

    def stands(self, revocations: Iterable[Revoked]) -> bool:
        """Say if as many members stand by it as the rule asks for."""
        return len(self.signed) - len(self.taken_back(revocations)) >= self.needed

    def check_standing(self, revocations: Iterable[Revoked]) -> str:
        """Step 9. Who takes back a mandate no longer counts among those who signed it."""
        taken_back = self.taken_back(revocations := tuple(revocations))
        left = len(self.signed) - len(taken_back)
        if not self.stands(revocations):
            raise Refused(
                "mandate-revoked",
                expected=f"{self.needed} members who stand by it",
                got=f"{left}; taken back by {', '.join(taken_back)}",
                remedy="ask the alliance for a new mandate, or speak nationally",
            )
        return f"taken back by {', '.join(taken_back) or 'nobody'}; {left} stand by it"


def revokes(revocation: Revocation, mandate: Mandate) -> bool:
    """Say if a revocation takes that mandate back: every text of the same alliance, council and serial."""
    return (revocation.council, revocation.alliance, revocation.for_council, revocation.revokes) == (
        mandate.council,
        mandate.alliance,
        mandate.for_council,
        mandate.serial,
    )


def check_holder(mandate: Mandate, use: Use) -> None:
    """Be silent where who speaks is the holder. Part of step 3."""
    if use.party not in (None, mandate.holder):
        raise Refused(
            "mandate-other-holder", expected=f"{mandate.holder}, to whom the mandate was given", got=str(use.party)
        )


def check_time(mandate: Mandate, use: Use) -> str:
    """Step 7."""
    first, last, got = rfc3339(mandate.valid_from), rfc3339(mandate.valid_until), rfc3339(use.at)
    if use.at < mandate.valid_from:
        raise Refused("mandate-early", expected=f"a time from {first} on", got=got, remedy="wait until then")
    if use.at > mandate.valid_until:
        raise Refused(
            "mandate-expired",
            expected=f"a time up to {last}",
            got=got,
            remedy="ask the alliance for a new mandate, or speak nationally",
        )
    return f"from {first} to {last}; asked for {got}"


def check_cover(mandate: Mandate, use: Use) -> str:
    """Step 8."""
    if mandate.dossier and use.dossier is not None and use.dossier.upper() != mandate.dossier.upper():
        raise Refused("mandate-other-dossier", expected=mandate.dossier, got=use.dossier or "a dossier of its own")
    if mandate.text_hash and use.text is not None and text_hash(use.text) != mandate.text_hash:
        raise Refused(
            "mandate-other-text",
            expected=f"the agreed text, SHA-256 {mandate.text_hash}",
            got=f"a text with SHA-256 {text_hash(use.text)}",
            remedy="say exactly the agreed text, to the last character",
        )
    where = mandate.dossier or "any dossier"
    words = f"only the text with SHA-256 {mandate.text_hash}" if mandate.text_hash else "words within its limits"
    asked = [
        "" if value is not None else f"; no {name} was compared"
        for name, value in (("dossier", use.dossier), ("text", use.text))
    ]
    return f"{where}, {words}{''.join(asked)}"
