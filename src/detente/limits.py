"""A limit on everything that comes from outside: each with its unit and the reason for the number."""

ENTRY_BYTES_MAX = 65_535
"""One entry: the length prefix of a tlog-tiles bundle is a uint16."""

LINE_ACT_BYTES_MAX = 1_024
"""One act's entry in the channel `line`: three radio frames; longer text is an attachment. Grants are exempt: one X-Wing
box alone is 1,168 bytes (docs/decisions/0004-grants-in-line.md)."""

ID_CHARACTERS_MAX = 32
"""Ids of parties, channels and councils' names: fits a column and a spoken reference."""

NOTE_BYTES_MAX = 1_000_000
"""A signed note from outside: the limit of golang.org/x/mod/sumdb/note."""

NOTE_SIGNATURES_MAX = 100
"""Signature lines of one note: the limit of golang.org/x/mod/sumdb/note; a charter has one a party."""

PROOF_HASHES_MAX = 63
"""Hashes of one Merkle proof: C2SP tlog-witness; enough for 2^63 entries."""

PROOF_COSIGNATURES_MAX = 16
"""Cosignatures in one tlog-proof: what every signed-note reader must accept; more go in a file beside."""

GRANT_BOXES_MAX = 48
"""Boxes in one grant entry: 48 of 1,168 bytes fit ENTRY_BYTES_MAX; more members take a second grant."""

CBOR_DEPTH_MAX = 16
"""Nesting of foreign CBOR: our own deepest message has 6."""

CITES_MAX = 64
"""Acts cited by one act: a dossier's open ends, one a party."""

ATTACHMENTS_MAX = 32
"""Attachments named by one act."""

REQUEST_BYTES_MAX = 4_194_304
"""One request on the peer face: 64 full entries, or one attachment chunk with room."""

BUNDLE_BYTES_MAX = 1_048_576
"""Entries that one push or fetch carries for a feed before it is cut and continued."""

CLOCK_SKEW_SECONDS_MAX = 300
"""How far in the future a peer's cosignature may lie before it is refused; its entries are still stored."""

PARTIES_MAX = 255
"""Parties of one council: twice the widest table at which anybody negotiates."""

CHANNELS_MAX = 255
"""Channels of one council."""

FEEDS_PER_LEVEL_MAX = 100_000
"""Feeds compared in one levelling request."""
