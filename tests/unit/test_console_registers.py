"""The registers of desks as pages: the ledger, exchanges of lists, give and take, words in public."""

from typing import Any

from console_page import EVIL, page
from console_world import ID, NOW, World, act, council, matter
from msgspec import structs
from test_console_desks import shown

from detente.console.pages.registers import shown_of, stood_in, words_of
from detente.council.ledger import WORDS
from detente.home.calls import ShowBalance, ShowLedger
from detente.home.replies import DossierShown
from detente.home.replies.duties import LedgerEntry, LedgerView
from detente.home.replies.public import MomentView, TimelineView
from detente.home.replies.sharing import BalanceRow, BalanceView, GivenView, RequestView, ShareAnswerView

LINES = [
    LedgerEntry("vienna-2011", "ru", 2017, {"met": 3, "overdue": 1}, 4),
    LedgerEntry("vienna-2011", "ru", 2016, {"met": 2, "disputed": 1}, 3),
    LedgerEntry("vienna-2011", "ru", None, {"due": 1}, 1),
    LedgerEntry("charter", "nato", 2016, {"met after the due time": 1}, 1),
]


class Register(World):
    """A world with a ledger and a balance."""

    async def run(self, call: Any) -> Any:
        """Return what the registers say."""
        match call:
            case ShowLedger():
                self.asked.append(call)
                kept = [one for one in LINES if call.party in (None, one.party)]
                return LedgerView(NOW, {}, NOW, ID, WORDS, kept)
            case ShowBalance():
                row = BalanceRow("terrorism", EVIL, "ru", asked=0, was_asked=2, answered=1, open=1)
                return BalanceView(NOW, {}, "nato", [row])
        return await super().run(call)


def test_the_ledger_counts_by_party_and_year_with_n_and_accuses_nobody() -> None:
    found = page(Register(), "/duties/ledger")
    text = " ".join(found.text.split())
    for wanted in (
        "RU under vienna-2011, n = 8",
        "NATO under charter, n = 1",
        "no clock yet",
        "nothing here is a score",
    ):
        assert wanted in text, wanted
    rows = Register().get("/duties/ledger").text
    assert rows.rindex("2016</th>") < rows.index("2017</th>") < rows.index("no clock yet</th>")
    assert "excused" not in text, "a word under which nothing stands has no column"
    world = Register()
    chosen = " ".join(page(world, "/duties/ledger?party=ru&year=2016").text.split())
    assert "RU under vienna-2011" in chosen
    assert "NATO under charter" not in chosen
    assert len([one for one in world.asked if isinstance(one, ShowLedger)]) == 1, "the page filters what it has"
    assert "/duties/ledger" in page(World(), "/duties").links


def test_lines_stand_by_agreement_and_party_in_the_order_of_years() -> None:
    assert [(one.party, [line.year for line in one.years], one.total) for one in stood_in(LINES)] == [
        ("nato", [2016], 1), ("ru", [2016, 2017, None], 8)
    ]  # fmt: skip
    assert words_of(LINES, WORDS) == ["due", "overdue", "met", "met after the due time", "disputed"]


def test_an_exchange_of_lists_says_how_far_each_party_has_come() -> None:
    nothing: dict[str, Any] = {"commitments": [], "reveals": [], "declined": []}
    by = {
        "nato": {**nothing, "commitments": [{"ref": "NATO/TABLE/2"}], "reveals": [{"ref": "NATO/TABLE/3"}]},
        "ru": {**nothing, "commitments": [{"ref": "RU/TABLE/2"}]},
        "us": {**nothing, "declined": [{"ref": "US/TABLE/2"}], "commitments": [{"ref": "US/TABLE/1"}]},
        "tr": nothing,
    }
    item = {"number": 1, "title": EVIL, "by": by}
    assert [shown_of(item, party) for party in by] == [
        ("revealed", "NATO/TABLE/3"), ("committed", "RU/TABLE/2"), ("declined", "US/TABLE/2"), ("nothing yet", None)
    ]  # fmt: skip
    exchange = {"opening": "NATO/TABLE/1", "title": EVIL, "status": "revealing", "staged": True, "commit_by_at": NOW,
                "reveal_by_at": None, "parties": list(by), "items": [item]}  # fmt: skip
    one = shown(matter("NATO/TABLE/1", desk="lists", turn=("ru",)), {"exchanges": [exchange]})
    text = " ".join(page(World(shown={"NATO/TABLE/1": one}), "/lists").text.split())
    assert "revealed NATO/TABLE/3committed RU/TABLE/2declined US/TABLE/2nothing yet" in text
    assert "No exchange of lists was opened." in page(World(), "/lists").text


def test_sharing_has_counts_labels_and_states_and_not_a_word_of_it() -> None:
    asked = RequestView(
        "TR/TABLE/2", "TR/TABLE/2", "table", "tr", ("ru",), "terrorism", "Which trains?", "A search.", "en", NOW, NOW,
        "AMBER", (), (), False, "TLP:AMBER", "open", True, ("ru",), (ShareAnswerView("x", "ru", "open", ""),),
    )  # fmt: skip
    given = GivenView(
        "RU/TABLE/3", "TR/TABLE/2", "table", "ru", "terrorism", "Two trains.", "ru", "", "B", "2", "moderate", "", None,
        None, NOW, NOW, "TR/TABLE/2", "AMBER", (), (), True, "TLP:AMBER, originator control", "given", (), (), "", (),
        (),
    )  # fmt: skip
    text = " ".join(page(Register(shared=[asked, given]), "/sharing").text.split())
    for wanted in ("asks RU on terrorism", "waits for RU", "TLP:AMBER, originator control", "graded B2 by its author"):
        assert wanted in text, wanted
    assert "Which trains?" not in text
    assert "Two trains." not in text
    assert "Nothing was asked or given." in page(Register(), "/sharing?topic=drugs").text
    titled = structs.replace(council(), topic_titles={"terrorism": "Fight against terror"})
    text = " ".join(page(Register(shared=[asked, given], councils=(titled,)), "/sharing").text.split())
    assert "asks RU on Fight against terror (terrorism)" in text


def communique(ref: str, **data: Any) -> DossierShown:
    return shown(matter(ref, desk="publications", title=EVIL), data)


def test_in_public_joint_texts_stand_apart_from_one_party_s_own_and_from_the_media() -> None:
    text = {"digest": "ab" * 32, "document": "", "draft": "NATO/TABLE/2", "parties": ["nato", "ru"],
            "rehearsal": True, "versions": [{"language": "en", "title": EVIL, "text": EVIL}]}  # fmt: skip
    joint = {"ref": "NATO/PUBLIC/1", "by": "nato", "joint": True, "signed": ["nato", "ru"], "missing": [], **text}
    alone = {**joint, "ref": "RU/PUBLIC/1", "by": "ru", "joint": False, "signed": ["ru"], "missing": ["nato"]}
    answers = {"nato": {"ref": "NATO/TABLE/6", "kind": "communique-consent", "claimed_at": NOW}, "ru": None}
    open_ = {**text, "ref": "NATO/TABLE/5", "by": "nato", "answers": answers, "published": []}
    of = [
        communique("NATO/TABLE/2", publications=[joint], proposals=[{**open_, "published": ["NATO/PUBLIC/1"]}]),
        communique("RU/PUBLIC/1", publications=[alone], proposals=[]),
        communique("NATO/TABLE/5", publications=[], proposals=[open_]),
    ]
    said = MomentView("NATO/TABLE/9", NOW, False, True, "An agency", "press-statement", EVIL, EVIL, "https://example.org",
                      "NATO/TABLE/2")  # fmt: skip
    world = World(dossiers=[one.dossier for one in of], shown={one.dossier.dossier: one for one in of},
                  timeline=TimelineView(NOW, {}, [said], []), acts=[act()])  # fmt: skip
    found = page(world, "/publications")
    words = " ".join(found.text.split())
    for wanted in (
        "joint signed by NATO, RU", "of RU alone; not signed by NATO", "consent to a joint text NATO/TABLE/6",
        "no answer", "An agency, as reported; on NATO/TABLE/2", "no page links elsewhere",
    ):  # fmt: skip
        assert wanted in words, wanted
    assert words.count("Consents to the text proposed in") == 1
    assert not any("example.org" in link for link in found.links)
    empty = page(World(), "/publications").text
    assert "Nothing was published." in empty
    assert "Nothing was noted." in empty
