"""On what an input of an assessment rests: said with each figure, in every model."""

from enum import StrEnum

from detente.assessment.words import noted


class Basis(StrEnum):
    """On what an input rests."""

    STATED = noted("stated")
    INFERRED = noted("inferred")
    ASSUMED = noted("assumed")
    ESTIMATED = noted("estimated")
