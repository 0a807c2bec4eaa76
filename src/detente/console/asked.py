"""What an address may ask, spelled once: the request itself, and each part of an address with its bounds."""

from typing import Annotated, Any, Final

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from detente.console.view import Console

REFRESH_SECONDS_MIN: Final = 5
REFRESH_SECONDS_MAX: Final = 3_600
"""How often a page on a wall may ask again: not so often that it loads the node, not so seldom that it is stale."""

Asked = Request[Any, Any, Any]
Named = NamedDependency[Console]
"""The pages as the visitor has them who asks."""

Part = Annotated[str, PathParameter(max_length=64)]
"""One of the three parts of a reference, or another short part of a path."""

Id = Annotated[str, PathParameter(max_length=64)]
"""Of a form."""

CouncilName = Annotated[str | None, QueryParameter(max_length=64)]
Every = Annotated[int | None, QueryParameter(ge=REFRESH_SECONDS_MIN, le=REFRESH_SECONDS_MAX)]
"""After how many seconds a page on a wall asks again."""

Ref = Annotated[str | None, QueryParameter(max_length=200)]
Word = Annotated[str | None, QueryParameter(max_length=64)]
"""A name of ours, like that of a party, a kind or a state."""

Flag = Annotated[str | None, QueryParameter(max_length=8)]
"""`1`, or nothing."""

Year = Annotated[int | None, QueryParameter(ge=1, le=9999)]
Before = Annotated[int | None, QueryParameter(ge=1)]
"""Below which sequence a list goes on."""
