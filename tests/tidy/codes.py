"""Every error code that the package can raise, found in its syntax trees, with the table that docs/errors.md shows.

A code is the first argument of `Refused`, `Malformed` or `Fault`: a text in the source, or a parameter of the function
around it, in which case the callers' texts are the codes. Nothing else is allowed there, so none can hide.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from tests.tidy.house import Module, dotted, modules

from detente import limits

TYPES = ("Refused", "Malformed", "Fault")
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class Code:
    """What the table says of one code, gathered over all places that raise it."""

    types: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    expected: list[str] = field(default_factory=list)
    remedy: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Carrier:
    """A function that raises what its caller names; `raises` are the calls in it that make the errors."""

    function: Function
    method: bool
    parameter: str
    prefix: str
    raises: tuple[tuple[str, ast.Call], ...]

    def given(self, call: ast.Call, parameter: str) -> ast.expr | None:
        """Return what a caller gives for a parameter."""
        names = _parameters(self.function)[self.method :]
        return _argument(call, names.index(parameter) if parameter in names else len(call.args), parameter)


@cache
def codes() -> dict[str, Code]:
    """Return every code by name."""
    found: dict[str, Code] = {}
    carriers: dict[str, _Carrier] = {}
    for module in modules():
        for function, call, type_ in _raises(module):
            first = _argument(call, 0, "code")
            passed_on = _helper(module, function, call)
            for text in _texts(first):
                code = found.setdefault(text, Code())
                _note(code, module, type_, *passed_on, _argument(call, 9, "remedy"))
            prefix, passed = _passed(first)
            if passed and function is not None:
                if passed not in _parameters(function):
                    chosen = _chosen(module, function, passed)
                    assert chosen, f"{module.place}:{call.lineno}: the code is no text, parameter or choice among texts"
                    for text in chosen:
                        _note(found.setdefault(text, Code()), module, type_, *passed_on, _argument(call, 9, "remedy"))
                    continue
                key = _key(module, function)
                before = carriers[key].raises if key in carriers else ()
                carriers[key] = _Carrier(function, _is_method(function), passed, prefix, (*before, (type_, call)))
    _follow(found, carriers)
    return found


def _follow(found: dict[str, Code], carriers: dict[str, _Carrier]) -> None:
    """Add what the callers of carriers name; a caller that passes on its own parameter is a carrier itself."""
    fresh = dict(carriers)
    while fresh:
        carried, fresh = fresh, {}
        for module in modules():
            known = _names(module)
            for function, call in _calls(module):
                carrier = carried.get(_resolve(module, known, call)) or carried.get(
                    "." + dotted(call.func).rpartition(".")[2]
                )
                if carrier is None:
                    continue
                first = carrier.given(call, carrier.parameter)
                texts = _texts(first, carrier.prefix)
                if isinstance(first, ast.Name) and function is not None:
                    texts += _chosen(module, function, first.id, carrier.prefix)
                for text in texts:
                    for type_, raised in carrier.raises:
                        said = [_argument(raised, 9, "expected"), _argument(raised, 9, "remedy")]
                        parts = [carrier.given(call, one.id) if isinstance(one, ast.Name) else one for one in said]
                        _note(found.setdefault(text, Code()), module, type_, *parts)
                if isinstance(first, ast.Name) and function is not None and first.id in _parameters(function):
                    key = _key(module, function)
                    if key not in carriers:
                        fresh[key] = _Carrier(function, _is_method(function), first.id, carrier.prefix, carrier.raises)
        carriers |= fresh


def _helper(module: Module, function: Function | None, call: ast.Call) -> list[ast.expr | None]:
    """Return what is expected: the text in the call, or what the callers of the helper around it give."""
    said = _argument(call, 9, "expected")
    if function is None or not isinstance(said, ast.Name) or said.id not in _parameters(function):
        return [said]
    carrier = _Carrier(function, _is_method(function), said.id, "", ())
    return [
        carrier.given(one, said.id) for _, one in _calls(module) if dotted(one.func).rpartition(".")[2] == function.name
    ]


def _is_method(function: Function) -> bool:
    return _parameters(function)[:1] in (["self"], ["cls"])


def _key(module: Module, function: Function) -> str:
    """Name a carrier: a method by its name alone, since nobody sees the type of its object here."""
    return f".{function.name}" if _is_method(function) else f"{module.name}.{function.name}"


def unread() -> list[str]:
    """Return the places where the first argument is something that this reading does not follow."""
    return [
        f"{module.place}:{call.lineno}"
        for module in modules()
        for _function, call, _type in _raises(module)
        if not _texts(first := _argument(call, 0, "code")) and not _passed(first)[1] and not _handed_on(first)
    ]


def alarms() -> dict[str, set[str]]:
    """Return the codes of alarms, with the files that raise them."""
    found: dict[str, set[str]] = {}
    for module in modules():
        for _function, call in _calls(module):
            if dotted(call.func) == "Alarm":
                for text in _texts(_argument(call, 0, "code")):
                    found.setdefault(text, set()).add(_short(module))
    return found


# --- reading calls ----------------------------------------------------------------------------------------------------


def _calls(module: Module) -> Iterator[tuple[Function | None, ast.Call]]:
    """Yield each call with the innermost function around it."""

    def walk(node: ast.AST, inside: Function | None) -> Iterator[tuple[Function | None, ast.Call]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield inside, child
            yield from walk(child, child if isinstance(child, Function) else inside)

    return walk(module.tree, None)


def _raises(module: Module) -> Iterator[tuple[Function | None, ast.Call, str]]:
    for function, call in _calls(module):
        name = dotted(call.func).rpartition(".")[2]
        if name in TYPES:
            yield function, call, name


def _argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    if len(call.args) > position and not any(isinstance(one, ast.Starred) for one in call.args[: position + 1]):
        return call.args[position]
    return next((one.value for one in call.keywords if one.arg == name), None)


def _parameters(function: Function) -> list[str]:
    return [one.arg for one in (*function.args.posonlyargs, *function.args.args)]


def _chosen(module: Module, function: Function, name: str, prefix: str = "") -> list[str]:
    """Return the codes that a local name may be: texts assigned to it, or returned by the function that it is from."""
    texts: list[str] = []
    own = {node.name: node for node in ast.walk(module.tree) if isinstance(node, Function)}
    for node in ast.walk(function):
        match node:
            case ast.NamedExpr(ast.Name(target), value) | ast.Assign([ast.Name(target)], value) if target == name:
                texts += [text for part in ast.walk(value) for text in _texts(part, prefix)]
                if isinstance(value, ast.Call) and (source := own.get(dotted(value.func).rpartition(".")[2])):
                    returns = [part.value for part in ast.walk(source) if isinstance(part, ast.Return)]
                    texts += [text for returned in returns for text in _texts(returned, prefix)]
    return texts


def _texts(node: ast.AST | None, prefix: str = "") -> list[str]:
    match node:
        case ast.Constant(str(text)) if CODE.fullmatch(prefix + text):
            return [prefix + text]
        case ast.IfExp(_, one, other):
            return _texts(one, prefix) + _texts(other, prefix)
        case _:
            return []


def _passed(node: ast.expr | None) -> tuple[str, str]:
    """Return the name that a code is passed on by, and what is put before it: `code`, or f"cbor-{kind}"."""
    match node:
        case ast.Name(name):
            return "", name
        case ast.JoinedStr([ast.Constant(str(prefix)), ast.FormattedValue(ast.Name(name))]):
            return prefix, name
        case _:
            return "", ""


def _handed_on(node: ast.expr | None) -> bool:
    """A code taken from another failure or from a reply is counted where it was made."""
    return (isinstance(node, ast.Attribute) and node.attr == "code") or (
        isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value == "code"
    )


def _names(module: Module) -> dict[str, str]:
    """Return what each imported or own name stands for."""
    known = {node.name: f"{module.name}.{node.name}" for node in module.tree.body if isinstance(node, Function)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return known


def _resolve(module: Module, known: dict[str, str], call: ast.Call) -> str:
    name = dotted(call.func)
    if name.startswith("self."):
        return f"{module.name}.{name.removeprefix('self.')}"
    first, _, rest = name.partition(".")
    return known.get(first, "?") + (f".{rest}" if rest else "")


# --- words ------------------------------------------------------------------------------------------------------------


def _note(code: Code, module: Module, type_: str, *said: ast.expr | None) -> None:
    """Take down one place; the last of what is said is the remedy, the others what was expected."""
    code.types.add(type_)
    code.places.add(_short(module))
    for kept, node in [*((code.expected, one) for one in said[:-1]), (code.remedy, said[-1])]:
        words = _words(node)
        if words.strip("…") and words not in kept:
            kept.append(words)


def _short(module: Module) -> str:
    return module.place.removeprefix("src/detente/")


def _words(node: ast.expr | None) -> str:
    """Return a message as the table shows it: limits as numbers, what differs each time as three dots."""
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.JoinedStr(parts):
            return "".join(_words(part) for part in parts)
        case ast.FormattedValue(value):
            return _limit(value)
        case ast.IfExp(_, one, other):
            return " or: ".join(part for part in (_words(one), _words(other)) if part)
        case ast.BinOp(one, ast.Add(), other):
            return _words(one) + _words(other)
        case None:
            return ""
        case _:
            return "…"


def _limit(node: ast.expr) -> str:
    value = getattr(limits, dotted(node).rpartition(".")[2], None)
    return f"{value:,}" if isinstance(value, int) else "…"


def table() -> str:
    """Return the table of codes, by code."""
    rows = ["| code | type | raised in | expected | remedy |", "|---|---|---|---|---|"]
    for name, code in sorted(codes().items()):
        cells = (
            f"`{name}`",
            ", ".join(sorted(code.types)),
            ", ".join(f"`{place}`" for place in sorted(code.places)),
            "; ".join(code.expected),
            "; ".join(code.remedy),
        )
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def alarm_table() -> str:
    """Return the table of alarms that are not errors, by code."""
    rows = ["| alarm | raised in |", "|---|---|"]
    rows += [
        f"| `{name}` | {', '.join(f'`{place}`' for place in sorted(places))} |"
        for name, places in sorted(alarms().items())
    ]
    return "\n".join(rows)
