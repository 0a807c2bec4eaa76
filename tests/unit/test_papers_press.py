"""Statements in the media: what a feed or a table says, without markup, without the net, and within bounds."""

import csv
import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.clock import parse_rfc3339
from detente.council.papers.press import Precision, Statement
from detente.errors import Malformed, Refused
from detente.home.papers import press_xml
from detente.home.papers.plain import plain_text
from detente.home.papers.press import read_feed
from detente.limits import PRESS_BYTES_MAX, PRESS_DEPTH_MAX, PRESS_ITEMS_MAX, PRESS_TEXT_CHARACTERS_MAX

RSS = """<?xml version="1.0" encoding="utf-8"?>
<!-- a comment --> <?xml-stylesheet href="x"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Press &amp; information</title><language>ru</language>
<item><title>Заявление <b>представителя</b></title><link> https://example.org/a?b=1&amp;c=2 </link>
<pubDate>Wed, 20 Apr 2016 19:30:00 +0300</pubDate><category>nrc</category>
<description>&lt;p&gt;Первый абзац.&lt;/p&gt;
&lt;p&gt;Второй &amp;amp; третий&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;</description></item>
<item><guid>https://example.org/b</guid><dc:date>2016-04-21</dc:date>
<content:encoded><![CDATA[<!DOCTYPE html><p>Long &lt;text&gt;</p>]]></content:encoded></item>
<item><title>No address</title><pubDate>Wed, 20 Apr 2016 16:30:00 GMT</pubDate></item>
<item><link>javascript:alert(1)</link><pubDate>Wed, 20 Apr 2016 16:30:00 GMT</pubDate></item>
<item><link>https://example.org/c</link><pubDate>yesterday</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Newsroom</title>
<entry xml:lang="fr"><title>Une déclaration</title><link rel="self" href="https://example.org/self"/>
<link href="https://example.org/f"/><published>2016-04-20T18:00:00+02:00</published>
<updated>2016-04-21T00:00:00Z</updated><category term="t" label="Sujet"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un <b>texte</b> &lt; deux</p></div></content></entry>
<entry><link href="http://example.org/g"/><updated>2016-04-21T00:00:00Z</updated>
<summary type="html">&lt;i&gt;Short&lt;/i&gt;</summary></entry></feed>"""

TABLE = """link,date,party,topic,title,text,language
https://example.org/a,2016-04-20,NATO,nrc,A title,"A text, with a comma
and a line",en
https://example.org/b,2016-04-20T16:30:00Z,,,,,
"""

LAUGHS = """<?xml version="1.0"?><!-- --><!DOCTYPE rss [<!ENTITY a "ha">{}]>
<rss><channel><title>&z;</title></channel></rss>"""

LONG = f"link,date,text\nhttps://example.org/,2016-04-20,{'x' * (PRESS_TEXT_CHARACTERS_MAX + 1)}"


def refusal(data: bytes | str, media: str) -> Malformed:
    with pytest.raises(Malformed) as caught:
        read_feed(data.encode() if isinstance(data, str) else data, media)
    return caught.value


# --- RSS and Atom -----------------------------------------------------------------------------------------------------


def test_rss_gives_statements_and_says_what_it_left_out() -> None:
    found = read_feed(RSS.encode(), "application/rss+xml; charset=utf-8")
    assert found.title == "Press & information"
    first, second = found.statements
    assert first == Statement(
        "https://example.org/a?b=1&c=2",
        parse_rfc3339("2016-04-20T16:30:00Z"),
        Precision.SECOND,
        "",
        "nrc",
        "Заявление представителя",
        "Первый абзац.\nВторой & третий",
        "ru",
    )
    assert (second.link, second.precision, second.text) == ("https://example.org/b", Precision.DAY, "Long <text>")
    assert [one.number for one in found.left_out] == [3, 4, 5]
    assert "http or https" in found.left_out[1].reason
    assert "yesterday" in found.left_out[2].reason


def test_atom_gives_statements() -> None:
    first, second = read_feed(ATOM.encode(), "application/atom+xml").statements
    assert first.link == "https://example.org/f"
    assert first.said_at == parse_rfc3339("2016-04-20T16:00:00Z")
    assert (first.language, first.topic, first.title) == ("fr", "Sujet", "Une déclaration")
    assert first.text == "Un texte < deux"
    assert (second.link, second.language, second.text) == ("http://example.org/g", "en", "Short")


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "iso-8859-5", "utf-8", "utf-16"])
def test_feeds_are_read_in_the_encodings_in_which_they_come(encoding: str) -> None:
    text = RSS.replace('encoding="utf-8"', f'encoding="{encoding}"')
    assert read_feed(text.encode(encoding), "text/xml").statements[0].title == "Заявление представителя"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "press-xml"),
        ("<rss><channel>", "press-xml"),
        ("<rss>&unknown;</rss>", "press-xml"),
        ("<html/>", "press-kind"),
        ("<rss version='2.0'/>", "press-kind"),
        (b'<?xml version="1.0" encoding="utf-7"?><rss/>', "press-encoding"),
        (b'<?xml version="1.0" encoding="idna"?><rss/>', "press-encoding"),
        (b"\xff", "press-encoding"),
        (b"\xff\xfe\x00", "press-encoding"),
        ("<x>" * (PRESS_DEPTH_MAX + 1) + "</x>" * (PRESS_DEPTH_MAX + 1), "press-xml"),
        (
            "<rss><channel>" + "<item/>" * (PRESS_ITEMS_MAX + 1) + "</channel></rss>",
            "press-xml",
        ),
        (b" " * (PRESS_BYTES_MAX + 1), "press-too-large"),
    ],
)
def test_what_is_no_feed_is_malformed(data: bytes | str, code: str) -> None:
    assert refusal(data, "application/xml").code == code


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS.format("".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghijklmnopqrstuvwxyz"))),
        '<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss/>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>',
        '<?xml version="1.0"?>\n<!-- <rss> -->\n<?pi ?><!DOCTYPE rss [<!ENTITY % p SYSTEM "http://x.org/"> %p;]><rss/>',
        "<!-- a --><!DOCTYPE rss []><!-- b --><rss/>",
    ],
    ids=["laughs", "system", "file", "parameter", "between comments"],
)  # fmt: skip
def test_a_document_type_is_refused_before_it_is_read(data: str) -> None:
    """No entity is declared, none is expanded, nothing is opened; in any encoding."""
    for encoding in ("utf-8", "utf-16"):
        assert refusal(data.encode(encoding), "application/rss+xml").code == "press-document-type"


def test_a_document_type_in_the_wrong_place_is_not_well_formed() -> None:
    assert refusal('<rss/><!DOCTYPE rss [<!ENTITY x "y">]>', "text/xml").code == "press-xml"
    assert refusal('<rss><!DOCTYPE rss [<!ENTITY x "y">]></rss>', "text/xml").code == "press-xml"
    assert press_xml.ENCODINGS.isdisjoint({"utf-7", "idna", "punycode"})


# --- CSV --------------------------------------------------------------------------------------------------------------


def test_a_table_gives_statements() -> None:
    first, second = read_feed(TABLE.encode("utf-8-sig"), "text/csv").statements
    assert (first.party, first.topic, first.precision) == ("nato", "nrc", Precision.DAY)
    assert first.said_at == parse_rfc3339("2016-04-20T00:00:00Z")
    assert first.text == "A text, with a comma and a line"
    assert (second.party, second.precision) == ("", Precision.SECOND)


def test_columns_come_in_any_order_and_only_two_are_needed() -> None:
    (found,) = read_feed(b"Date , link\r\n2016-04-20,https://example.org/\r\n", "text/csv").statements
    assert found.title == found.text == ""


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ("", "row 1"),
        ("link\nhttps://example.org/", "row 1"),
        ("link,date,date", "row 1"),
        ("link,date,author", "row 1"),
        ("link,date\nhttps://example.org/", "row 2"),
        ("link,date\nhttps://example.org/,2016-04-20\nftp://example.org/,2016-04-20", "row 3, column link"),
        ("link,date\nhttps://user@example.org/,2016-04-20", "row 2, column link"),
        ("link,date\nhttps://[::1,2016-04-20", "row 2, column link"),
        ("link,date\nhttps://example.org/,20 April", "row 2, column date"),
        ("link,date\nhttps://example.org/,2016-04-20T12:00:00", "row 2, column date"),
        ("link,date\nhttps://example.org/,2016-02-30", "row 2, column date"),
        ("link,date\nhttps://example.org/,1914-06-28", "row 2, column date"),
        ("link,date,party\nhttps://example.org/,2016-04-20,N A T O", "row 2, column party"),
        ("link,date,language\nhttps://example.org/,2016-04-20,<en>", "row 2, column language"),
        (f"link,date,topic\nhttps://example.org/,2016-04-20,{'x' * 501}", "row 2, column topic"),
        (LONG, "row 2, column text"),
        ('link,date\n"https://example.org/,2016-04-20', "line 2"),
        ("link,date\n" + "https://example.org/,2016-04-20\n" * (PRESS_ITEMS_MAX + 1), f"row {PRESS_ITEMS_MAX + 2}"),
    ],
)  # fmt: skip
def test_a_table_names_the_row_and_column_to_mend(rows: str, place: str) -> None:
    """All of it is taken or nothing: it is somebody's own table, and he can mend it."""
    fault = refusal(rows, "text/csv")
    assert fault.code == "press-csv"
    assert f"({place})" in fault.got


@given(
    st.lists(
        st.tuples(
            st.integers(0, 4_000_000_000),
            st.text(st.characters(exclude_categories=("C", "Z")), max_size=30).filter(
                lambda text: "<" not in text and "&" not in text
            ),
        ),
        max_size=8,
    )
)
def test_what_a_table_says_comes_back(rows: list[tuple[int, str]]) -> None:
    """Times and titles survive writing and reading."""
    from detente.clock import rfc3339

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("link", "date", "title"))
    writer.writerows(("https://example.org/", rfc3339(at), title) for at, title in rows)
    found = read_feed(out.getvalue().encode(), "text/csv").statements
    assert [(one.said_at, one.title) for one in found] == rows


def test_other_media_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        read_feed(b"{}", "application/json")
    assert caught.value.code == "press-media"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a < b & c", "a < b & c"),
        ("<p>one<br>two</p>\n<ul><li>three</li></ul>", "one\ntwo\nthree"),
        ("<style>p{}</style>x<script>alert('</p>')</script>", "x"),
        ("<![endif]--> x <![CDATA[ y ]]> <!-- z --> <?php ?>", "x"),
        ("&lt;b&gt;", "<b>"),
        ("<a title='>'>x</a>", "x"),
    ],
)
def test_tags_go_and_words_stay(markup: str, text: str) -> None:
    assert plain_text(markup).startswith(text)
    assert "alert" not in plain_text(markup)
