"""Geodesics computed another way than the package does: Vincenty's series, for tests of nearest approaches.

Source: T. Vincenty, Direct and inverse solutions of geodesics on the ellipsoid, Survey Review 23 (1975).
"""

import math

from detente.tracks.track import Point, Track

A = 6_378_137.0
F = 1 / 298.257223563
B = A * (1 - F)


def _series(cos2_alpha: float) -> tuple[float, float]:
    u2 = cos2_alpha * (A * A - B * B) / (B * B)
    return (
        1 + u2 / 16_384 * (4_096 + u2 * (-768 + u2 * (320 - 175 * u2))),
        u2 / 1_024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2))),
    )


def _turn(b: float, sin_s: float, cos_s: float, cos_2m: float) -> float:
    inner = cos_s * (-1 + 2 * cos_2m**2) - b / 6 * cos_2m * (-3 + 4 * sin_s**2) * (-3 + 4 * cos_2m**2)
    return b * sin_s * (cos_2m + b / 4 * inner)


def inverse(lat: float, lon: float, to_lat: float, to_lon: float) -> tuple[float, float]:
    """Return metres and the bearing at the start, in radians."""
    if (lat, lon) == (to_lat, to_lon):
        return 0.0, 0.0
    u1, u2 = (math.atan((1 - F) * math.tan(math.radians(one))) for one in (lat, to_lat))
    way = math.radians((to_lon - lon + 180) % 360 - 180)
    lam = way
    for _ in range(200):
        across = math.cos(u2) * math.sin(lam)
        along = math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam)
        sin_s = math.hypot(across, along)
        if sin_s == 0:
            return 0.0, 0.0
        cos_s = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        sigma = math.atan2(sin_s, cos_s)
        sin_alpha = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_s
        cos2_alpha = 1 - sin_alpha**2
        cos_2m = cos_s - 2 * math.sin(u1) * math.sin(u2) / cos2_alpha if cos2_alpha > 1e-15 else 0.0
        c = F / 16 * cos2_alpha * (4 + F * (4 - 3 * cos2_alpha))
        before = lam
        lam = way + (1 - c) * F * sin_alpha * (sigma + c * sin_s * (cos_2m + c * cos_s * (-1 + 2 * cos_2m**2)))
        if abs(lam - before) < 1e-13:
            break
    a, b = _series(cos2_alpha)
    return B * a * (sigma - _turn(b, sin_s, cos_s, cos_2m)), math.atan2(across, along)


def direct(lat: float, lon: float, bearing: float, metres: float) -> tuple[float, float]:
    """Return latitude and longitude so far in a direction given in radians."""
    if metres == 0:
        return lat, lon
    tan_u = (1 - F) * math.tan(math.radians(lat))
    cos_u = 1 / math.hypot(1, tan_u)
    sin_u = tan_u * cos_u
    start = math.atan2(tan_u, math.cos(bearing))
    sin_alpha = cos_u * math.sin(bearing)
    cos2_alpha = 1 - sin_alpha**2
    a, b = _series(cos2_alpha)
    sigma = metres / (B * a)
    for _ in range(200):
        cos_2m = math.cos(2 * start + sigma)
        before, sigma = sigma, metres / (B * a) + _turn(b, math.sin(sigma), math.cos(sigma), cos_2m)
        if abs(sigma - before) < 1e-14:
            break
    sin_s, cos_s, cos_2m = math.sin(sigma), math.cos(sigma), math.cos(2 * start + sigma)
    x = sin_u * sin_s - cos_u * cos_s * math.cos(bearing)
    to_lat = math.atan2(sin_u * cos_s + cos_u * sin_s * math.cos(bearing), (1 - F) * math.hypot(sin_alpha, x))
    lam = math.atan2(sin_s * math.sin(bearing), cos_u * cos_s - sin_u * sin_s * math.cos(bearing))
    c = F / 16 * cos2_alpha * (4 + F * (4 - 3 * cos2_alpha))
    turned = lam - (1 - c) * F * sin_alpha * (sigma + c * sin_s * (cos_2m + c * cos_s * (-1 + 2 * cos_2m**2)))
    return math.degrees(to_lat), (lon + math.degrees(turned) + 180) % 360 - 180


def sailed(name: str, start: tuple[float, float], bearing_deg: float, speed_mps: float, times: list[float]) -> Track:
    """Return the track of a craft that goes straight on at one speed from the first time on."""
    places = [direct(*start, math.radians(bearing_deg), speed_mps * (at - times[0])) for at in times]
    return Track(
        name, tuple(Point(at, *place, number) for number, (at, place) in enumerate(zip(times, places, strict=True), 1))
    )


def position(track: Track, at: float) -> tuple[float, float]:
    """Return where a track is at a time: the shortest way at one speed."""
    if len(track.points) == 1:
        return track.points[0].lat, track.points[0].lon
    after = next((number for number, one in enumerate(track.points) if one.at > at), len(track.points) - 1)
    one, other = track.points[after - 1], track.points[after]
    metres, bearing = inverse(one.lat, one.lon, other.lat, other.lon)
    return direct(one.lat, one.lon, bearing, metres * (at - one.at) / (other.at - one.at))


def nearest(first: Track, second: Track) -> tuple[float, float]:
    """Return when two tracks are nearest and how near: by looking everywhere, then ever closer."""
    start, end = max(first.from_at, second.from_at), min(first.until_at, second.until_at)

    def gap(at: float) -> float:
        return inverse(*position(first, at), *position(second, at))[0]

    step = (end - start) / 400
    best = min((start + number * step for number in range(401)), key=gap) if step else start
    while step > 1e-3:
        low, high = max(start, best - step), min(end, best + step)
        best = min((low + number * (high - low) / 20 for number in range(21)), key=gap)
        step /= 8
    return best, gap(best)
