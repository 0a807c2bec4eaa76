"""What may come out of a file of a notification, or of a calendar? A notice that can be checked, or `Malformed`."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.test_protocol_fuzz import mutations

from detente.errors import Malformed
from detente.protocol import cbor
from detente.regimes.forms import check
from detente.regimes.library import find
from detente.regimes.notice_files import Notice, parse_notice, read_calendar, read_set, template

PACK = find("vienna-2011")
FORM, CALENDAR = PACK.format("prior-notification"), PACK.format("annual-calendar")
SEED = template(PACK, FORM, "en", {"troops": 12_700, "start": "2017-09-14", "states": ["BY", "RU"]})
TABLE = "number,type,designation,area,start,end,troops,states\n1,FTX,Zapad,West,2017-09-14,2017-09-20,12 700,BY;RU\n"


def sound(notice: Notice) -> None:
    """What was read prints as an act does, and the check of its form ends."""
    cbor.encode(notice.body())
    check(FORM, notice.fields, PACK)


@settings(max_examples=150, deadline=None)
@given(mutations(SEED.encode()))
def test_a_notice_or_malformed(data: bytes) -> None:
    try:
        notice = parse_notice(data.decode("utf-8", "replace"))
    except Malformed:
        return
    assert notice.regime
    assert notice.format
    sound(notice)


@settings(max_examples=150, deadline=None)
@given(mutations(TABLE.encode()), st.integers(1, 9_999))
def test_a_calendar_or_malformed(data: bytes, year: int) -> None:
    try:
        fields = read_calendar(data.decode("utf-8", "replace"), CALENDAR, year)
    except Malformed:
        return
    assert fields["year"] == year
    check(CALENDAR, fields, PACK)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_a_setting_or_malformed(text: str) -> None:
    try:
        assert len(read_set([text])) <= 1
    except Malformed:
        return
