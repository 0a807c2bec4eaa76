"""Words that stand in the code of desks and checks: how a matter stands, what is owed, and the steps of a check.

Only whole texts are words: what is built with others' words in it cannot be looked up, and stays English.
"""

import ast
from collections.abc import Iterator
from functools import cache
from typing import Final

from tests.tidy.house import Module, dotted, modules

PLACES: Final = ("detente.council.", "detente.protocol.evidence.")
OWED: Final = {"Duty", "reply_duty", "owed"}
"""What makes a duty: of its arguments the one that is a text says what is owed."""


def words_of_domain() -> Iterator[str]:
    """Yield them all, some more than once."""
    for module in modules():
        if module.name.startswith(PLACES):
            yield from _words_of(module)


def _words_of(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        match node:
            case ast.FunctionDef(name) if "status" in name:
                for one in ast.walk(node):
                    if isinstance(one, ast.Return) and one.value is not None:
                        yield from _texts(one.value)
            case ast.Call() if dotted(node.func) == "Sheet":
                for part in (*node.args[1:2], *(one.value for one in node.keywords if one.arg == "status")):
                    yield from _texts(part)
            case ast.Call() if dotted(node.func) in OWED:
                for part in node.args:
                    yield from _texts(part)
            case ast.AnnAssign(ast.Name(), _, ast.Constant(str(text))) if text.endswith(".") and " " in text:
                # A sentence that stands below a table, or a pattern without words, which is left out later.
                yield text
            case ast.Yield(ast.Tuple([ast.Constant(str(title)), _])):
                yield title


@cache
def _constants() -> dict[str, set[str]]:
    """Return the texts that constants of desks have, by their names; two desks may use one name."""
    found: dict[str, set[str]] = {}
    for module in modules():
        for node in module.tree.body if module.name.startswith(PLACES) else ():
            match node:
                case ast.AnnAssign(ast.Name(name), _, value) | ast.Assign([ast.Name(name)], value):
                    found.setdefault(name, set()).update(_texts(value) if isinstance(value, ast.Constant) else ())
                case ast.Assign([ast.Tuple(names)], ast.Tuple(values)):
                    for one, value in zip(names, values, strict=True):
                        if isinstance(one, ast.Name) and isinstance(value, ast.Constant):
                            found.setdefault(one.id, set()).update(_texts(value))
    return found


def _texts(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may come to, as far as it says them itself."""
    match node:
        case ast.Constant(str(text)):
            yield text
        case ast.Name(name):
            yield from _constants().get(name, ())
        case ast.IfExp(_, body, orelse):
            yield from _texts(body)
            yield from _texts(orelse)
        case ast.BoolOp(_, values):
            for one in values:
                yield from _texts(one)
        case ast.Dict(_, values):
            for one in values:
                yield from _texts(one)
        case ast.Call(ast.Attribute(table, "get"), [_, *rest]):
            for one in (table, *rest):
                yield from _texts(one)
        case ast.Subscript(table, _):
            yield from _texts(table)
