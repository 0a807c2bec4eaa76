"""What was read of files of positions and computed from them, printed for people: files at hand or of an incident."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.tracks.wording import how_near, metres, short_hash

if TYPE_CHECKING:
    from detente.home.replies.tracks import (
        ApartView,
        ApproachView,
        EncounterView,
        IncidentFileView,
        PositionsView,
        SideView,
        ZoneNearView,
    )

Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="TEXT", help="Only tracks with this in their name; again for more."),
]
SHOWN = 10
_APART_SHOWN = 3
NOT_STATED = "not stated"


def put_positions(view: "PositionsView") -> None:
    """Print what was read of one file, and the remarks on it."""
    put_line(f"{view.file}: {view.format}, {view.bytes:,} bytes, sha256 {view.sha256}")
    printing.put_table(
        ("track", "craft", "positions", "from", "until", "datum"),
        ((one.name, one.craft, str(one.points), one.from_at, one.until_at, one.datum or NOT_STATED)
         for one in view.tracks[:SHOWN]),
    )  # fmt: skip
    if len(view.tracks) > SHOWN:
        put_line(f"{len(view.tracks) - SHOWN} more tracks")
    for how in dict.fromkeys(how for one in view.tracks for how in one.derived):
        put_line(f"  derived: {how}")
    for flag in view.flags[:SHOWN]:
        place = "".join((f", {flag.track}" if flag.track else "", f", line {flag.line}" if flag.line else ""))
        put_line(f"  remark ({flag.code}{place}): {flag.text}")
    if len(view.flags) > SHOWN:
        put_line(f"  {len(view.flags) - SHOWN} more remarks: --json has them all")


def put_file(view: "IncidentFileView") -> None:
    """Print one file of an incident: whose it is, what is said of it, and what was read of it or why not."""
    said = view.said
    of = f" of {said['of']}" if said["of"] else ""
    derived = f", derived from {said['derived_from']}" if said["derived_from"] else ""
    basis = said["basis"] or "whether it was recorded is not stated"
    put_line(f"\n{said['voice']}: {said['sort']}{of}, {said['what']} ({basis}{derived}; {said['ref']})")
    if view.positions is not None:
        put_positions(view.positions)
    else:
        name = said["attachment"] or "no file"
        put_line(f"{name}: sha256 {view.sha256 or said['sha256'] or NOT_STATED}")
    if view.zones:
        put_line(f"  zones: {', '.join(view.zones)}")
    if view.why:
        put_line(f"  not read ({view.state}): {view.why}")
    if view.differs:
        put_line(f"  remark: its act states another sha256, {said['sha256']}")


def put_geometry(view: "EncounterView") -> None:
    """Print what was computed from the files of an incident: zones, coast, nearest approaches, what was left out."""
    for near in view.zones:
        put_near(near)
    for one in view.coasts:
        where = "inland by the map, the nearest coast" if one.inland else "the nearest coast"
        put_line(f"{one.track} (from {one.file} of {one.whose}): {where} "
                 f"{how_near(one.distance_m, one.uncertainty_m)} at {one.at}, by a map of 1:50 million")  # fmt: skip
    put_pairs(view.items)
    for sentence in view.left_out:
        put_line(f"not compared: {sentence}")


def put_near(view: "ZoneNearView") -> None:
    """Print how a track lay to a zone."""
    first = f", the first at {view.first_inside_at}" if view.first_inside_at else ""
    within = f"{view.positions_inside} positions within{first}" if view.positions_inside else "no position within"
    nearest = f"nearest to its edge {metres(view.least_distance_to_edge_m)}"
    put_line(f"{view.track} and {view.zone} (as given in {view.source}): {within}; {nearest}")


def put_pairs(pairs: "Sequence[ApproachView | ApartView]") -> None:
    """Print the nearest approaches, the nearest first, as far as people read on."""
    from detente.home.replies.tracks import ApartView

    apart = [one for one in pairs if isinstance(one, ApartView)]
    met = [one for one in pairs if not isinstance(one, ApartView)]
    for pair in met[:SHOWN]:
        _put_pair(pair)
    if len(met) > SHOWN:
        put_line(f"{len(met) - SHOWN} more pairs, farther apart: --json has them all")
    for one in apart[:_APART_SHOWN]:
        both = f"{one.first.track} and {one.second.track}{_scope(one)}"
        put_line(f"\n{both}: no common time, so nothing can be said of their distance")
    if len(apart) > _APART_SHOWN:
        put_line(f"{len(apart) - _APART_SHOWN} more pairs without a common time: --json has them all")


def _scope(pair: "ApproachView | ApartView") -> str:
    return f" (from files of {pair.scope})" if pair.scope else ""


def _put_pair(pair: "ApproachView") -> None:
    both = f"\n{_named(pair.first)} and {_named(pair.second)}{_scope(pair)}"
    bearing = "" if pair.bearing_deg is None else f", the second {pair.bearing_deg:.0f}° from the first"
    put_line(
        f"{both}: nearest at {pair.nearest_at}, {how_near(pair.distance_m, pair.uncertainty_m, pair.least_m)}{bearing}"
    )
    for line in _told(pair):
        put_line(line)


def _told(pair: "ApproachView") -> Iterable[str]:
    for side in (pair.first, pair.second):
        course = "" if side.course_deg is None else f" on {side.course_deg:.0f}°"
        height = (
            ""
            if side.height_m is None
            else f", {side.height_m:,.0f} m above {side.height_above or 'a level not stated'}"
        )
        yield f"  {_named(side)} at {side.lat:.5f}, {side.lon:.5f}: {side.speed_mps:.1f} m/s{course}{height}"
        if side is pair.second or pair.first.sha256 != pair.second.sha256:
            yield from _from_file(side)
    if pair.height_difference_m is not None and pair.slant_m is not None:
        yield f"  height difference {pair.height_difference_m:+,.0f} m, distance with heights {metres(pair.slant_m)}"
    stated = ", ".join(f"{one.what} {metres(one.metres)}" for one in pair.uncertainty if one.metres)
    absent = ", ".join(one.what for one in pair.uncertainty if one.metres is None)
    yield f"  uncertainty: {stated or 'nothing stated'}; not in it, because nobody states it: {absent}"
    common = f"{pair.common_from_at} to {pair.common_until_at}"
    yield f"  relative speed {pair.relative_speed_mps:.1f} m/s; common time {common}"


def _named(side: "SideView") -> str:
    return f"{side.of} ({side.track})" if side.of and side.of.casefold() not in side.track.casefold() else side.track


def _from_file(side: "SideView") -> Iterable[str]:
    if side.file is not None:
        basis = side.basis or "whether it was recorded is not stated"
        yield f"    derived from {side.file} of {side.whose}, {basis}, sha256 {short_hash(side.sha256 or '')}"


def put_line(text: str) -> None:
    """Print one line; what others wrote in it is shown as it is."""
    typer.echo(printing.visible(text))
