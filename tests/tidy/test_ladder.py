"""Imports go down the ladder only, siblings never meet, and each foreign library has its one door."""

from tests.tidy.house import check_none, imports, modules

LADDER = (
    {"cli"},
    {"tour"},
    {"console", "api", "rehearsal"},
    {"home"},
    {"node"},
    {"record", "assessment"},
    {"council"},
    {"maps"},
    {"regimes", "tracks"},
    {"protocol"},
    {"tlog"},
    {"languages"},
    {"errors", "limits", "clock", "log"},
)
RUNG = {part: number for number, rung in enumerate(LADDER) for part in rung}

DOORS = {
    "cryptography": ("detente.tlog.ed25519", "detente.protocol.keys", "detente.protocol.seal"),
    "webauthn": ("detente.protocol.passkeys",),
    "babel": ("detente.languages",),
    "cbor2": ("detente.protocol.cbor",),
    "tomllib": ("detente.protocol.toml",),
    "sqlalchemy": ("detente.record",),
    "sqlite3": ("detente.record",),
    "alembic": ("detente.record",),
    "psycopg": ("detente.record",),
    "aiohttp": ("detente.node", "detente.rehearsal"),
    "litestar": ("detente.home", "detente.console", "detente.api", "detente.tour"),
    "uvicorn": ("detente.home", "detente.console", "detente.api"),
    "multipart": ("detente.console.forms.incoming",),
    "apprise": ("detente.home.alarms.door",),
    "typer": ("detente.cli",),
    "rich": ("detente.cli",),
    "typst": ("detente.home.papers",),
    "segno": ("detente.home.papers.codes",),
    "zxingcpp": ("detente.home.papers.seeing",),
    "PIL": ("detente.home.papers.seeing",),
    "pypdfium2": ("detente.home.papers.seeing",),
    "icalendar": ("detente.home.papers",),
    "xml": ("detente.home.papers", "detente.tracks.gpx"),
    "pyais": ("detente.tracks.ais",),
    "geographiclib": ("detente.tracks.geodesy",),
}
"""Library to the modules or packages that may import it."""

REGISTRY = "detente.council.registry"
DESKS = "detente.council.desks"
ASSESSMENT = (
    {"report", "cases"},
    {"inputs", "events"},
    {"evidence", "dependence", "conflict", "exchange"},
    {"reading", "linear", "basis"},
    {"numbers"},
    {"words"},
)
"""Its own rungs: evidence and the three judgements are siblings; they meet in the report and in the published cases."""
KNOW_THE_LINE = ("detente.council.dossier",)
"""What may know the line's desk: every dossier has its state, because any act can be acknowledged."""


def part_of(name: str) -> str | None:
    """Return the part of the ladder that a dotted name belongs to."""
    package, _, rest = name.partition(".")
    return rest.split(".")[0] if package == "detente" and rest else None


def within(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def test_every_part_of_the_package_has_a_rung() -> None:
    parts = {part_of(module.name) for module in modules()} - {None}
    assert parts <= RUNG.keys() | {"__main__"}


def test_imports_go_down_only() -> None:
    """A module imports from its own part or from a lower rung; never from above, never from a sibling."""
    check_none(
        f"{module.place}:{line}: {mine} may not import {name}"
        for module in modules()
        if (mine := part_of(module.name)) in RUNG
        for name, line in imports(module)
        if (other := part_of(name)) in RUNG and other != mine and RUNG[other] <= RUNG[mine]
    )


def test_a_library_has_its_one_door() -> None:
    """Only the modules named here import these libraries."""
    check_none(
        f"{module.place}:{line}: {library} belongs to {DOORS[library]}"
        for module in modules()
        for name, line in imports(module)
        if (library := name.split(".")[0]) in DOORS and not within(module.name, DOORS[library])
    )


def test_desks_do_not_import_each_other() -> None:
    """A desk is a module of `council/desks`; only the registry knows them all, and each of them stands there."""
    desks = {module.name for module in modules() if module.name.startswith(f"{DESKS}.")}
    for module in modules():
        if module.name in desks:
            met = {desk for desk in desks - {module.name} for name, _ in imports(module) if within(name, (desk,))}
            assert not met, f"{module.place} imports {met}"
        elif part_of(module.name) == "council" and module.name not in (REGISTRY, *KNOW_THE_LINE):
            assert not [name for name, _ in imports(module) if within(name, (DESKS,))], f"{module.place} knows a desk"
    assert {f"{DESKS}.{name}" for name in _registered()} == desks


def _registered() -> set[str]:
    registry = next(module for module in modules() if module.name == REGISTRY)
    return {name.removeprefix(f"{DESKS}.") for name, _ in imports(registry) if name.startswith(f"{DESKS}.")}


def test_evidence_and_judgement_meet_in_the_report_only() -> None:
    """Imports go down within the assessment too: what computes from the record knows nothing of stated inputs."""
    rung = {part: number for number, parts in enumerate(ASSESSMENT) for part in parts}
    for module in modules():
        whole, _, rest = module.name.partition(".assessment.")
        mine = rest.split(".")[0]
        if whole != "detente" or not mine:
            continue
        for name, line in imports(module):
            other = name.removeprefix("detente.assessment.").split(".")[0]
            if name.startswith("detente.assessment.") and other != mine:
                assert rung[other] > rung[mine], f"{module.place}:{line}: {mine} may not import {other}"


def test_the_ladder_refuses_what_it_is_there_for() -> None:
    """The rule bites: an import upwards, one between siblings, and a library out of place are all seen."""
    assert RUNG["node"] < RUNG["record"] < RUNG["protocol"] < RUNG["tlog"]
    assert RUNG["console"] == RUNG["api"] == RUNG["rehearsal"]
    assert not within("detente.protocol.sealing", DOORS["cryptography"])
    assert part_of("detente.errors.Refused") == "errors"
