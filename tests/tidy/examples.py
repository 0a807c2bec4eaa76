"""The worked examples on the pages of docs/spec/, made by the code, so that page and code cannot part."""

from collections.abc import Iterable
from textwrap import wrap

from detente.clock import rfc3339
from detente.protocol import cbor, messages
from detente.protocol.acts import Act, Precedence, Reference
from detente.protocol.documents import Purpose, sign_document, signer_name
from detente.protocol.entries import plain_entry
from detente.protocol.heads import Head, Receipt, Role
from detente.protocol.mandates import Mandate, render_mandate
from detente.protocol.officers import officer_name, sign_statement
from detente.protocol.statements import Handover, render_handover
from detente.tlog.checkpoint import Checkpoint, sign_head
from detente.tlog.cosignature import cosign
from detente.tlog.merkle import Range, leaf_hash
from detente.tlog.notes import Algorithm, Note, Signer

ORIGIN = "example-rehearsal-0123456789abcdef/line/ru/1"
AT = 1_461_153_600
LOG = Signer(ORIGIN, Algorithm.ED25519, bytes([1]) * 32)
MIRROR = Signer("us/mirror", Algorithm.COSIGNATURE, bytes([2]) * 32)

ACT = Act(
    kind="message",
    claimed_at=AT,
    officer="watch",
    dossier=Reference(2, 1, 7, leaf_hash(b"the first act of the dossier")[:16]),
    cites=(
        Reference(2, 1, 9, leaf_hash(b"the act that is answered")[:16]),
        Reference(5, 2, 3, leaf_hash(b"an act in another channel")[:16], "plenary"),
    ),
    body={"text": "Received; an answer follows."},
    precedence=Precedence.PRIORITY,
    to=(2,),
    language="en",
    answers=True,
)

FIELDS = {
    0: 'kind: "message"',
    1: f"claimed time: {AT}, {rfc3339(AT)}",
    2: 'officer: "watch"',
    3: "dossier: party 2, generation 1, index 7, 16 bytes of the leaf hash",
    4: "cited acts: two, the second in channel plenary, generation 2",
    5: 'body: {"text": "Received; an answer follows."}',
    6: "precedence: priority",
    7: "addressees: party 2",
    8: 'language: "en"',
    11: "the first cited act is what this act answers",
}


def act() -> str:
    """Return the example of docs/spec/acts.md: an act field by field, its plain entry, and that entry's leaf hash."""
    fields = cbor.decode(ACT.to_bytes())
    pieces = [(bytes([0xA0 + len(fields)]), f"a map of {len(fields)} fields")]
    pieces += [(cbor.encode(key) + cbor.encode(value), f"{key}: {FIELDS[key]}") for key, value in fields.items()]
    assert b"".join(piece for piece, _ in pieces) == ACT.to_bytes()
    entry = plain_entry(ACT)
    return _block([(entry[:1], "a plain entry"), *pieces, (leaf_hash(entry), "leaf hash of this entry, RFC 6962")])


def push() -> str:
    """Return the example of docs/spec/delivery.md: the entry above as the first of its feed, pushed and receipted."""
    entry = plain_entry(ACT)
    checkpoint = Checkpoint(ORIGIN, 1, Range.of([leaf_hash(entry)]).root())
    line = sign_head(checkpoint, LOG).signatures[0]
    head = Head(ORIGIN, 1, checkpoint.root, line.key_id + line.value)
    cosignature = cosign(MIRROR, checkpoint, AT + 1)
    receipt = Receipt(head, "us", Role.MIRROR, AT + 1, cosignature.key_id + cosignature.value)
    asked = messages.Push((messages.Bundle(0, (entry,), head),))
    answered = messages.PushReply((messages.Outcome(ORIGIN, messages.Standing.STORED, 1, receipt),))
    question = [
        (bytes.fromhex("84 00"), "a list of 4: push"),
        (bytes.fromhex("81 84 00 81"), "one bundle: a list of 4, from index 0, one entry"),
        (cbor.encode(entry), "the entry of docs/spec/acts.md"),
        *_head(head),
        (bytes.fromhex("80 80 80"), "no proof: the run ends at the head; no receipts, no contradictions"),
    ]
    answer = [
        (bytes.fromhex("82 01"), "a list of 2: the reply to a push"),
        (bytes.fromhex("81 84"), "one outcome: a list of 4"),
        (cbor.encode(ORIGIN), "of this feed"),
        (bytes.fromhex("00 01"), "stored, one entry held"),
        (bytes.fromhex("84"), "the receipt: a list of 4"),
        *_head(head),
        (cbor.encode("us"), "cosigned by the party us"),
        (bytes.fromhex("00"), "with its mirror key"),
        (bytes.fromhex("58 4c"), "76 bytes"),
        (cosignature.key_id, "key id of us/mirror"),
        (cosignature.value[:8], f"time: {rfc3339(AT + 1)}"),
        (cosignature.value[8:], "Ed25519 over the cosignature's text"),
    ]
    assert b"".join(piece for piece, _ in question) == messages.encode(asked)
    assert b"".join(piece for piece, _ in answer) == messages.encode(answered)
    keys = f"Log key: `{LOG.key.text()}`\n\nMirror key: `{MIRROR.key.text()}`"
    return "\n\n".join([keys, "The push:", _block(question), "The reply:", _block(answer)])


def handover() -> str:
    """Return an example of docs/spec/documents.md: a handover that both officers signed."""
    said = Handover(
        council="example-rehearsal-0123456789abcdef",
        party="ru",
        watch="line",
        giver="smith",
        taker="jones",
        at=AT,
        remarks="Quiet.\nThe answer on US/LINE/7 is promised for six.",
        open=("US/LINE/7",),
    )
    note = Note(render_handover(said), ())
    officers = [
        Signer(officer_name("ru", officer), Algorithm.ED25519, bytes([byte]) * 32)
        for officer, byte in (("smith", 1), ("jones", 2))
    ]
    for officer in officers:
        note = sign_statement(note, officer)
    return _note("A handover", note, officers)


def mandate() -> str:
    """Return an example of docs/spec/documents.md: a mandate that two members signed."""
    council = "nato-rehearsal-0123456789abcdef"
    given = Mandate(
        council=council,
        alliance="nato",
        for_council="example-rehearsal-0123456789abcdef",
        serial=1,
        holder="nato",
        title="Risk reduction at sea",
        dossier="RU/LINE/42",
        valid_from=AT,
        valid_until=AT + 7 * 86_400,
        limits="To ask how the other side reads the rules; to promise nothing.",
    )
    members = [
        Signer(signer_name(council, Purpose.MANDATE, member), Algorithm.ED25519, bytes([byte]) * 32)
        for member, byte in (("us", 3), ("de", 4))
    ]
    text = render_mandate(given)
    return _note("A mandate", Note(text, tuple(sign_document(text, member) for member in members)), members)


def _note(title: str, note: Note, signers: Iterable[Signer]) -> str:
    """Return a note as it stands in a file, and the keys under which it verifies."""
    lines = note.to_bytes().decode().splitlines()
    keys = [f"    {signer.key.text()}" for signer in signers]
    return "\n".join([f"{title}:", "", *(f"    {line}".rstrip() for line in lines), "", "Its keys:", "", *keys])


def _head(head: Head) -> list[tuple[bytes, str]]:
    return [
        (bytes.fromhex("84"), "the head: a list of 4"),
        (cbor.encode(head.origin), f"origin: {head.origin}"),
        (cbor.encode(head.size), "size: 1"),
        (cbor.encode(head.root), "root: here the entry's leaf hash"),
        (bytes.fromhex("58 44"), "68 bytes"),
        (head.signature[:4], "key id of the log key"),
        (head.signature[4:], "Ed25519 over the checkpoint's text"),
    ]


def _block(pieces: Iterable[tuple[bytes, str]]) -> str:
    """Return bytes and their meaning, 24 bytes a line."""
    lines = []
    for piece, meaning in pieces:
        first, *more = wrap(piece.hex(), 48)
        lines += [f"    {first:<48}  {meaning}", *(f"    {line}" for line in more)]
    return "\n".join(lines)
