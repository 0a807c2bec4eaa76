"""Circles among acts, each of which is said to come before the next: only a lie makes one."""

from collections.abc import Iterator, Mapping, Set


def circles(before: Mapping[str, Set[str]]) -> dict[str, int]:
    """Return for each act in a circle the number of its circle; acts in none are left out.

    Args:
        before: for each act those that come directly before it, all of them keys themselves.

    Source: the strongly connected components of Kosaraju and Sharir, by two walks; walked without recursion.
    """
    after: dict[str, set[str]] = {ref: set() for ref in before}
    for ref, earlier in before.items():
        for one in earlier:
            after[one].add(ref)
    seen: set[str] = set()
    finished = [ref for root in before for ref in _walk(root, before, seen)]
    seen.clear()
    found: dict[str, int] = {}
    for number, root in enumerate(reversed(finished)):
        members = list(_walk(root, after, seen))
        if len(members) > 1:
            found.update(dict.fromkeys(members, number))
    return found


def _walk(root: str, graph: Mapping[str, Set[str]], seen: set[str]) -> Iterator[str]:
    """Yield what can be reached and was not seen, each after all that was reached from it."""
    if root in seen:
        return
    seen.add(root)
    path = [(root, iter(graph[root]))]
    while path:
        ref, following = path[-1]
        found = next((one for one in following if one not in seen), None)
        if found is None:
            path.pop()
            yield ref
        else:
            seen.add(found)
            path.append((found, iter(graph[found])))
