"""The pages of notifications: a list with filters, thresholds beside figures, amendments as differences."""

import csv
from dataclasses import replace
from typing import Any

from console_page import EVIL, page
from console_world import NOW, World, act, matter

from detente.clock import DAY
from detente.console.told.differing import amendments_of
from detente.council.papers.appointment import Appointment, Standing, phase_of
from detente.council.titles import titled
from detente.home.calls import CheckThresholds, ListMatters
from detente.home.replies import DossierShown
from detente.home.replies.regimes import ThresholdsView
from detente.regimes.activity_files import read_activity
from detente.regimes.assess import assess
from detente.regimes.library import find
from detente.regimes.thresholds import thresholds

REF = "RU/PLENARY/2"


def version(number: int, ref: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {"number": number, "ref": ref, "claimed_at": NOW, "there_at": None, "changed": list(fields), "reason": EVIL,
            "fields": fields}  # fmt: skip


def notice(ref: str = REF, **changes: Any) -> DossierShown:
    first = {"designation": EVIL, "troops": 12_700, "start": "2016-07-01"}
    data = {
        "regime": "vienna-2011", "format": "prior-notification", "version": 1, "title": EVIL, "designation": EVIL,
        "status": "amended", "party": "ru", "year": None, "nil": False, "parent": "", "fields": first,
        "headings": {"troops": "Total number of troops", "start": "Start date"}, "units": {"troops": "persons"},
        "totals": {"public": None, "notifiable": 12_700, "estimates": [{"party": "us", "troops": 20_000}]},
        "versions": [version(0, ref, first), version(1, "RU/PLENARY/3", {"start": None, "troops": 14_000})],
        **changes,
    }  # fmt: skip
    view = matter(ref, desk="notifications", title=EVIL, status=data["status"])
    return DossierShown(NOW, {}, NOW, view, (), (), data, [], [], [act(ref)], [])


def told(*of: DossierShown) -> World:
    return World(shown={one.dossier.dossier: one for one in of})


class Asked(World):
    """A world that knows an agreement."""

    async def run(self, call: Any) -> Any:
        """Return what the real pack says."""
        if isinstance(call, CheckThresholds):
            self.asked.append(call)
            pack, activity = find(call.regime or "vienna-2011"), read_activity(call.activity)
            (assessed,) = assess((activity,), pack)
            return ThresholdsView(NOW, "nrc", pack.id, pack.version, pack.instrument, pack.digest, False, assessed,
                                  thresholds(activity, pack))  # fmt: skip
        return await super().run(call)


def test_the_list_is_filtered_by_party_agreement_state_and_sort() -> None:
    world = told(notice(), notice("NATO/PLENARY/4", party="nato", status="notified", nil=True, year=2017, fields={}))
    found = page(world, "/notifications")
    assert "2 notified" in found.text
    assert "US estimates 20,000" in found.text
    assert "1 amendment, as differences" in found.text
    assert "/dossiers/ru/plenary/2#amendments" in found.links
    assert "/calendar.ics" in found.links
    for query, refs in {
        "party=ru": ["RU/PLENARY/2"], "status=notified": ["NATO/PLENARY/4"], "sort=returns": ["NATO/PLENARY/4"],
        "sort=activities": ["RU/PLENARY/2"], "regime=other": [], "party=ru&sort=returns": [],
        "year=2016": ["RU/PLENARY/2"], "year=2017&party=nato": ["NATO/PLENARY/4"],
    }.items():  # fmt: skip
        text = page(world, f"/notifications?{query}").text
        assert [ref for ref in ("RU/PLENARY/2", "NATO/PLENARY/4") if ref in text] == refs, query
    assert "what the filter asks for" in page(world, "/notifications?party=us").text


def test_the_list_has_phases_an_order_and_files() -> None:
    world = told(notice())
    found = page(world, "/notifications?phase=ahead&order=latest")
    asked = [one for one in world.asked if isinstance(one, ListMatters)][-1]
    assert (asked.phase, asked.order, asked.where) == ("ahead", "latest", {})
    for form in ("csv", "json"):
        assert f"/notifications/notifications.{form}?phase=ahead&order=latest" in found.links
    assert "detente notify list --phase ahead --order latest --json" in found.text
    rows = list(csv.DictReader(world.get("/notifications/notifications.csv").text.splitlines()))
    cells = ("party", "starts", "troops_persons", "amendments", "estimates_persons")
    assert [[one[name] for name in cells] for one in rows] == [["ru", "2016-07-01", "12700", "1", "US: 20000"]]
    items = world.get("/notifications/notifications.json").json()["items"]
    assert [one["dossier"]["dossier"] for one in items] == [REF]
    assert world.get("/notifications/other.csv").status_code == 404


def test_a_phase_goes_by_the_last_second_that_belongs_to_what_is_told_and_by_the_closing_of_a_meeting() -> None:
    day = Appointment(
        "nrc", False, "RU/L/1", titled(""), Standing.CONFIRMED, 0, 0, DAY, 2 * DAY, "", "ru", "RU", all_day=True
    )
    for at, phase in ((DAY - 1, "ahead"), (DAY, "under way"), (3 * DAY - 1, "under way"), (3 * DAY, "over")):
        assert phase_of([day], at) == phase
    assert phase_of([replace(day, standing=Standing.CANCELLED)], 0) is None
    assert phase_of([replace(day, phase="closed")], 0) == "over"
    assert phase_of([day, replace(day, begins_at=9 * DAY, ends_at=None)], 5 * DAY) == "under way"


def test_what_others_notified_lately_stands_on_the_board_and_is_asked_of_nobody() -> None:
    old = version(0, "US/PLENARY/2", {"start": "2016-07-01"}) | {"claimed_at": "2016-04-17T11:59:59Z"}
    world = told(notice(), notice("NATO/PLENARY/4", party="nato"), notice("US/PLENARY/2", party="us", versions=[old]))
    found = page(world, "/")
    text = " ".join(found.text.partition("Notified in the last three days")[2].partition("What is quiet")[0].split())
    assert "no answer is owed" in text
    assert [ref in text for ref in (REF, "RU/PLENARY/3", "NATO/PLENARY/4", "US/PLENARY/2")] == [
        True,
        True,
        False,
        False,
    ]
    assert "Notified in the last" not in page(World(), "/").text


def test_an_amendment_says_what_stood_before_and_after_and_by_which_act() -> None:
    (one,) = amendments_of(notice().data)
    assert [(field.name, field.before, field.after) for field in one.fields] == [
        ("troops", 12_700, 14_000), ("start", "2016-07-01", None)
    ]  # fmt: skip
    text = " ".join(page(told(notice()), "/dossiers/ru/plenary/2").text.split())
    assert "No. 1, RU/PLENARY/3" in text
    assert "Total number of troops (persons)12,70014,000" in text
    assert "2016-07-01stated no more" in text
    assert amendments_of(notice(versions=[]).data) == []


def test_a_second_amendment_begins_where_the_first_one_ended() -> None:
    versions = [
        version(0, REF, {"troops": 1}),
        version(1, "RU/P/3", {"troops": 2}),
        version(2, "RU/P/4", {"troops": 3}),
    ]
    found = amendments_of(notice(versions=versions).data)
    assert [(one.ref, one.fields[0].before, one.fields[0].after) for one in found] == [
        ("RU/P/3", 1, 2),
        ("RU/P/4", 2, 3),
    ]


def test_thresholds_are_checked_from_an_address_and_nothing_is_kept() -> None:
    empty = page(Asked(), "/notifications/check")
    assert "Each threshold" not in empty.text
    world = Asked()
    query = "name=Zapad&host=Belarus&troops=12700&single_command=yes&start=2017-09-14&regime=vienna-2011&other=1"
    text = " ".join(page(world, f"/notifications/check?{query}").text.split())
    for wanted in (
        "Something is due", "This council's charter does not name it.", "VD-40.1", "2017-08-03", "at least 9,000",
        "Total number of troops", "reached", "S24: ", "troops 12,700 ≥ 9,000",
    ):  # fmt: skip
        assert wanted in text, wanted
    (call,) = [one for one in world.asked if isinstance(one, CheckThresholds)]
    assert call.activity == {
        "name": "Zapad", "host": "Belarus", "troops": "12700", "single_command": "yes", "start": "2017-09-14"
    }  # fmt: skip
    assert "--set troops=12700" in text


def test_a_figure_that_cannot_be_read_is_said_at_its_field_and_what_was_typed_stays() -> None:
    world = Asked()
    answer = world.get("/notifications/check?troops=many&start=2017-19-14")
    assert answer.status_code == 200
    assert 'value="many"' in answer.text
    for name in ("troops", "start"):
        assert f'id="f-{name}-error"' in answer.text
        assert f'<a href="#f-{name}">' in answer.text
    assert "vd_notified_troops" not in answer.text.partition("<main")[2]
    assert not [one for one in world.asked if isinstance(one, CheckThresholds)]


def test_days_have_pickers_and_an_end_before_the_beginning_is_said_at_its_field() -> None:
    """As in forms; a time of an address, which no picker can show, stands as it came."""
    world = Asked()
    query = "start=2016-09-01&end=2016-08-01&host=Poland;%20Narnia&troops=1"
    text = world.get(f"/notifications/check?{query}").text
    assert '<input type="date" id="f-start" name="start" value="2016-09-01"' in text
    assert 'id="f-end-error"' in text
    assert '<a href="#f-end">' in text
    assert "Not checked." not in text
    assert not [one for one in world.asked if isinstance(one, CheckThresholds)]
    assert '<input type="text" id="f-start"' in world.get("/notifications/check?start=2016-09-01T06:00:00Z").text


def test_a_place_that_is_not_known_is_said() -> None:
    text = " ".join(
        page(Asked(), "/notifications/check?host=Poland;%20Narnia&troops=13500&start=2027-01-20").text.split()
    )
    assert "Not known here as a place: Narnia." in text
    assert "Not known here" not in page(Asked(), "/notifications/check?host=Poland&troops=13500").text


def test_a_number_is_read_as_these_pages_print_it() -> None:
    world = Asked()
    query = "troops=13,500&tanks=1%20200&acv=8,000-9,500&regime=vienna-2011"
    text = world.get(f"/notifications/check?{query}").text
    (call,) = [one for one in world.asked if isinstance(one, CheckThresholds)]
    assert call.activity == {"name": "the activity", "troops": "13500", "tanks": "1200", "acv": "8000-9500"}
    assert 'value="13,500"' in text


def test_a_check_says_beside_what_is_due_on_what_it_assumes_and_how_sure_the_pack_is() -> None:
    text = " ".join(page(Asked(), "/notifications/check?troops=13500&host=Poland&start=2027-01-20").text.split())
    assert "Something is due" in text
    assert "This rests on assumptions: " in text
    assert "taken to stand under a single operational command" in text
    assert "recalled: Recalled" not in text
    assert "How sure it is that the agreement says so: high." in text
    stated = page(Asked(), "/notifications/check?troops=13500&host=Poland&start=2027-01-20&single_command=yes").text
    assert "single operational command, as it is listed" not in stated
