"""ARCHITECTURE.md names what is there."""

import ast
import re

from tests.tidy.house import ROOT, SOURCE, check_none, modules

PAGE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
PATHS = sorted(set(re.findall(r"`([a-z_]+(?:/[a-z0-9_]+)*(?:\.py|/))`", PAGE)))
NAMES = sorted(set(re.findall(r"`([a-z0-9_/]+\.py)::([A-Za-z_.]+)`", PAGE)))
LIFE = PAGE.partition("## The life of one act")[2].partition("\n## ")[0]
UNBUILT = {"api/"}
"""Parts that the page marks `not yet`."""


def test_files_and_folders_are_there() -> None:
    built = [path for path in PATHS if path not in UNBUILT]
    check_none(path for path in built if not ((SOURCE / "detente" / path).exists() or (ROOT / path).exists()))
    for path in UNBUILT:
        assert not (SOURCE / "detente" / path).exists()
        assert re.search(rf"`{path}`.*not yet", PAGE)


def test_functions_and_classes_are_there() -> None:
    check_none(f"{path} has no {name}" for path, name in NAMES if not defines(path, name))


def defines(path: str, name: str) -> bool:
    node: ast.AST = ast.parse((SOURCE / "detente" / path).read_text("utf-8"))
    for part in name.split("."):
        named = (
            child
            for child in ast.iter_child_nodes(node)
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and child.name == part
        )
        node = next(named, ast.Pass())
    return not isinstance(node, ast.Pass)


def test_the_life_of_an_act_has_twelve_steps_that_each_name_their_place() -> None:
    steps = re.split(r"^\d+\. ", LIFE, flags=re.MULTILINE)[1:]
    assert len(steps) == 12
    assert all(re.search(r"`[a-z_/]+\.py::\w+", step) for step in steps)


def test_every_part_of_the_package_is_on_the_ladder_shown() -> None:
    ladder = PAGE.partition("## The ladder")[2].partition("\n## ")[0]
    parts = {module.name.split(".")[1] for module in modules() if module.name.count(".") > 1}
    assert not [part for part in parts if f"`{part}/`" not in ladder]
