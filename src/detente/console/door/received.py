"""What a browser sends in a form: names and values, read strictly, and the proof that a page of ours asked for them."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from detente.errors import Malformed, Refused
from detente.limits import FORM_FIELDS_MAX

PROOF = "proof"
"""Name of the hidden field."""
CAME = "detente form"
"""Under which a request keeps the form that came with it: a page that refuses it shows again what was typed."""
TYPED = ("text", "question", "marking", "name", "title", "source", "typed")
"""Fields in which people write, beside those of a body."""


@dataclass(frozen=True, slots=True)
class Received:
    """A form as it came.

    Args:
        fields: values by name, in the order in which they came.
    """

    fields: Mapping[str, tuple[str, ...]]

    def one(self, name: str, default: str = "") -> str:
        """Return the first value of a name."""
        return next(iter(self.fields.get(name, ())), default)

    def has(self, name: str) -> bool:
        """Say if a name came at all, as a button's does that was pressed."""
        return name in self.fields


def proof_of(secret: str) -> str:
    """Return what each form of a browser carries, so that it comes from a page that this browser was given.

    Args:
        secret: what the browser's cookie holds.
    """
    return hmac.new(secret.encode(), b"detente form", hashlib.sha256).hexdigest()


def parse_form(body: bytes) -> Received:
    """Return the fields of a form.

    Raises:
        Malformed: `form-malformed`.
    """
    if (number := body.count(b"&") + 1) > FORM_FIELDS_MAX:
        raise Malformed(
            "form-malformed", expected=f"at most {FORM_FIELDS_MAX:,} fields in a form", got=f"{number:,}",
            remedy="go back, where what you typed stands, and take out rows",
        )  # fmt: skip
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            max_num_fields=FORM_FIELDS_MAX,
            errors="strict",
        )
    except ValueError as fault:
        raise Malformed(
            "form-malformed", expected="a form in UTF-8, as browsers send it", got=str(fault)[:120],
            remedy="send the form from its page",
        ) from None  # fmt: skip
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(as_typed(value))
    return Received({name: tuple(values) for name, values in fields.items()})


def as_typed(text: str) -> str:
    """Return a field's text with the ends of lines that people see: browsers end them as RFC 2046 does."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


async def read_form(request: Request[Any, Any, Any], secret: str | None) -> Received:
    """Return the form of a request that proves to come from a page given to this browser.

    Raises:
        Malformed: `form-malformed`. Refused: `form-foreign`.
    """
    form = parse_form(await request.body())
    request.scope["state"][CAME] = form
    check_proof(form, secret)
    return form


def typed_in(state: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the texts that somebody typed in the form of a request, each after the name of its field."""
    form = state.get(CAME)
    if not isinstance(form, Received):
        return []
    found = [
        (name.removeprefix("body.").replace(".", " "), "\n".join(texts))
        for name, texts in form.fields.items()
        if (name in TYPED or name.startswith(("body.", "tongues."))) and ".-" not in name
    ]
    return [(name, text) for name, text in found if text.strip()]


def check_proof(form: Received, secret: str | None) -> None:
    """Be silent where a form proves to come from a page given to this browser.

    Raises:
        Refused: `form-foreign`.
    """
    if secret is None or not hmac.compare_digest(form.one(PROOF).encode(), proof_of(secret).encode()):
        raise Refused(
            "form-foreign",
            expected="a form from a page that this browser was given",
            got="another one, or one from before this browser signed in or out",
            remedy="open the page anew and send the form from there",
        )
