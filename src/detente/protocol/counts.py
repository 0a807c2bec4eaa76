"""What may stand where a size, an index or a number is meant, in bytes from outside."""

from detente.limits import TREE_SIZE_MAX


def is_count(*numbers: int) -> bool:
    """Say if these are whole numbers from 0 to TREE_SIZE_MAX; `true`, which Python takes for 1, is none."""
    return all(type(number) is int and 0 <= number <= TREE_SIZE_MAX for number in numbers)
