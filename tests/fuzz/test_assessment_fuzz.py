"""What may come out of a case or of an analyst's inputs? A result, `Malformed` or `Refused`."""

import pytest
from hypothesis import given, settings
from tests.fuzz.test_protocol_fuzz import mutations

from detente.assessment.cases import check_case, shipped
from detente.errors import Malformed, Refused

SMALL = [name for name, _ in shipped() if "garrison" not in name and "april" not in name]


@pytest.mark.parametrize("name", SMALL)
def test_a_case_or_a_refusal(name: str) -> None:
    """Near and far from sound bytes."""

    @settings(max_examples=60, deadline=None)
    @given(mutations(dict(shipped())[name]))
    def holds(data: bytes) -> None:
        try:
            case = check_case(data)
        except (Malformed, Refused):
            return
        assert all(one.field for one in case.fields)

    holds()
