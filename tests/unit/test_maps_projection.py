"""The map's projection against published values, and against distances and bearings found another way."""

import math

import pytest
from tests.vincenty import inverse

from detente.maps.projection import WGS84, Ellipsoid, Stereographic

CLARKE_1866 = Ellipsoid(6_378_206.4, math.sqrt(0.006_768_66))


def test_the_projection_has_the_published_values() -> None:
    """Snyder, Map Projections: A Working Manual, page 313: oblique aspect on the ellipsoid, forward, scale, inverse."""
    published = Stereographic(40, -100, CLARKE_1866, 0.9999)
    x, y = published.place(30, -90)
    assert (x, y) == (pytest.approx(971_630.8, abs=0.05), pytest.approx(-1_063_049.3, abs=0.05))
    assert published.scale(30, -90) == pytest.approx(1.012_124_8, abs=5e-8)
    assert published.position(971_630.8, -1_063_049.3) == (pytest.approx(30, abs=1e-6), pytest.approx(-90, abs=1e-6))


@pytest.mark.parametrize(("pole", "lat"), [(90.0, 75.0), (-90.0, -75.0)])
def test_at_a_pole_it_is_the_polar_stereographic(pole: float, lat: float) -> None:
    """Snyder, equations 15-9 and 21-33: the radius of a parallel round the pole, scale 1 at the pole."""
    e, phi = WGS84.e, math.radians(abs(lat))
    t = math.tan(math.pi / 4 - phi / 2) / ((1 - e * math.sin(phi)) / (1 + e * math.sin(phi))) ** (e / 2)
    radius = 2 * WGS84.a * t / math.sqrt((1 + e) ** (1 + e) * (1 - e) ** (1 - e))
    for lon in (-180.0, -150.0, 0.0, 17.0, 90.0):
        assert math.hypot(*Stereographic(pole, 0).place(lat, lon)) == pytest.approx(radius, abs=0.5)


@pytest.mark.parametrize(
    ("lat", "lon"), [(55.1, 18.9), (-17.0, 179.9), (66.0, -179.5), (0.0, 0.0), (89.0, 120.0), (-89.999, 10.0)]
)
@pytest.mark.parametrize("bearing", [0, 45, 135, 200, 300])
def test_near_the_centre_distances_and_bearings_are_those_of_the_earth(lat: float, lon: float, bearing: int) -> None:
    """Within 20 km of the centre the map is true to half a metre, and shows bearings as they are, wherever it lies."""
    projection = Stereographic(lat, lon)
    x, y = 20_000 * math.sin(math.radians(bearing)), 20_000 * math.cos(math.radians(bearing))
    there = projection.position(x, y)
    metres, azimuth = inverse(lat, lon, *there)
    assert metres == pytest.approx(20_000, abs=0.5)
    assert (math.degrees(azimuth) - bearing + 180) % 360 - 180 == pytest.approx(0, abs=0.002)


@pytest.mark.parametrize(("lat", "lon"), [(55.1, 18.9), (-17.0, 179.9), (90.0, 0.0), (-90.0, 0.0), (10.0, -180.0)])
def test_forward_and_back_is_where_one_was(lat: float, lon: float) -> None:
    """Every position comes back, to a centimetre, but for the other end of the earth."""
    projection = Stereographic(lat, lon)
    for there in ((54.7, 19.9), (-16.2, -179.99), (66.0, 179.99), (71.0, 25.0), (-77.8, 166.7), (1.0, 2.0)):
        back = projection.position(*projection.place(*there))
        assert math.dist((back[0], (back[1] - there[1] + 180) % 360 - 180), (there[0], 0)) < 1e-7


def test_a_small_circle_stays_a_circle() -> None:
    """Conformal: in every direction the scale is the same, also 3,000 km away from the centre."""
    projection = Stereographic(55, 19)
    away = (36.0, -10.0)
    x, y = projection.place(*away)
    steps = [
        ((1e-4, 0.0), inverse(*away, away[0] + 1e-4, away[1])[0]),
        ((0.0, 1e-4), inverse(*away, away[0], away[1] + 1e-4)[0]),
    ]
    for (north, east), metres in steps:
        there = projection.place(away[0] + north, away[1] + east)
        assert math.dist((x, y), there) / metres == pytest.approx(projection.scale(*away), rel=1e-5)
