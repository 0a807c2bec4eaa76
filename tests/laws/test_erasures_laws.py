"""What is true of every erasure: proof decides the order, nothing is agreed without all, a key alone opens nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.matter import Matter

from detente.errors import Malformed
from detente.protocol.attachments import PART_BYTES, erasable_key, open_file, seal_file

KINDS = ("erasure", "erasure-consent", "erasure-decline", "erasure-done", "message")
keys = st.binary(min_size=32, max_size=32)
steps = st.tuples(
    st.sampled_from(["nato", "ru", "us"]),
    st.sampled_from(KINDS),
    st.integers(0, 9),
    st.sets(st.integers(0, 9), max_size=4),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=1, max_size=9))
def test_every_order_gives_the_same_state(drawn: list[tuple[str, str, int, set[int]]]) -> None:
    """Whoever speaks and whatever they know; what is agreed has the consent of each member, and only that is done."""
    matter = Matter()
    first = matter.say("nato", "message", text="See the list.")
    matter.say("ru", "erasure", first, files=[b"\1" * 32], text="x")
    for party, kind, answered, known in drawn:
        said = list(matter.acts.values())
        knows = [first, *(said[number] for number in known if number < len(said))]
        matter.say(party, kind, said[answered % len(said)], knows=knows, files=[b"\2" * 32], text="x")
    folded = matter.same_in_every_order(orders=6)
    state = folded.states["erasures"]
    agreed = {act.ref for act in state.agreed()}
    for ref in agreed:
        given_by = {act.party for act in folded.acts if act.re == ref and act.kind == "erasure-consent"}
        assert given_by | {state.proposed[ref].party} >= {"nato", "ru", "us"}
    assert state.done.keys() <= agreed


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), keys, keys, st.integers(0, 255))
def test_neither_the_key_nor_the_part_alone_opens_a_file(content: bytes, key: bytes, part: bytes, bit: int) -> None:
    """Both together do; a part in which one bit is another does not."""
    sealed = b"".join(seal_file(erasable_key(key, part), [content]))
    assert b"".join(open_file(erasable_key(key, part), [sealed])) == content
    other = bytearray(part)
    other[bit // 8] ^= 1 << bit % 8
    for tried in (key, part, erasable_key(part, key) if part != key else key, erasable_key(key, bytes(other))):
        with pytest.raises(Malformed, match="cannot-open"):
            b"".join(open_file(tried, [sealed]))


@given(st.binary(max_size=64).filter(lambda part: len(part) != PART_BYTES))
def test_a_part_of_another_length_opens_nothing(part: bytes) -> None:
    with pytest.raises(Malformed, match="cannot-open"):
        erasable_key(bytes(32), part)
