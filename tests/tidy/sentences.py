"""Sentences that modules below the pages say, with what stands in them left open: `f"at most {n} files"` is one text.

They are English where they are made, stored and sent, and a page knows them again by these texts
(`detente.languages.sentences`). So nobody has to mark them: a failure's `expected`, `got` and `remedy` are taken down
wherever they are written, and in the modules named here whatever reads like words.
"""

import ast
import re
from collections.abc import Iterator
from itertools import product
from typing import Final

from tests.tidy.house import Module, dotted, modules

from detente.languages.sentences import LETTERS, OPEN

Text = str | tuple[str, str]

FAILURES: Final = {"expected", "got", "remedy", "problem"}
SILENT: Final = (
    *(f"detente.{one}." for one in ("assessment", "cli", "languages", "rehearsal", "tlog", "tour")),
    *(f"detente.home.{one}" for one in ("client", "founding", "host", "incident_paper", "lines", "server", "wire")),
    *(f"detente.node.{one}" for one in ("attachment_", "bag", "folder", "peer_face", "standard")),
    *(f"detente.regimes.{one}" for one in ("activity_files", "cases", "pack", "part", "reading")),
    *(f"detente.tracks.{one}" for one in ("adsb", "ais", "geojson", "gpx", "raw", "table")),
)
"""Whose failures stand on no page, or say which bytes of a file are not as its format has them: docs/languages.md."""
WORDED: Final = ("detente.protocol.evidence.", "detente.protocol.mandate", "detente.protocol.passkeys")
"""Of the protocol and the record only these speak to people: the others' failures are of bytes, too."""
CHECKING: Final = ("detente.record.check_", "detente.record.fsck")
SPEAKING: Final = (
    "detente.council.",
    "detente.home.",
    "detente.maps.",
    "detente.node.display",
    "detente.protocol.evidence",
    *CHECKING,
    "detente.regimes.",
    "detente.tracks.",
)
OTHERWISE: Final = (
    "detente.council.papers.languages",
    "detente.home.act_papers",
    "detente.home.alarms",
    "detente.home.form_papers",
    "detente.home.papers",
    "detente.home.searching.tables",
    "detente.home.terms",
    "detente.protocol.evidence.bundle_pages",
    "detente.regimes.notice_files",
    "detente.regimes.places",
)
"""Papers and alarms with languages of their own, and files that a program reads."""
SENTENCE_LETTERS_MIN: Final = 4
WORDS: Final = re.compile(r"(?<![\w{}./-])[A-Za-z][a-z]+(?![\w}/-]|\.\w)")
COMMAND: Final = re.compile(r"detente( [a-z-]+){1,3}(( --[a-z-]+)? ([A-Z]+|'?\{\w+\}'?)| --[a-z-]+)*")
"""A command alone is the same in every language."""
FOREIGN: Final = re.compile(
    r"[<>&\"\\\n]|^  |\bdetente papers\b|sans-serif|vd zone|tuple\[|^[A-Z_]{2,} |^#|\{\{|^\w+\(\{\w+\}\)$"
)


def sentences() -> Iterator[Text]:
    """Yield each of them, some more than once; a pair is what is said of one and of several."""
    for module in modules():
        bytewise = module.name.startswith(("detente.protocol.", "detente.record."))
        if not module.name.startswith(SILENT) and (not bytewise or module.name.startswith((*WORDED, *CHECKING))):
            for text in _of(module):
                if all(reads(one) for one in ([text] if isinstance(text, str) else text)):
                    yield text


def reads(text: str) -> bool:
    """Say if a text has words for people, and no mark that would have a meaning in HTML."""
    fixed = OPEN.sub("", text)
    worded = WORDS.search(text) and len(LETTERS.findall(fixed)) >= SENTENCE_LETTERS_MIN
    return bool(worded) and not FOREIGN.search(text) and not COMMAND.fullmatch(text)


def _of(module: Module) -> Iterator[Text]:
    quiet = set(_quiet(module.tree))
    speaking = module.name.startswith(SPEAKING) and not module.name.startswith(OTHERWISE)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            for one in node.keywords:
                if one.arg in FAILURES:
                    yield from _said(one.value, least=1)
        if speaking and isinstance(node, ast.JoinedStr | ast.Constant | ast.BinOp) and id(node) not in quiet:
            yield from _said(node, least=2)


def _quiet(tree: ast.Module) -> Iterator[int]:
    """Yield what is no sentence of its own: docstrings, assertions, parts of a longer text, names of types."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(ast.Constant()) | ast.Assert():
                yield from map(id, ast.walk(node))
            case ast.JoinedStr(parts):
                for part in parts:
                    yield id(part)
                    if isinstance(part, ast.FormattedValue) and part.format_spec is not None:
                        yield from map(id, ast.walk(part.format_spec))
            case ast.arg(annotation=kind) | ast.AnnAssign(annotation=kind) | ast.FunctionDef(returns=kind):
                if kind is not None:
                    yield from map(id, ast.walk(kind))
            case ast.BinOp(left, ast.Add(), right):
                yield from map(id, (left, right))
            case ast.keyword(arg) if arg in FAILURES:
                yield from map(id, ast.walk(node))
            case ast.Call(func) if dotted(func).split(".")[0] in (
                "AssertionError",
                "TypeVar",
                "cast",
                "log",
                "re",
                "refused",
            ):
                yield from map(id, ast.walk(node))


def _said(node: ast.expr, least: int) -> Iterator[Text]:
    """Yield the texts that an expression may come to, as far as it says them itself."""
    match node:
        case ast.Constant(str(text)):
            if least == 1 or " " in text:
                yield text
        case ast.IfExp(_, body, orelse):
            yield from _said(body, least)
            yield from _said(orelse, least)
        case ast.BoolOp(_, values):
            for one in values:
                yield from _said(one, least)
        case ast.BinOp(_, ast.Add(), _):
            yield from _joined(list(_added(node)))
        case ast.Subscript(value, ast.Slice()):
            yield from _said(value, least)
        case ast.JoinedStr(parts):
            yield from _joined(parts)


def _added(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BinOp(left, ast.Add(), right):
            yield from _added(left)
            yield from _added(right)
        case ast.JoinedStr(parts):
            yield from parts
        case ast.Constant():
            yield node
        case _:
            yield ast.FormattedValue(node, -1)


def _joined(parts: list[ast.expr]) -> Iterator[Text]:
    names = _Names()
    choices = [_choices(part, names) for part in parts]
    tests = {one.test for one in choices if one.test}
    counted = bool(tests) and tests <= set(names.given) and len(tests) == 1
    fixed = [(one.texts if one.test is None or not counted else (f"\0{number}",)) for number, one in enumerate(choices)]
    for chosen in product(*fixed):
        if not counted:
            yield "".join(chosen)
            continue
        yield tuple(
            "".join(choices[int(one[1:])].texts[form] if one.startswith("\0") else one for one in chosen)
            for form in (0, 1)
        )  # type: ignore[misc]  # of length two


class _Choice:
    def __init__(self, texts: tuple[str, ...], test: str | None = None) -> None:
        self.texts = texts
        self.test = test


class _Names:
    """Names of what is left open, each once in a text; the same expression has the same name."""

    def __init__(self) -> None:
        self.given: dict[str, str] = {}

    def of(self, node: ast.expr) -> str:
        spelt = ast.unparse(node)
        if spelt not in self.given:
            wanted = _name(node)
            taken = set(self.given.values())
            numbers = (wanted if number == 1 else f"{wanted}{number}" for number in range(1, 99))
            self.given[spelt] = next(name for name in numbers if name not in taken)
        return self.given[spelt]


def _choices(part: ast.expr, names: _Names) -> _Choice:
    match part:
        case ast.Constant(str(text)):
            return _Choice((text.replace("{", "{{").replace("}", "}}") if "{" in text else text,))
        case ast.FormattedValue(ast.IfExp(test, ast.Constant(str(body)), ast.Constant(str(orelse)))):
            one = _counts(test)
            if one is not None and not one[1]:
                body, orelse = orelse, body
            return _Choice((body, orelse), one[0] if one is not None else "")
        case ast.FormattedValue(value):
            return _Choice((f"{{{names.of(value)}}}",))
    return _Choice(("",))


def _counts(test: ast.expr) -> tuple[str, bool] | None:
    """Return what is counted, and whether the condition holds for one."""
    match test:
        case ast.Compare(left, [ast.Eq()], [ast.Constant(1)]) | ast.Compare(left, [ast.Lt()], [ast.Constant(2)]):
            return ast.unparse(left), True
        case ast.Compare(left, [ast.NotEq()], [ast.Constant(1)]) | ast.Compare(left, [ast.Gt()], [ast.Constant(1)]):
            return ast.unparse(left), False
    return None


def _name(node: ast.expr) -> str:
    if any(isinstance(one, ast.Attribute) and one.attr == "body" for one in ast.walk(node)):
        return "body"
    match node:
        case ast.Name(name) | ast.Attribute(_, name):
            return name.strip("_").lower()
        case ast.Call(ast.Name("len"), _):
            return "n"
        case ast.Call(ast.Attribute(ast.Constant(), "join"), [arg, *_]):
            return _name(arg)
        case ast.Call(ast.Attribute(value, "upper" | "lower" | "strip" | "isoformat" | "title" | "hex")):
            return _name(value)
        case ast.Call(_, [arg, *_]):
            return _name(arg)
        case ast.Call(func):
            return _name(func)
        case ast.Subscript(_, ast.Constant(str(name))) if name.isidentifier():
            return name
        case ast.Subscript(value, _) | ast.Starred(value) | ast.BinOp(value, _, _) | ast.UnaryOp(_, value):
            return _name(value)
        case ast.GeneratorExp(element) | ast.ListComp(element):
            return _name(element)
        case ast.BoolOp(_, [first, *_]):
            return _name(first)
        case ast.IfExp(_, body, _):
            return _name(body)
    return "value"
