"""Papers for tests: the minutes of 20 April 2016 as the scenario tells it, and what was said in public that day.

Who tabled what, the chair's summary, signatures and the symbol are the tests' own; so is the joint communiqué.
"""

import hashlib

from detente.clock import DAY, HOUR, parse_rfc3339
from detente.council.papers.communique import Author, Communique
from detente.council.papers.minutes import (
    Basis,
    Bracket,
    Change,
    Delegation,
    Item,
    Minutes,
    Person,
    Position,
    Result,
    Signature,
    Source,
    Symbol,
    Words,
)
from detente.rehearsal.library import load_scenario
from detente.rehearsal.scenario import Act, Event, Published, Scenario
from detente.tlog.checkpoint import Checkpoint

COUNCIL = "nrc-2016-rehearsal-7d3f0c52a91be846"
CLOSED_AT = parse_rfc3339("2016-04-20T15:30:00Z")
NAMES = {
    "nato": ("NATO", "Secretary General, in the chair"),
    "ru": ("Russian Federation", "Permanent Representative"),
    "us": ("United States", "Permanent Representative"),
    "de": ("Germany", "Permanent Representative"),
    "pl": ("Poland", "Permanent Representative"),
    "es": ("Spain", "Permanent Representative"),
    "tr": ("Turkey", "Permanent Representative"),
}
TITLES = (
    {
        "en": "Ukraine and the Minsk agreements",
        "fr": "L’Ukraine et les accords de Minsk",
        "ru": "Украина и Минские договорённости",
    },
    {
        "en": "Military activities, transparency, reduction of risks",
        "fr": "Activités militaires, transparence, réduction des risques",
        "ru": "Военная деятельность, транспарентность, снижение рисков",
    },
    {"en": "Afghanistan", "fr": "Afghanistan", "ru": "Афганистан"},
)


def head(origin: str, size: int, fill: int) -> Checkpoint:
    return Checkpoint(f"{COUNCIL}/{origin}", size, bytes((fill * number) % 251 for number in range(1, 33)))


def minutes_of_2016(**more: object) -> Minutes:
    """Return the minutes of the council's meeting on 20 April 2016, of the scenario's own words and sources."""
    scenario = load_scenario("nrc-2016")
    items = tuple(item(scenario, number) for number in (1, 2, 3))
    used = dict.fromkeys(
        source for one in items for basis in (one.basis, *(p.basis for p in one.positions)) for source in basis.sources
    )
    fields: dict[str, object] = {
        "council": COUNCIL,
        "council_title": {
            "en": "NATO-Russia Council",
            "fr": "Conseil OTAN-Russie",
            "ru": "Совет Россия — НАТО",
        },
        "rehearsal": True,
        "reference": "NATO/PLENARY/12",
        "title": {
            "en": "Meeting of 20 April 2016",
            "fr": "Réunion du 20 avril 2016",
            "ru": "Заседание 20 апреля 2016 года",
        },
        "symbol": Symbol("NRC/M/2016/1", ((Change.REVISION, 1),)),
        "level": "ambassador",
        "place": "NATO Headquarters, Brussels",
        "began_at": parse_rfc3339("2016-04-20T12:00:00Z"),
        "ended_at": CLOSED_AT,
        "chair": "nato",
        "chair_person": "Secretary General",
        "delegations": tuple(Delegation(id_, name, (Person(office),)) for id_, (name, office) in NAMES.items()),
        "items": items,
        "summary": Words(
            "The meeting took some three and a half hours. On none of the three items was there agreement, and no "
            "joint statement. No date is set for a next meeting.",
            "en",
        ),
        "signatures": (Signature("nato", CLOSED_AT + 7_200), Signature("ru"), Signature("us", CLOSED_AT + 9_000)),
        "sources": tuple(Source(one, scenario.sources[one].title, scenario.sources[one].where) for one in used),
        "as_of": parse_rfc3339("2016-04-20T18:00:00Z"),
        "heads": (head("journal/depositary/1", 4_182, 7), head("plenary/nato/1", 31, 11), head("plenary/ru/1", 17, 13)),
    }
    return Minutes(**{**fields, **more})  # type: ignore[arg-type]


def item(scenario: Scenario, number: int) -> Item:
    """Return an agenda item as the scenario's acts give it."""
    said = {event.what.id: event for event in scenario.events if isinstance(event.what, Act)}
    positions = tuple(
        Position(
            party,
            words(said[f"item-{number}-{party}"]),
            f"{party.upper()}/PLENARY/{10 + 3 * number + place}",
            basis=basis(said[f"item-{number}-{party}"]),
        )
        for place, party in enumerate(("nato", "us", "ru"))
        if f"item-{number}-{party}" in said
    )
    result = said[f"item-{number}-result"]
    brackets = ()
    if number == 1:
        brackets = (
            Bracket(
                "on the Minsk agreements, “to be carried out fully and …”",
                (("nato", Words("quickly", "en")), ("ru", Words("поэтапно", "ru"))),
            ),
        )
    return Item(
        str(number),
        TITLES[number - 1],
        Result.NOT_AGREED,
        tabled_by=("ru",) if number == 3 else ("nato",),
        contested_by=("ru",) if number == 2 else (),
        positions=positions,
        outcome=words(result),
        basis=basis(result),
        brackets=brackets,
    )


def words(event: Event) -> Words:
    assert isinstance(event.what, Act)
    return Words(event.what.text, event.what.language, dict(event.what.texts))


def basis(event: Event) -> Basis:
    return Basis(event.basis.value, event.sources)


def communiques() -> tuple[Communique, ...]:
    """Return what was said in public that day, as the scenario tells it, and one joint text of the tests' own."""
    scenario = load_scenario("nrc-2016")
    day = parse_rfc3339("2016-04-20T00:00:00Z")
    said = {
        event.what.by: event
        for event in scenario.events
        if isinstance(event.what, Published) and 0 <= event.at - day < DAY
    }
    alone = tuple(
        communique(
            f"{party.upper()}/PLENARY/{40 + number}",
            said[party].at,
            {"en": said[party].headline},
            (Words(said[party].what.text, "en"),),  # type: ignore[union-attr]
            (party,),
        )
        for number, party in enumerate(("nato", "ru"))
    )
    joint = communique(
        "NATO/PLENARY/51",
        day + DAY,
        {
            "en": "For the test: the line is checked every day",
            "ru": "Для проверки: линия связи проверяется ежедневно",
        },
        (
            Words("The line is checked every day at 09:00 UTC.\n\nNothing else follows from this text.", "en"),
            Words(
                "Линия связи проверяется ежедневно в 09:00 UTC.\n\nНичего другого из этого текста не следует.",
                "ru",
                {"ar": "يُفحص الخط كل يوم في الساعة 09:00."},
            ),
        ),
        ("nato", "ru"),
        symbol="NRC/COM/2016/1",
    )
    return (*alone, joint)


def communique(
    reference: str,
    at: int,
    title: dict[str, str],
    texts: tuple[Words, ...],
    parties: tuple[str, ...],
    **more: object,
) -> Communique:
    """Return a communiqué of these parties, each of whom consented an hour before; note and evidence are bytes."""
    text = "\n".join(one.text for one in texts)
    fields: dict[str, object] = {
        "council": COUNCIL,
        "council_title": {"en": "NATO-Russia Council", "ru": "Совет Россия — НАТО"},
        "rehearsal": True,
        "reference": reference,
        "symbol": "",
        "published_at": at,
        "title": title,
        "texts": texts,
        "authors": tuple(Author(party, NAMES[party][0], at - HOUR) for party in parties),
        "digest": hashlib.sha256(text.encode()).digest(),
        "note": f"{text}\n\n— a signature\n".encode(),
        "evidence": b"PK" + text.encode(),
    }
    return Communique(**{**fields, **more})  # type: ignore[arg-type]
