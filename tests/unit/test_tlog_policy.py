"""Policies: what is read and refused, and when enough have seen."""

import pytest

from detente.errors import Malformed
from detente.tlog.checkpoint import Checkpoint, sign_head
from detente.tlog.cosignature import cosign
from detente.tlog.notes import Algorithm, Signer
from detente.tlog.policy import (
    Group,
    Log,
    Policy,
    Witness,
    evaluate,
    is_met,
    met_at,
    parse_policy,
    policy_under,
    render_policy,
)

ORIGIN = "council-0123456789abcdef/line/ru/1"
LOG = Signer(ORIGIN, Algorithm.ED25519, bytes(32))
NAMES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")
COSIGNERS = {
    name: Signer(f"{name.lower()}/mirror", Algorithm.COSIGNATURE, bytes([number]) * 32)
    for number, name in enumerate(NAMES, start=1)
}
KEYS = {name: signer.key.text() for name, signer in COSIGNERS.items()}
HEAD = Checkpoint(ORIGIN, 42, bytes(range(32)))
EXAMPLE = f"""
log {LOG.key.text()}

# The X-witnesses are one operator's.
witness X1 {KEYS["X1"]}
witness X2 {KEYS["X2"]}   https://x2.example
witness X3 {KEYS["X3"]}
group X-witnesses 2 X1 X2 X3

witness Y1 {KEYS["Y1"]}
\twitness Y2 {KEYS["Y2"]}
witness Y3 {KEYS["Y3"]}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
""".encode()
POLICY = parse_policy(EXAMPLE)


def code_of(text: str | bytes) -> str:
    with pytest.raises(Malformed) as refused:
        parse_policy(text.encode() if isinstance(text, str) else text)
    return refused.value.code


def test_the_specification_example_is_read() -> None:
    """The two-level example of the specification, with keys put in, says what its text says."""
    assert [log.key for log in POLICY.logs] == [LOG.key]
    assert tuple(one.name for one in POLICY.witnesses) == NAMES
    assert [one.url for one in POLICY.witnesses][:2] == ["", "https://x2.example"]
    assert [(one.name, one.threshold, len(one.members)) for one in POLICY.groups] == [
        ("X-witnesses", 2, 3),
        ("Y-witnesses", 1, 3),
        ("X-and-Y", 2, 2),
    ]
    assert POLICY.quorum == "X-and-Y"


def test_a_policy_prints_as_written_and_equals_its_plain_writing() -> None:
    """Comments and blanks are kept in the file and mean nothing."""
    assert POLICY.to_bytes() == EXAMPLE
    plain = render_policy(POLICY.logs, POLICY.witnesses, POLICY.groups, POLICY.quorum)
    assert plain == POLICY
    assert b"#" not in plain.to_bytes()
    assert plain.to_bytes().endswith(b"group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n")


@pytest.mark.parametrize(
    ("witnessed", "met"),
    [
        ("", False),
        ("X1 X2", False),
        ("X1 Y1", False),
        ("X1 X2 Y3", True),
        ("X1 X2 X3", False),
        ("Y1 Y2 Y3 X3", False),
        ("Y1 X3 X1", True),
        ("X-witnesses Y-witnesses X-and-Y", False),
    ],
)
def test_the_quorum_of_the_example(witnessed: str, met: bool) -> None:
    """Two of X and one of Y; a group's name is nobody's word."""
    assert is_met(POLICY, witnessed.split()) is met


def test_the_quorum_has_a_time() -> None:
    """The quorum has seen when the last one that it needed has seen."""
    assert met_at(POLICY, {"X1": 50, "X2": 10, "X3": 20, "Y1": 15}) == 20
    assert met_at(POLICY, {"X1": 50, "X2": 10, "Y1": 60, "Y2": 55}) == 55
    assert met_at(POLICY, {"X1": 50, "X2": 10}) is None


def test_a_single_witness_and_none() -> None:
    """A quorum may be one witness, and may ask for nothing; nothing proves no time."""
    one = parse_policy(f"witness un {KEYS['X1']}\nquorum un\n".encode())
    assert is_met(one, ["un"])
    assert not is_met(one, [])
    nothing = parse_policy(b"quorum none\n")
    assert nothing == Policy((), (), (), "none", b"")
    assert is_met(nothing, [])
    assert met_at(nothing, {"un": 5}) is None


def test_a_rule_is_put_over_known_witnesses() -> None:
    """A charter holds the rule only; the witnesses come from the parties' notes."""
    witnesses = [Witness(name, signer.key) for name, signer in COSIGNERS.items()]
    policy = policy_under([Log(LOG.key)], witnesses, "group time 2 X1 Y1 Y2\nquorum time\n")
    assert policy.groups == (Group("time", 2, ("X1", "Y1", "Y2")),)
    assert met_at(policy, {"X1": 7, "Y2": 9}) == 9


def test_a_head_is_judged() -> None:
    """The log's signature, the known cosignatures and the quorum make the verdict; the earliest of two times counts."""
    times = [("X1", 50), ("X1", 40), ("X2", 45), ("Y3", 30)]
    note = sign_head(HEAD, LOG).with_signatures(cosign(COSIGNERS[name], HEAD, at) for name, at in times)
    judgement = evaluate(POLICY, note)
    assert judgement.checkpoint == HEAD
    assert judgement.witnessed == {"X1": 40, "X2": 45, "Y3": 30}
    assert (judgement.met, judgement.met_at) == (True, 45)
    assert not evaluate(POLICY, sign_head(HEAD, LOG)).met


def test_logs_may_be_known_otherwise() -> None:
    """A policy without logs takes them from its reader; a log that nobody names is refused."""
    policy = parse_policy(b"quorum none\n")
    assert evaluate(policy, sign_head(HEAD, LOG), log_keys=[LOG.key]).met
    with pytest.raises(Malformed) as refused:
        evaluate(policy, sign_head(HEAD, LOG))
    assert refused.value.code == "policy-log"


def test_a_false_cosignature_spoils_the_head() -> None:
    """A known witness's line verifies or the head is refused."""
    false = cosign(COSIGNERS["X1"], Checkpoint(ORIGIN, 41, HEAD.root), 50)
    with pytest.raises(Malformed) as refused:
        evaluate(POLICY, sign_head(HEAD, LOG).with_signatures([false]))
    assert refused.value.code == "cosignature-signature"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "policy-line"),
        ("quorum none", "policy-line"),
        ("\n", "policy-quorum"),
        ("quorum none\nquorum none\n", "policy-quorum"),
        ("quorum none extra\n", "policy-line"),
        ("quorum\n", "policy-line"),
        ("witnesses a b\n", "policy-line"),
        ("quorum a\n", "policy-name"),
        (f"witness none {KEYS['X1']}\nquorum none\n", "policy-name"),
        (f"witness a {KEYS['X1']}\nwitness a {KEYS['X2']}\nquorum none\n", "policy-name"),
        (f"witness a {KEYS['X1']}\nwitness b {KEYS['X1']}\nquorum none\n", "policy-key"),
        (f"witness a {LOG.key.text()}\nquorum none\n", "policy-key"),
        (f"log {KEYS['X1']}\nquorum none\n", "policy-key"),
        (f"log {LOG.key.text()}\nlog {LOG.key.text()}\nquorum none\n", "policy-key"),
        (f"log {LOG.key.text()} url more\nquorum none\n", "policy-line"),
        ("log key\nquorum none\n", "vkey-syntax"),
        (f"group g any a\nwitness a {KEYS['X1']}\nquorum g\n", "policy-name"),
        (f"witness a {KEYS['X1']}\ngroup g any g\nquorum g\n", "policy-name"),
        (f"witness a {KEYS['X1']}\ngroup g any none\nquorum g\n", "policy-name"),
        (f"witness a {KEYS['X1']}\ngroup g any a a\nquorum g\n", "policy-name"),
        (f"witness a {KEYS['X1']}\ngroup g any a\ngroup h any a\nquorum g\n", "policy-name"),
        (f"witness a {KEYS['X1']}\ngroup a any a\nquorum a\n", "policy-name"),
        (f"witness a {KEYS['X1']}\ngroup g any\nquorum g\n", "policy-line"),
        (f"witness a {KEYS['X1']}\ngroup g 0 a\nquorum g\n", "policy-threshold"),
        (f"witness a {KEYS['X1']}\ngroup g 2 a\nquorum g\n", "policy-threshold"),
        (f"witness a {KEYS['X1']}\ngroup g 01 a\nquorum g\n", "policy-threshold"),
        (f"witness a {KEYS['X1']}\ngroup g some a\nquorum g\n", "policy-threshold"),
        ("quorum none\r\n", "policy-encoding"),
        ("quorum\x0bnone\n", "policy-encoding"),
        ("quorum none\n\x7f", "policy-encoding"),
        ("\n" * 2_049, "policy-too-long"),
        ("#" * 262_144 + "\n", "policy-too-long"),
    ],
)
def test_what_is_no_policy_is_refused(text: str, code: str) -> None:
    """Each way of not being a policy has its code."""
    assert code_of(text) == code


def test_octets_are_opaque() -> None:
    """Names above ASCII are compared octet by octet, valid UTF-8 or not, and printed as they were."""
    data = b"witness \xff\xe2 %b\ngroup \xe2\x84\xaa all \xff\xe2\n\xff# no comment\nquorum \xe2\x84\xaa\n"
    data = data.replace(b"%b", KEYS["X1"].encode())
    assert code_of(data) == "policy-line"
    policy = parse_policy(data.replace(b"\xff#", b" #"))
    assert is_met(policy, [policy.witnesses[0].name])
    assert render_policy(policy.logs, policy.witnesses, policy.groups, policy.quorum) == policy
