"""Positions as officers write them, and nothing that could be two of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.council.points import parse_position
from detente.errors import Refused


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("55.44, 18.94", ("55.44", "18.94")),
        ("55.44 -18.94", ("55.44", "-18.94")),
        ("55.44N 18.94E", ("55.44", "18.94")),
        ("33.5 s, 70 w", ("-33.5", "-70")),
        ("55°26.4'N, 018°56.4'E", ("55.440000", "18.940000")),
        ("55°26.4′N 018°56.4′W", ("55.440000", "-18.940000")),
        ("55 26.4 N, 018 56.4 E", ("55.440000", "18.940000")),
        ("-90, 180", ("-90", "180")),
        ("55.44,18.94", ("55.44", "18.94")),
        ("54°42'N, 19°20E", ("54.700000", "19.333333")),
        ("54°42'30\"N 019°55'12.5\"E", ("54.708333", "19.920139")),
        ("54°42′30″N 019°55′12″W", ("54.708333", "-19.920000")),
        ("54-42.5N 019-55.2E", ("54.708333", "19.920000")),
        ("54-42-30N, 019-55-12E", ("54.708333", "19.920000")),
        ("54 42 30 N, 19 55 12 E", ("54.708333", "19.920000")),
        ("5442N01955E", ("54.700000", "19.916667")),
        ("544230N 0195512E", ("54.708333", "19.920000")),
    ],
)
def test_a_position_keeps_its_digits(text: str, found: tuple[str, str]) -> None:
    """Decimal degrees stay as they were given; minutes become six decimals."""
    assert parse_position(text) == found


@pytest.mark.parametrize(
    "text",
    ["", "55.44", "18.94E 55.44N", "91, 0", "0, 181", "55.4°26.4'N, 18E", "55°60'N, 18E", "-55.4N, 18E", "north, east",

     "55,44 18,94", "55,4", "54°42'60\"N, 18E", "54°42.5'30\"N, 18E", "544N 0195E", "54-42 019-55", "5442N1955E",
     "55.44, 18.94, 3", "1e1, 2"],
)  # fmt: skip
def test_what_is_none_or_could_be_two_is_refused(text: str) -> None:
    """A decimal comma, exchanged letters, a sign beside a letter: nobody guesses."""
    with pytest.raises(Refused) as refusal:
        parse_position(text)
    assert refusal.value.code == "position-malformed"


@given(st.text(max_size=40))
def test_whatever_is_written_is_a_position_on_the_earth_or_refused(text: str) -> None:
    try:
        lat, lon = parse_position(text)
    except Refused:
        return
    assert -90 <= float(lat) <= 90
    assert -180 <= float(lon) <= 180
