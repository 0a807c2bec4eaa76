"""Concerns and assurances for eyes, and as data for programs: the register is made of what stands here."""

from typing import Any, Final

from detente.clock import rfc3339, written
from detente.council.concern.standing import (
    AssuranceStanding,
    ConcernStanding,
    gaps_of,
    gone,
    standing_of_assurance,
    standing_of_concern,
)
from detente.council.concern.state import ANSWER, ASSURANCE, CONCERN, RENEWAL, WITHDRAWAL, ConcernsState, Until
from detente.council.desk import Line, Section, Sheet
from detente.council.journal import Journal
from detente.council.kinds import instant_of, text_of, texts_of
from detente.council.said import Said, by_past
from detente.council.titles import quoted, titled

TITLE_CHARACTERS: Final = 120
UNSAID: Final = "not said"
_TIMED: Final = (AssuranceStanding.STANDS, AssuranceStanding.RENEWED, AssuranceStanding.DUE)
NOTE: Final = "That an assurance stands says that it is given, and nothing of what anybody does."


def sheet_of(state: ConcernsState, journal: Journal) -> Sheet:
    """Return the sheet of a dossier in which somebody raised a concern or gave an assurance."""
    concerns = [concern_data(state, act, journal) for act in state.of(CONCERN)]
    assurances = [assurance_data(state, act, journal) for act in state.of(ASSURANCE)]
    first = next(iter(state.of(CONCERN, ASSURANCE)))
    lead = next(one for one in [*concerns, *assurances] if one["ref"] == first.ref)
    return Sheet(
        titled(quoted(" ".join(text_of(first.body, "text").split())[:TITLE_CHARACTERS])),
        lead["status"],
        facts=_facts(first, lead),
        sections=tuple(one for one in _sections(state, concerns, assurances) if one.lines),
        data={"concerns": concerns, "assurances": assurances},
        timed=any(one["until_at"] and one["standing"] in (*_TIMED, AssuranceStanding.NOT_HEARD) for one in assurances),
    )


def concern_data(state: ConcernsState, concern: Said, journal: Journal) -> dict[str, Any]:
    """Return one concern for programs; `status` is a word of `ConcernStanding`."""
    body, standing = concern.body, standing_of_concern(state, concern)
    last = [state.said[ref] for ref in state.outcome_of(concern.ref).refs if ref in state.said]
    return {
        "ref": concern.ref,
        "party": concern.party,
        "to": sorted(state.addressees_of(concern)),
        "about": text_of(body, "about"),
        "text": text_of(body, "text"),
        "language": concern.language,
        "place": text_of(body, "place"),
        "from_at": written(instant_of(body, "from_at")),
        "until_at": written(instant_of(body, "until_at")),
        "would_reassure": text_of(body, "would_reassure"),
        "bears_on": _bears_on(state, concern),
        "claimed_at": rfc3339(concern.claimed_at),
        "status": standing.value,
        "settled": standing.settled,
        "reason": next((text_of(one.body, "reason") for one in last), ""),
        "answers": [{"ref": one.ref, "party": one.party, "kind": one.kind} for one in state.answers_to(concern)],
        "ended": [one.ref for one in gone(state, concern, journal)],
    }


def assurance_data(state: ConcernsState, assurance: Said, journal: Journal) -> dict[str, Any]:
    """Return one assurance for programs; `status` is its standing, or `disputed` while that is so in this dossier."""
    body, standing = assurance.body, standing_of_assurance(state, assurance, journal)
    ends = state.ends_of(assurance.ref)
    about = state.concern_of(assurance.re)
    bearing = state.bearing_on(assurance.ref)
    disputed = [one.ref for one in bearing if disputes(state, one, assurance)]
    return {
        "ref": assurance.ref,
        "party": assurance.party,
        "to": list(assurance.to),
        "concern": None if about is None else about.ref,
        "will": text_of(body, "will"),
        "text": text_of(body, "text"),
        "language": assurance.language,
        "place": text_of(body, "place"),
        "from_at": written(instant_of(body, "from_at")),
        "until_at": written(min((end for end in ends if end is not None), default=None)),
        "verification": text_of(body, "verification"),
        "claimed_at": rfc3339(assurance.claimed_at),
        "standing": standing.value,
        "holds": standing.holds,
        "status": status_of(standing, disputed=bool(disputed)),
        "disputed_by": disputed,
        "bearing": [one.ref for one in bearing],
        "renewed_by": [one.ref for one in state.of(RENEWAL) if state.assurance_of(one.ref) == assurance],
        "withdrawn_by": [one.ref for one in state.of(WITHDRAWAL) if state.assurance_of(one.ref) == assurance],
        "gaps": [
            {"from_at": rfc3339(gap.from_at), "until_at": rfc3339(gap.until_at), "renewal": gap.renewal}
            for gap in gaps_of(state, assurance, journal)
        ],
    }


def disputes(state: ConcernsState, concern: Said, assurance: Said) -> bool:
    """Say if a concern of another party that bears on an assurance is not settled."""
    other = concern.kind == CONCERN and concern.party != assurance.party
    return other and not standing_of_concern(state, concern).settled


def status_of(standing: AssuranceStanding, *, disputed: bool) -> str:
    """Return the one word for an assurance: what ended is not disputed any more."""
    return "disputed" if disputed and standing.holds else standing.value


def _facts(first: Said, lead: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    whom = ", ".join(lead["to"]).upper()
    found = [
        ("raised by" if first.kind == CONCERN else "given by", first.party.upper()),
        ("to", whom or "all who read it"),
        ("what worries", lead.get("about", "")),
        ("will", lead.get("will", "")),
        ("place", lead["place"]),
        ("from", lead["from_at"] or ""),
        ("until", lead["until_at"] or ("" if first.kind == CONCERN else str(Until(None)))),
        ("what would reassure", (lead["would_reassure"] or UNSAID) if first.kind == CONCERN else ""),
        ("how it may be checked", "" if first.kind == CONCERN else lead["verification"] or UNSAID),
        ("why", lead.get("reason", "")),
    ]
    return tuple((name, value) for name, value in found if value)


def _sections(
    state: ConcernsState, concerns: list[dict[str, Any]], assurances: list[dict[str, Any]]
) -> tuple[Section, ...]:
    raised = tuple(
        Line((one["party"].upper(), ", ".join(one["to"]).upper(), one["place"] or "–", one["status"], one["text"]),
             one["ref"], one["language"], _CONCERN_MARKS.get(one["status"], ""))
        for one in concerns
    )  # fmt: skip
    given = tuple(
        Line((one["party"].upper(), one["will"], one["place"] or "–", one["until_at"] or str(Until(None)),
              _words(one), one["text"]),
             one["ref"], one["language"], _ASSURANCE_MARKS.get(one["status"], ""))
        for one in assurances
    )  # fmt: skip
    answers = tuple(
        Line((one.party.upper(), one.kind.removeprefix("concern-"), text_of(one.body, "text")), one.ref, one.language)
        for one in sorted(
            {act.ref: act for concern in state.of(CONCERN) for act in state.answers_to(concern)
             if act.kind != ASSURANCE}.values(), key=by_past)
    )  # fmt: skip
    outcomes = tuple(
        Line((one.party.upper(), text_of(one.body, "answer"), text_of(one.body, "reason")), one.ref, one.language)
        for one in state.of(ANSWER)
    )
    return (
        Section("Concerns", raised, ("By", "To", "Place", "Status", "What worries")),
        Section("Said in answer", answers, ("By", "What", "Words")),
        Section("Assurances", given, ("By", "Will", "Place", "Until", "Status", "What"), NOTE),
        Section("Whether it reassured", outcomes, ("By", "Says", "Reason")),
    )


def _words(one: dict[str, Any]) -> str:
    """Return the status of an assurance with what stands beside it."""
    found = [one["status"]]
    if one["status"] == "disputed":
        found.append(f"{one['standing']}; a concern bears on it: {', '.join(one['disputed_by'])}")
    found += [f"not given from {gap['from_at']} until {gap['until_at']}" for gap in one["gaps"]]
    return "; ".join(found)


def _bears_on(state: ConcernsState, concern: Said) -> list[str]:
    """Return the assurances on which a concern says that it bears, that which it answers among them."""
    answered = state.said.get(concern.re or "")
    own = [answered.ref] if answered is not None and answered.kind == ASSURANCE else []
    return list(dict.fromkeys([*own, *(ref.upper() for ref in texts_of(concern.body, "bears_on"))]))


_CONCERN_MARKS: Final = {
    ConcernStanding.OPEN: "waiting", ConcernStanding.ANSWERED: "waiting",
    ConcernStanding.DECLINED: "waiting", ConcernStanding.NOT_REASSURED: "waiting",
    ConcernStanding.REASSURED: "good", ConcernStanding.CONFLICT: "alarm",
}  # fmt: skip
_ASSURANCE_MARKS: Final = {
    AssuranceStanding.STANDS: "good", AssuranceStanding.RENEWED: "good", AssuranceStanding.DUE: "waiting",
    AssuranceStanding.CONFLICT: "alarm", "disputed": "waiting",
}  # fmt: skip
