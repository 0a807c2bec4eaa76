"""What may come out of a file of activities? Activities or `Malformed`; and whatever comes out can be assessed."""

import pytest
from hypothesis import given, settings
from tests.fuzz.test_protocol_fuzz import mutations
from tests.unit.test_regimes_activity import TOML

from detente.errors import Malformed
from detente.regimes.activity_files import Media, read_activities
from detente.regimes.assess import assess, summarise
from detente.regimes.exercises import FILE
from detente.regimes.library import find

ROWS = b"".join(FILE.read_bytes().splitlines(keepends=True)[:9])
JSON = b'[{"id": "A", "name": "A", "start": "2017-09", "end": "2017-10-02T12:00:00Z", "troops": "9000-13000"}]'
SEEDS = {Media.CSV: ROWS, Media.JSON: JSON, Media.TOML: TOML.encode()}


@pytest.mark.parametrize("media", SEEDS)
def test_activities_or_malformed(media: Media) -> None:
    """Near and far from sound bytes; and no activity that was read makes assessing fail."""
    pack = find("vienna-2011")

    @settings(max_examples=250, deadline=None)
    @given(mutations(SEEDS[media]))
    def holds(data: bytes) -> None:
        try:
            found = read_activities(data, media)
        except Malformed:
            return
        assessed = assess(found, pack)
        assert summarise(assessed, pack).activities == len(found)
        assert all(one.duties or one.reason for one in assessed)

    holds()
