"""ARCHITECTURE.md names what is there."""

import ast
import re

import pytest
from tests.tidy.house import ROOT, SOURCE, modules

PAGE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
PATHS = sorted(set(re.findall(r"`([a-z_]+(?:/[a-z0-9_]+)*(?:\.py|/))`", PAGE)))
NAMES = sorted(set(re.findall(r"`([a-z0-9_/]+\.py)::([A-Za-z_.]+)`", PAGE)))
LIFE = PAGE.partition("## The life of one act")[2].partition("\n## ")[0]
UNBUILT = {"api/", "assessment/", "regimes/"}
"""Parts that the page marks `not yet`."""


@pytest.mark.parametrize("path", PATHS)
def test_a_file_or_folder_is_there(path: str) -> None:
    if path in UNBUILT and not list((SOURCE / "detente" / path).glob("*.py")):
        assert re.search(rf"`{path}`.*not yet", PAGE)
    else:
        assert (SOURCE / "detente" / path).exists() or (ROOT / path).exists()


@pytest.mark.parametrize(("path", "name"), NAMES)
def test_a_function_or_class_is_there(path: str, name: str) -> None:
    node: ast.AST = ast.parse((SOURCE / "detente" / path).read_text("utf-8"))
    for part in name.split("."):
        named = (
            child
            for child in ast.iter_child_nodes(node)
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and child.name == part
        )
        node = next(named, ast.Pass())
    assert not isinstance(node, ast.Pass), f"{path} has no {name}"


def test_the_life_of_an_act_has_twelve_steps_that_each_name_their_place() -> None:
    steps = re.split(r"^\d+\. ", LIFE, flags=re.MULTILINE)[1:]
    assert len(steps) == 12
    assert all(re.search(r"`[a-z_/]+\.py::\w+", step) for step in steps)


def test_every_part_of_the_package_is_on_the_ladder_shown() -> None:
    ladder = PAGE.partition("## The ladder")[2].partition("\n## ")[0]
    parts = {module.name.split(".")[1] for module in modules() if module.name.count(".") > 1}
    assert not [part for part in parts if f"`{part}/`" not in ladder]
