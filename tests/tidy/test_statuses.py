"""The status of a page that says what went wrong stands in a table, and no name of a code decides it in silence."""

from tests.tidy.codes import codes

from detente.console.answers import BY_CODE, FORBIDDEN, NOT_HERE, status_of
from detente.errors import Fault, Malformed, Refused

NOT_FOR_PAGES = ("cli/",)
"""Where codes are raised that no page meets."""


def test_every_code_in_the_tables_is_a_refusal_in_one_of_them() -> None:
    assert not FORBIDDEN & NOT_HERE
    known = codes()
    assert all("Refused" in known[code].types for code in BY_CODE)


def test_a_code_that_is_called_unknown_has_a_status_that_somebody_chose() -> None:
    """A new one is put in a table: that what is named is not here, or that whoever asks may not."""
    called = {
        code
        for code, found in codes().items()
        if code.endswith("-unknown") and "Refused" in found.types
        if any(not place.startswith(NOT_FOR_PAGES) for place in found.places)
    }
    assert called <= BY_CODE.keys()


def test_the_status_is_that_of_the_code_or_else_of_the_sort() -> None:
    def status(sort: type[Refused | Malformed | Fault], code: str) -> int:
        return status_of(sort(code, expected="one thing", got="another"))

    assert status(Refused, "signed-out") == status(Refused, "passkey-unknown") == 403
    assert status(Refused, "form-unknown") == 404
    assert status(Refused, "form-sent") == status(Refused, "made-up-unknown") == 409
    assert status(Malformed, "log-unknown") == 400
    assert status(Fault, "disk-room") == 503
