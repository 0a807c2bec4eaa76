"""Whether the bench asks every page that there is."""

from tests.bench.addresses import ASKED, LEFT_OUT, addresses, forgotten


def test_every_page_is_measured_or_it_is_said_why_not() -> None:
    assert forgotten() == set()
    assert not ASKED.keys() & LEFT_OUT.keys()


def test_an_address_is_asked_where_the_record_has_its_matter() -> None:
    without = dict(addresses({}))
    assert "/state" in without
    assert not [one for one in without if "{" in one]
    assert "/meetings/nato/table/7" in dict(addresses({"meetings": "/nato/table/7"}))
