"""The publication folder: pages that stand alone, a feed by the book, and nothing half written."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.papers import communiques

from detente.council.papers.communique import check_consents
from detente.council.papers.minutes import Words
from detente.errors import Refused
from detente.home.files import write_file
from detente.home.papers.press import read_feed
from detente.home.papers.publication import file_name, publish, render_publication

ATOM = "{http://www.w3.org/2005/Atom}"
SAID = communiques()
JOINT = SAID[-1]


class Tags(HTMLParser):
    """Collects tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(page: bytes) -> list[tuple[str, dict[str, str | None]]]:
    reader = Tags()
    reader.feed(page.decode())
    return reader.found


def test_each_communique_has_page_note_and_evidence_beside_index_and_feed(tmp_path: Path) -> None:
    changed = publish(tmp_path, SAID)
    assert {path.name for path in tmp_path.iterdir()} == set(changed)
    assert changed[-2:] == ("index.html", "feed.xml")
    assert (tmp_path / "nato_plenary_51.note").read_bytes() == JOINT.note
    assert (tmp_path / "nato_plenary_51.zip").read_bytes() == JOINT.evidence
    assert len(changed) == 3 * len(SAID) + 2


def test_to_publish_again_changes_nothing(tmp_path: Path) -> None:
    """The same communiqués, in any order, give the same bytes, and no file is touched."""
    publish(tmp_path, SAID)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert publish(tmp_path, SAID[::-1]) == ()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    assert publish(tmp_path, []) == ()


def test_a_page_stands_alone() -> None:
    """No script, nothing from elsewhere, languages and directions marked, who consented, and how to check it."""
    page = render_publication(SAID)["nato_plenary_51.html"]
    found = tags(page)
    assert not any(tag in {"script", "img", "iframe", "form"} for tag, _ in found)
    places = [value for _, attrs in found for name, value in attrs.items() if name in {"href", "src"}]
    assert all(value is not None and ":" not in value and not value.startswith("/") for value in places)
    spoken = [(attrs.get("lang"), attrs.get("dir")) for tag, attrs in found if tag == "div" and "dir" in attrs]
    assert spoken == [("en", "ltr"), ("ru", "ltr"), ("ar", "rtl")]
    text = page.decode()
    assert "REHEARSAL" in text
    assert "Joint communiqué" in text
    assert "Для проверки: линия связи проверяется ежедневно" in text
    assert text.count("consented 20 April 2016, 23:00 UTC") == 2
    assert "detente evidence verify nato_plenary_51.zip" in text
    assert JOINT.digest.hex() in text
    assert "unofficial translation" in text


def test_what_somebody_wrote_is_text_and_nothing_else() -> None:
    hostile = "</p><script>alert(1)</script><style>*{display:none}</style> \u202e &amp; \"'"
    said = replace(SAID[0], texts=(Words(hostile, 'en" onload="x'),), title={"en": hostile}, symbol=hostile)
    files = render_publication([said])
    for name in ("nato_plenary_40.html", "index.html"):
        assert not any(tag == "script" or "onload" in attrs for tag, attrs in tags(files[name]))
        assert [tag for tag, _ in tags(files[name])].count("style") == 1
    assert "U+202E" in files["nato_plenary_40.html"].decode()
    entry = ET.fromstring(files["feed.xml"]).find(f"{ATOM}entry")
    assert entry is not None
    assert "<script>" in (entry.findtext(f"{ATOM}content") or "")


def test_the_feed_is_atom() -> None:
    """RFC 4287 section 4.1: feed and entries have id, title and time; an entry has an author and a link."""
    feed = ET.fromstring(render_publication(SAID)["feed.xml"])
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    ids = [one.findtext(f"{ATOM}id") or "" for one in (feed, *entries)]
    assert len(set(ids)) == len(ids) == len(SAID) + 1
    assert all(one.startswith("urn:uuid:") for one in ids)
    times = [one.findtext(f"{ATOM}updated") or "" for one in entries]
    assert times == sorted(times, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == times[0]
    for one in entries:
        assert one.findtext(f"{ATOM}title", "").startswith("REHEARSAL: ")
        assert one.find(f"{ATOM}author/{ATOM}name") is not None
        assert [link.get("rel") for link in one.findall(f"{ATOM}link")].count("alternate") == 1
    assert [one.text for one in entries[0].findall(f"{ATOM}author/{ATOM}name")] == ["NATO", "Russian Federation"]


def test_ids_stay_when_communiques_are_added() -> None:
    """A reader's program shows nothing twice: an id depends on council and reference alone."""

    def ids(files: dict[str, bytes]) -> set[str | None]:
        return {one.findtext(f"{ATOM}id") for one in ET.fromstring(files["feed.xml"]).iter(f"{ATOM}entry")}

    assert ids(render_publication(SAID[:1])) < ids(render_publication(SAID))


def test_our_own_feed_reads_back_as_statements_once_its_links_are_absolute() -> None:
    data = render_publication(SAID)["feed.xml"].replace(b'text/html" href="', b'text/html" href="https://example.org/')
    found = read_feed(data, "application/atom+xml")
    assert [one.said_at for one in found.statements] == sorted((one.published_at for one in SAID), reverse=True)


def test_a_joint_text_without_a_consent_is_not_published(tmp_path: Path) -> None:
    """Nothing is written, also not of the others."""
    ours, theirs = JOINT.authors
    half = replace(JOINT, authors=(ours, replace(theirs, consented_at=None)))
    with pytest.raises(Refused) as caught:
        publish(tmp_path, [SAID[0], half])
    assert caught.value.code == "communique-consent-missing"
    assert "RU" in caught.value.got
    assert not list(tmp_path.iterdir())
    assert check_consents(JOINT) is None


def test_councils_do_not_share_a_folder(tmp_path: Path) -> None:
    """No rehearsal takes the place of what a real council published."""
    real = replace(SAID[0], council="nrc-7d3f0c52a91be846", rehearsal=False)
    publish(tmp_path, [real])
    for given in ([SAID[0]], [SAID[0], real]):
        with pytest.raises(Refused) as caught:
            publish(tmp_path, given)
        assert caught.value.code == "publication-foreign"
    assert "REHEARSAL" not in (tmp_path / "index.html").read_text("utf-8")


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(Refused) as caught:
        publish(tmp_path / "file", SAID)
    assert caught.value.code == "file-unwritable"
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(Refused) as caught:
        write_file(tmp_path / "folder.html", b"x", replace=True)
    assert caught.value.code == "file-unwritable"
    assert not (tmp_path / "folder.html.new").exists()


def test_files_of_two_acts_never_have_one_name() -> None:
    """Ids have hyphens and no underscores: `a-b/c/1` and `a/b-c/1` stay apart."""
    assert file_name("A-B/C/1") != file_name("A/B-C/1")
    assert file_name("RU/LINE/2-0a1b2c3d.7") == "ru_line_2-0a1b2c3d.7"


def test_the_index_speaks_the_language_asked_for() -> None:
    index = render_publication(SAID, "ru")["index.html"].decode()
    assert "Все коммюнике" in index
    assert "Совет Россия — НАТО" in index
    with pytest.raises(Refused) as caught:
        render_publication(SAID, "tlh")
    assert caught.value.code == "paper-language"
