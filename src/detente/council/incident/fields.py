"""What an account of an incident may say, field by field; what is not stated stays blank.

Source: the form distilled from the agreements of 1972 (with its protocol) and 1989 and the code for unplanned
encounters at sea of 2014 (docs/incsea-1972.md); no text prescribes it.
"""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from detente.council.incident.lengths import UNITS
from detente.council.kinds import TEXT, Field, Sort, short
from detente.council.points import Degrees
from detente.limits import NUMBER_MAX, PRESS_LINK_CHARACTERS_MAX

PRECISIONS: Final = ("second", "minute", "hour", "day", "month", "approximate", "unknown")
ANSWERED, UNANSWERED, NOT_STATED = "yes", "no", "not stated"
TRACK, ZONE = "track", "zone"

_WORDS: Final = Field("In words", required=False)
_LENGTH: Final[Mapping[str, Field]] = {
    "value": Field("Decimal number", required=False, characters_max=20),
    "unit": Field("Unit", required=False, choices=tuple(UNITS)),
    "method": Field("How it was found", required=False),
    "stated": Field("As it was said", required=False),
}
OCCURRED: Final = Field(
    "When it happened", Sort.TABLE, required=False, heart=True,
    fields={
        "from_at": Field("From", Sort.INSTANT, required=False),
        "until_at": Field("Until", Sort.INSTANT, required=False),
        "precision": Field("How exact", required=False, choices=PRECISIONS),
        "stated": Field("As it was said", required=False),
        "zone": short("Zone of the time that was said", names="zones"),
    },
)  # fmt: skip
PLACE: Final = Field(
    "Where it happened", Sort.TABLE, required=False, heart=True,
    fields={
        "lat": Field("Latitude", required=False, characters_max=20, degrees=Degrees.LATITUDE),
        "lon": Field("Longitude", required=False, characters_max=20, degrees=Degrees.LONGITUDE),
        "datum": short("Datum", names="datums"),
        "source": short("Source of the position"),
        "uncertainty_metres": Field("Uncertainty in metres", Sort.COUNT, required=False, most=NUMBER_MAX),
        "text": _WORDS,
    },
)  # fmt: skip
PUBLISHED: Final = Field(
    "Where it was published", Sort.TABLE, required=False,
    fields={
        "source": Field("Source"),
        "url": Field("Address", required=False, characters_max=PRESS_LINK_CHARACTERS_MAX),
        "basis": short("Whether it is sourced, reconstructed or an inject"),
        "said_by": short("Who is said to have said it"),
        "recalled": Field("What in it is recalled, without a source", required=False),
    },
)  # fmt: skip
_UNIT: Final[Mapping[str, Field]] = {
    "name": Field("Name or type of the unit", characters_max=200),
    "type": short("Type"),
    "number": short("How many, or hull or side number"),
}
_SIGNAL: Final[Mapping[str, Field]] = {
    "at": Field("When", Sort.INSTANT, required=False),
    "stated": short("Time as it was said"),
    "channel": Field("Channel, frequency or signal", characters_max=200),
    "language": short("Language"),
    "text": _WORDS,
    "by": short("Who made it, where not the account's own side"),
    "answered": Field("Whether it was answered", choices=(ANSWERED, UNANSWERED, NOT_STATED)),
}
SORTS: Final = (TRACK, ZONE, "photograph", "video", "audio", "document", "other")
RECORDED, RECONSTRUCTED, INJECT = "recorded", "reconstructed", "inject"
FILES: Final = Field(
    "Files that are evidence", Sort.TABLE, many=True, required=False,
    fields={
        "what": Field("What it is", characters_max=200),
        "sort": Field("Sort", choices=SORTS),
        "attachment": short("Name of the attached file; none where it is held elsewhere"),
        "sha256": Field("SHA-256 of its bytes, in hex", required=False, characters_max=64),
        "of": short("Of which unit"),
        "side": short("Whose it is, where that is not its author"),
        "basis": Field("Whether it was recorded", required=False, choices=(RECORDED, RECONSTRUCTED, INJECT)),
        "derived_from": Field("From what it was derived", required=False),
        "format": short("Format of a file of positions: ais, adsb, gpx, geojson, csv"),
        "columns": Field("What each column of a table is, with its unit", required=False),
        "datum": short("Datum of its positions, where the file does not say it", names="datums"),
        "craft": Field("What moves, where the file does not say it", required=False, choices=("ship", "aircraft")),
        "starts_at": Field("When its first sentence was heard", Sort.INSTANT, required=False),
    },
)  # fmt: skip
ACCOUNT: Final[Mapping[str, Field]] = {
    "text": TEXT,
    "own_units": Field("Own units", Sort.TABLE, many=True, required=False, fields=_UNIT),
    "other_units": Field("Units of others", Sort.TABLE, many=True, required=False, fields=_UNIT),
    "occurred": OCCURRED,
    "place": PLACE,
    "closest_distance": Field("Closest distance", Sort.TABLE, required=False, fields=_LENGTH),
    "closest_height": Field("Lowest height", Sort.TABLE, required=False, fields=_LENGTH),
    "distances": Field(
        "Distances from points on land", Sort.TABLE, many=True, required=False,
        fields={"what": Field("Which distance", characters_max=200), "from": short("From which point"), **_LENGTH},
    ),
    "signals": Field("Signals and calls", Sort.TABLE, many=True, required=False, fields=_SIGNAL),
    "manoeuvres": Field(
        "Manoeuvres in their order", Sort.TABLE, many=True, required=False,
        fields={
            "order": Field("Which in the order, from 1", Sort.COUNT, required=False, most=NUMBER_MAX),
            "at": Field("When", Sort.INSTANT, required=False),
            "stated": short("Time as it was said"),
            "text": TEXT,
        },
    ),
    "conduct": Field("How its author describes the conduct", required=False),
    "indications": Field("Weapon or radar indications", required=False),
    "effect": Field("Effect on its own operation", required=False),
    "files": FILES,
    "rules": Field(
        "Rules that are invoked", Sort.TABLE, many=True, required=False,
        fields={
            "agreement": Field("Agreement", characters_max=200),
            "article": short("Article"),
            "said": Field("What is said of it", required=False),
        },
    ),
    "asks": Field("What its author asks for", required=False),
    "published": PUBLISHED,
    "corrects": short("Reference of the account that it corrects"),
}  # fmt: skip
EVIDENCE: Final[Mapping[str, Field]] = {
    "text": Field("What is to be known of all of it", required=False),
    "files": replace(FILES, required=True),
    "published": PUBLISHED,
    "corrects": short("Reference of the evidence that it corrects"),
}
REPORT: Final[Mapping[str, Field]] = {
    "title": Field("Title", characters_max=200),
    "text": Field("What is reported, in few words", required=False),
    "area": short("Area"),
    "occurred": OCCURRED,
    "place": PLACE,
    "reported_by": Field("Reported by", required=False, many=True, characters_max=200, parties=True),
    "concerning": Field("Concerning", required=False, many=True, characters_max=200, parties=True),
    "regime": short("Regime of the charter", names="regimes"),
    "published": PUBLISHED,
    "listed": Field(
        "Row of a public list from which it comes", Sort.TABLE, required=False,
        fields={"list": Field("List", characters_max=200), "id": Field("Its row", characters_max=200),
                "note": Field("What the list is, and what is not in it", required=False),
                "row": Field("Its cells as written, by column; blank ones left out", Sort.TABLE, required=False)},
    ),
}  # fmt: skip
