"""On what an input of an assessment rests: said with each figure, in every model."""

from enum import StrEnum


class Basis(StrEnum):
    """On what an input rests."""

    STATED = "stated"
    INFERRED = "inferred"
    ASSUMED = "assumed"
    ESTIMATED = "estimated"
