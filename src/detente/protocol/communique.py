"""The text of a communiqué: what is said to everybody, in whose name, and who has signed exactly that.

TOML of one fixed shape, as a document of purpose `communique`. A rehearsal's text says that it is one in its own field
and before each title. The normative page is docs/council/publications.md section 2.
"""

import re
from typing import Final

from msgspec import Struct

from detente.errors import Malformed
from detente.limits import COMMUNIQUE_LANGUAGES_MAX
from detente.protocol.charter import REHEARSAL, Charter
from detente.protocol.documents import (
    Document,
    Purpose,
    check_printed,
    compose,
    content_table,
    draft_document,
)
from detente.protocol.toml import ID, quote, quote_lines

MARK: Final = "REHEARSAL: "
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


class Version(Struct, frozen=True):
    """The text in one language; all versions are equally authentic.

    Args:
        language: BCP 47.
        title: one line, without the mark of a rehearsal.
    """

    language: str
    title: str
    text: str


class JointText(Struct, frozen=True):
    """What a communiqué says.

    Args:
        council: id.
        draft: reference of the act that proposed it; empty where one party speaks alone.
        parties: ids of those in whose name it speaks, in the order of the charter.
        rehearsal: nothing in it was said by those whom it names.
    """

    council: str
    draft: str
    parties: tuple[str, ...]
    rehearsal: bool
    versions: tuple[Version, ...]


def render_text(text: JointText) -> str:
    """Return the one text that says this communiqué, ready to be read and signed.

    Raises:
        Malformed: `communique-malformed`, where it would not read back as the same.
    """
    lines = [f"draft = {quote(text.draft)}", f"parties = [{', '.join(map(quote, text.parties))}]"]
    lines += [f"{REHEARSAL} = true"] if text.rehearsal else []
    for one in text.versions:
        title = MARK + one.title if text.rehearsal else one.title
        lines += ["", "[[version]]", f"language = {quote(one.language)}", f"title = {quote(title)}"]
        lines += [f"text = {quote_lines(one.text)}"]
    printed = compose(Purpose.COMMUNIQUE, text.council, "\n".join(lines))
    _read(draft_document(printed))
    return printed


def parse_text(document: Document) -> JointText:
    """Return the communiqué that a document is, claimed.

    Raises:
        Malformed: `communique-malformed`.
    """
    text = _read(document)
    check_printed(document, render_text(text), "communique-malformed")
    return text


def _read(document: Document) -> JointText:
    table = content_table(document, Purpose.COMMUNIQUE, "communique-malformed")
    rehearsal = table.flag(REHEARSAL, default=False)
    parties = table.texts("parties")
    if not parties or len(set(parties)) != len(parties) or not all(map(ID.fullmatch, parties)):
        table.refuse("ids, each once, as parties", list(parties))
    versions: list[Version] = []
    for one in table.array("version", COMMUNIQUE_LANGUAGES_MAX):
        language, title, text = one.text("language"), one.shown("title"), one.prose("text")
        if not _LANGUAGE.fullmatch(language) or language in {known.language for known in versions}:
            one.refuse("a language of BCP 47, each once, as language", language)
        if rehearsal and not title.startswith(MARK):
            one.refuse(f"a title that begins with `{MARK.strip()}`, in a rehearsal", title)
        if not text.strip() or text != text.strip():
            one.refuse("words, without blank lines round them, as text", text)
        versions.append(Version(language, title.removeprefix(MARK) if rehearsal else title, text))
    if not versions:
        table.refuse("a text in at least one language", None)
    return JointText(document.council, table.reference("draft"), parties, rehearsal, tuple(versions))


def check_council(text: JointText, charter: Charter) -> None:
    """Be silent where a text is one of this council, in the name of parties that can speak in it.

    Raises:
        Malformed: `communique-other-council`.
    """
    strangers = [party for party in text.parties if party not in charter.parties]
    if (text.council, text.rehearsal) != (charter.council_id, charter.rehearsal) or strangers:
        raise Malformed(
            "communique-other-council",
            expected=f"a text of {charter.council_id}{', a rehearsal' if charter.rehearsal else ''}, of its parties",
            got=f"{text.council}{', a rehearsal' if text.rehearsal else ''}; {', '.join(text.parties)}",
        )
