"""Replies about notifications: forms, and previews of what would be signed."""

from typing import Any

from msgspec import Struct


class FormView(Struct, frozen=True):
    """A form of a regime.

    Args:
        alias: a number by which people know it, not confirmed; may be empty.
        template: TOML to fill in, with headings and units.
        json_schema: JSON Schema 2020-12 of the fields.
    """

    as_of: str
    council: str
    regime: str
    format: str
    version: int
    title: str
    alias: str
    confidence: str
    template: str
    json_schema: dict[str, Any]


class FindingView(Struct, frozen=True):
    """One thing that is wrong with what was filled in: the field with what was expected, and what came."""

    code: str
    expected: str
    got: str


class RulingView(Struct, frozen=True):
    """What one rule says: `duty`, `no duty` or `cannot say`, by when, and why."""

    rule: str
    title: str
    verdict: str
    due_at: str | None
    strict_at: str | None
    reason: str
    missing: tuple[str, ...]
    confidence: str


class NoticePreview(Struct, frozen=True):
    """What would be signed.

    Args:
        body: of the act, to the letter.
        lines: the form with headings in the reader's language.
        findings: all that is wrong with it; empty where it may be sent.
        to: who would read it.
        bytes: of the body; an act takes 65,535 at most.
    """

    as_of: str
    council: str
    channel: str
    kind: str
    language: str
    body: dict[str, Any]
    lines: tuple[str, ...]
    findings: list[FindingView]
    rules: list[RulingView]
    to: tuple[str, ...]
    bytes: int
