"""A limit on everything that comes from outside: each with its unit and the reason for the number."""

ENTRY_BYTES_MAX = 65_535
"""One entry: the length prefix of a tlog-tiles bundle is a uint16."""

LINE_ACT_BYTES_MAX = 1_024
"""One act's entry in the channel `line`: three radio frames; longer text is an attachment.

Grants are exempt: one X-Wing box alone is 1,168 bytes (docs/decisions/0004-grants-in-line.md)."""

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

LANGUAGE_RANGES_MAX = 20
"""Languages of a browser that are looked at: people who read more than these are answered in English."""

CBOR_DEPTH_MAX = 16
"""Nesting of foreign CBOR: our own deepest message has 6."""

CITES_MAX = 64
"""Acts cited by one act: a dossier's open ends, one a party."""

ATTACHMENTS_MAX = 32
"""Attachments named by one act."""

REQUEST_BYTES_MAX = 4_194_304
"""One request on the peer face: 64 full entries, or one attachment chunk with room."""

BUNDLES_PER_PUSH_MAX = 64
"""Feeds continued by one push; the rest comes with the next."""

RECEIPTS_PER_PUSH_MAX = 2_000
"""Receipts in one push: a bag's last one carries them all for a council of forty."""

CONTRADICTIONS_PER_PUSH_MAX = 64
"""Contradictions in one push: each costs its receiver two signatures and two proofs."""

BUNDLE_BYTES_MAX = 1_048_576
"""Entries that one push or fetch carries for a feed before it is cut and continued."""

CLOCK_SKEW_SECONDS_MAX = 300
"""How far in the future a peer's cosignature may lie before it is refused; its entries are still stored."""

PARTIES_MAX = 255
"""Parties of one council: twice the widest table at which anybody negotiates."""

CHANNELS_MAX = 255
"""Channels of one council."""

AMENDMENT_BYTES_MAX = 32_768
"""The text of one amendment or withdrawal: with its signatures and an identity chain it fits ENTRY_BYTES_MAX."""

AMENDMENTS_MAX = 1_000
"""Amendments of one charter: one a month for eighty years."""

PROPOSALS_WAITING_MAX = 16
"""Amendments that one party proposes and nobody else has answered: one is meant, and some are mended drafts."""

CHARTER_WORDS_MAX = 1_000
"""Acts on the charter that are heard of one party: one a week for twenty years."""

WITHDRAWAL_REASON_CHARACTERS_MAX = 4_000
"""Why a party leaves, on two pages."""

FEEDS_PER_LEVEL_MAX = 100_000
"""Feeds compared in one levelling request."""

KEY_NAME_BYTES_MAX = 255
"""A key's name or a log's origin in UTF-8: C2SP tlog-cosignature gives both a one-byte length in its ML-DSA message."""

TREE_SIZE_MAX = 2**63 - 1
"""Entries of one log: what a signed 64-bit integer holds, as in golang.org/x/mod/sumdb/tlog and in every database."""

INSTANT_MAX = 253_402_300_799
"""The last second that RFC 3339 can write, 9999-12-31T23:59:59Z; a later timestamp could not be shown to anybody."""

PROOF_BYTES_MAX = 1_100_000
"""One tlog-proof: a head of NOTE_BYTES_MAX, 63 hashes of 45 bytes, the index, and PROOF_EXTRA_BYTES_MAX in base64."""

PROOF_EXTRA_BYTES_MAX = 65_535
"""The unauthenticated `extra` of a tlog-proof: it may repeat one whole entry, not more."""

TILE_WIDTH = 256
"""Hashes of a full tile and entries of a full bundle: C2SP tlog-tiles."""

POLICY_BYTES_MAX = 262_144
"""One tlog-policy file: POLICY_LINES_MAX lines with a key of about 100 bytes each, and room."""

POLICY_LINES_MAX = 2_048
"""Lines of one tlog-policy: 255 parties with a log, a mirror, a witness and a group each, twice over."""

KEY_FILE_BYTES_MAX = 65_536
"""One file of a party's key folder: a private key takes 2 KiB at most, a certificate chain of ours less than 4."""

KDF_ITERATIONS_MAX = 64
"""Passes of Argon2id that a key file may ask for: about five seconds on the smallest machine we run on."""

KDF_LANES_MAX = 64
"""Lanes of Argon2id that a key file may ask for: as many threads."""

KDF_MEMORY_KIB_MAX = 4_194_304
"""KiB of memory that a key file may ask Argon2id for: twice RFC 9106's first recommendation."""

LINE_TEXT_CHARACTERS_MAX = 1_000
"""The text of a line test: with the letters of ten alphabets it has about 300, and an act on the line 1,024 bytes."""

DRILL_CHARACTERS_MAX = 64
"""The name of a drill: it stands in each of its acts, and those of the line have 1,024 bytes."""

SILENCE_SECONDS_MAX = 8_035_200
"""An announced silence: 93 days, a season; who is away for longer suspends, or says it again."""

TOML_KEY_PARTS_MAX = 16
"""Parts of one dotted key: our documents need four; Python's reader takes time and memory with their square."""

NAME_CHARACTERS_MAX = 200
"""A party's, council's or channel's name for people: twice the longest of a UN member, and room."""

URL_CHARACTERS_MAX = 300
"""Where a node is reached: a host name has 253 characters at most."""

RETIRED_HEADS_MAX = 5_000
"""Heads that one identity note states of the keys that it retires: 20 councils with 250 channels each."""

CERTIFICATE_BYTES_MAX = 4_096
"""A root's or a node's X.509 certificate: ours have about 400 bytes."""

WITNESS_REQUEST_BYTES_MAX = 65_536
"""One add-checkpoint request: 63 hashes of 45 bytes and a head with NOTE_SIGNATURES_MAX lines of about 400."""

MIRROR_TICKET_BYTES_MAX = 1_024
"""The ticket of an add-entries request: a mirror that puts a signed head into it needs less; ours gives none."""

UPLOAD_ENTRIES_AGAIN_MAX = 8_192
"""Entries of an upload that the mirror holds already, before it says from where to go on: the 32 packages that C2SP
tlog-mirror advises for one request."""

PENDING_HEADS_MAX = 16
"""Heads of one log to which uploads may prove while newer ones come in."""

ATTACHMENT_BYTES_MAX = 268_435_456
"""One attachment's ciphertext: 256 MiB, an hour of video for a small screen, or a day's chart and track files."""

ATTACHMENTS_TOTAL_BYTES_MAX = 68_719_476_736
"""All attachments that a node fetches or keeps for others: 64 GiB, a quarter of a small server disk."""

ATTACHMENT_CHUNK_BYTES_MAX = 1_048_576
"""One answer with attachment bytes: entries that wait for the same wire wait for no more than this."""

ATTACHMENT_NAME_CHARACTERS_MAX = 200
"""An attachment's file name, without folders: file systems have 255 bytes."""

CONTENT_PIXELS_MAX = 250_000_000
"""Pixels that an attached picture states: more than the largest camera on sale has, and a gigabyte once decoded."""

CONTENT_SEGMENTS_MAX = 20_000
"""Segments, chunks or boxes of one file that are walked through: a PNG of 256 MiB in the usual chunks has 8,192."""

CONTENT_ZIP_BYTES_MAX = 4_294_967_296
"""What a zip states unpacked, in bytes: sixteen times the largest attachment."""

CONTENT_ZIP_RATIO_MAX = 100
"""Unpacked to packed bytes of a zip: text comes to some 10, deflate cannot do more than 1,032."""

CONTENT_ZIP_MEMBERS_MAX = 10_000
"""Files of one zip whose names are looked at."""

CONTENT_ZIP_DIRECTORY_BYTES_MAX = 8_388_608
"""A zip's directory that is read: 10,000 names of 800 bytes."""

EVIDENCE_BYTES_MAX = 64_000_000
"""One evidence file: a charter and 100 identity chains with ten rotations each take a quarter of it."""

EVIDENCE_PARTS_MAX = 4_096
"""Parts of one evidence file: ten identity notes of each of 100 parties, and 500 proofs with their cosignatures."""

BUNDLE_BYTES_MAX = 2_147_483_648
"""One bundle of a dossier: eight of the largest files, and below what a zip of 1989 can name everywhere."""

BUNDLE_PARTS_MAX = 8_192
"""Parts of one bundle: the acts of sixteen parties with full dossiers, or files in their place."""

BODY_TEXT_CHARACTERS_MAX = 60_000
"""One text in an act's body: what an entry of 65,535 bytes holds beside its envelope, in one-byte letters."""

YEAR_MIN, YEAR_MAX = 1_970, 9_999
"""A calendar year that an act names: what a count of seconds since 1970 can say, in four digits."""

POINT_CHARACTERS_MAX = 40
"""A position in decimal degrees: two numbers of at most 11 characters, with room for spaces."""

VISIT_HOURS_MAX = 8_760
"""Hours of one visit: a year; those of the Vienna Document last two days."""

PERSONS_MAX = 10_000
"""Persons of one team, or observers of one party: a division, and nobody sends one to look."""

UNITS_MAX = 1_000_000
"""Units and formations from which a quota follows: more than all armies have."""

NUMBER_MAX = 1_000_000
"""A number that acts give to what they count one by one: tests, items, questions, amendments, brackets, versions."""

BODY_ITEMS_MAX = 1_000
"""Items of one list in an act's body that a desk reads."""

LIST_ITEMS_MAX = 100
"""Items of one exchange of lists: a table that still fits a few pages."""

LIST_TEXT_BYTES_MAX = 32_768
"""A list that is revealed within an act, which also is kept in one; a longer one goes along as a file."""

DOSSIER_ACTS_MAX = 500
"""Acts of one party in one channel that a dossier folds: its later ones are kept and shown, and say that it is full."""

KEPT_MATTER_ACTS_MAX = 200
"""Acts of a matter that is kept folded in memory: what comes before each of them grows with their square, 1 MB here."""

KEPT_MATTERS_ACTS_MAX = 10_000
"""Acts of all matters that are kept so: a thousand of ten acts, what is open in a busy council; some 20 to 70 MB."""

PROSE_CHARACTERS_MAX = 15_000
"""A text within a document that people sign: with four bytes a character it still fits one entry."""

COMMUNIQUE_LANGUAGES_MAX = 16
"""Languages of one communiqué: the UN has six."""

HANDOVER_OPEN_MAX = 255
"""References that a handover lists as open: more than a watch can read before it begins."""

MANDATE_BYTES_MAX = 1_000_000
"""A mandate with the identity notes of its signers: 100 members with three notes of about 3 kB each, and room."""

MANDATE_ACT_BYTES_MAX = 56_000
"""A mandate and identity notes in one act: what an entry holds beside citations, padding and envelope."""

IDENTITY_CHAINS_KEPT = 1_024
"""Verified identity chains kept in memory for signatures in acts: those of every party of ten councils."""

SIGNED_DOCUMENTS_KEPT = 512
"""Documents kept in memory whose lines were verified: at 64 kB each at most, 32 MB; most are of one or two kB."""

IDENTITIES_BYTES_MAX = 40_000
"""Identity notes in one act: those of a dozen signers; text and signatures have the rest of the entry."""

MANDATE_CHAINS_KEPT = 512
"""Verified identity chains kept in memory: those of some alliances of 100 members, some 2 MB."""

PRESS_BYTES_MAX = 8_388_608
"""One file of press statements: a thousand items of eight kilobytes each; busy news feeds have less than one MiB."""

PRESS_ITEMS_MAX = 5_000
"""Items of one such file: a year of a foreign ministry's statements."""

PRESS_TEXT_CHARACTERS_MAX = 60_000
"""Text of one statement: as much as one text of an act (BODY_TEXT_CHARACTERS_MAX)."""

PRESS_LABEL_CHARACTERS_MAX = 500
"""Title, topic or language of one statement: three lines."""

PRESS_LINK_CHARACTERS_MAX = 2_000
"""Address of one statement: what every browser opens."""

PRESS_DEPTH_MAX = 64
"""Nesting of a feed's elements: RSS needs 4, Atom with XHTML inside some 20."""

ALARM_ACTS_MAX = 200
"""Acts that one alarm is about, as the watch log keeps it: their references fit one entry several times."""

SYMBOL_CHARACTERS_MAX = 80
"""A document's symbol: the longest of the UN's have about 40."""

MEETING_ITEMS_MAX = 100
"""Items of one invitation: the UN General Assembly, which takes a year, has some 180."""

MEETING_TITLE_CHARACTERS_MAX = 300
"""Title of a meeting, an item or a text: three lines."""

INCIDENT_LIST_BYTES_MAX = 2_097_152
"""One file of a public list of incidents: ten years of one, a kilobyte a row."""

INCIDENT_LIST_ROWS_MAX = 2_000
"""Rows of one such file: each becomes a matter with up to three acts."""

INCIDENT_CELL_CHARACTERS_MAX = 2_000
"""One cell of it: a row of them still fits one entry."""

REGIME_BYTES_MAX = 262_144
"""The text of one rule pack: half as much again as vienna-2011, which has six languages and 300 cases."""

REGIME_RULES_MAX = 500
"""Rules of one pack: the instruments that we know have fewer than 150 paragraphs."""

REGIME_FORMATS_MAX = 100
"""Formats of one pack: the OSCE network is remembered to have 41."""

REGIME_FIELDS_MAX = 200
"""Fields of one format, and of one table in it: the longest return that we know has about 40."""

REGIME_CASES_MAX = 1_000
"""Cases of one pack: some a rule."""

REGIME_NAMES_MAX = 500
"""Sources, words, calendars and quotas of one pack, each; and texts in one list, such as a field's choices."""

REGIME_HOLIDAYS_MAX = 2_000
"""Holidays of one calendar: twenty a year for a century."""

REGIME_LANGUAGES_MAX = 24
"""Languages of one pack: those of the European Union."""

REGIME_CONDITION_DEPTH_MAX = 8
"""Nesting of a condition: deeper ones cannot be read aloud."""

REGIME_CONDITION_PARTS_MAX = 64
"""Comparisons in one list of a condition."""

REGIME_LENGTH_MAX = 100_000
"""Amount of a length of time in a rule, in its own unit: 100,000 hours are eleven years."""

ACTIVITY_BYTES_MAX = 8_388_608
"""One file of military activities: the annual calendars of 57 states for ten years take less than half of it."""

ACTIVITIES_MAX = 5_000
"""Activities of one such file."""

ACTIVITY_TEXT_CHARACTERS_MAX = 10_000
"""One field of an activity: notes of three pages."""

ACTIVITY_FIGURE_MAX = 100_000_000
"""Troops or weapons of one activity: more than any army has had."""

OVERLAPS_MAX = 1_000
"""Pairs of activities at the same time that one answer lists: more are read by nobody."""

CALENDAR_ENTRIES_MAX = 2_000
"""Entries of one calendar: those of a council of forty for two years; calendar programs are slow with more."""

FORM_TEXT_CHARACTERS_MAX = 10_000
"""One text of a form: four pages."""

FORM_ROWS_MAX = 500
"""Rows of a table, or values of a list, in a form: more units than one annual return has a formation."""

CHAINS_KEPT = 256
"""Chains of identity notes whose verification is remembered: of a few councils of sixty, some kilobytes each."""

CHARTERS_KEPT = 32
"""Charters whose verification is remembered: more councils than one party sits in; some dozen kilobytes each, and 32 MB
if all are as long as a note may be."""

REGIMES_MAX = 32
"""Regimes of one charter: more than any two states have with each other."""

NOTICE_BYTES_MAX = 1_048_576
"""One file of a notification, or of a calendar: an act takes 65,535 bytes, and comments take some more."""

ASSESSMENT_BYTES_MAX = 2_097_152
"""One file of an analyst's inputs: 60 parties and 100 issues, each figure with its source, take half of it."""

EVENT_BYTES_MAX = 67_108_864
"""One file of event data: a day of GDELT takes a third of it, a month of ICEWS less."""

EVENT_ROWS_MAX = 1_000_000
"""Rows of one file of event data; a year of ICEWS between named states has a tenth."""

EVENT_FIELD_CHARACTERS_MAX = 1_000
"""One field that is read of an event: names of offices and persons; no text of the press."""

EVENT_SIDES_MAX = 1_000
"""Patterns of names of one mapping: each row is held against each."""

INPUTS_KEPT_BYTES_MAX = 48_000
"""An analyst's inputs that one act of one's own channel keeps: what an entry holds beside its envelope and padding."""

MEASURES_BYTES_MAX = 33_554_432
"""One file of a record's measures: those of 200,000 acts of 60 parties take a tenth of it."""

LEDGER_PARTIES_MAX = 60
"""Parties of one dependence ledger: the members of the largest councils."""

LEDGER_ISSUES_MAX = 200
"""Issues of one dependence ledger: more are weighed by nobody."""

GRAPH_PARTIES_MAX = 12
"""Parties of one graph model: their coalitions double with each."""

GRAPH_OPTIONS_MAX = 16
"""Options of one graph model: 65,536 patterns, out of which the feasible ones are found."""

GRAPH_STATES_MAX = 512
"""Feasible states of one graph model: more rankings than that are filled in by nobody."""

INVERSE_STATES_MAX = 14
"""States for which all rankings of a party are counted: 8,192 sets of better states."""

CASE_OBSERVATIONS_MAX = 5_000
"""Times of one group, or codes of one sequence, in a case."""

DEALS_MAX = 20_000
"""Pairs of parties, times pairs of issues, of one search for packages: some seconds."""

SCENARIO_FILE_BYTES_MAX = 262_144
"""One file that goes with an act of a scenario: a track of some thousand positions, or a picture of a page."""

SCENARIO_FILES_BYTES_MAX = 2_097_152
"""All files of one scenario: they travel with the package, and every node of a demo fetches them."""

TRACK_BYTES_MAX = 67_108_864
"""One file of positions: 64 MiB; a day of one receiver's AIS sentences in a busy strait takes half of it."""

TRACK_POINTS_MAX = 500_000
"""Positions of one such file: one a second of each of two craft for three days."""

TRACKS_MAX = 2_000
"""Craft in one such file: what a receiver at a busy strait hears in a day."""

TRACK_FLAGS_MAX = 20
"""Remarks of one kind about one file that are told one by one; the others are counted."""

TRACK_DEPTH_MAX = 64
"""Nesting of elements of a GPX file: tracks with extensions need ten."""

TRACK_PAIRS_MAX = 500
"""Pairs of tracks compared in one call: two craft of an incident against 250 that were near."""

TRACK_COMPARED_POINTS_MAX = 2_000_000
"""Positions of all pairs compared in one call: about twenty seconds on a small server."""

ZONE_WORK_MAX = 5_000_000
"""Positions times corners of zones that are compared in one call: about ten seconds on a small server."""

INCIDENT_FILES_READ_MAX = 40
"""Files of positions of one incident that are read in one call: ten of each of four sides."""

INCIDENT_POINTS_READ_MAX = 1_000_000
"""Positions of all of them, after which no further file is read: they take some 200 MB of memory meanwhile."""

READ_HERE_BYTES_MAX = 262_144
"""A foreign file that a node reads itself: 256 KiB, which become 8 MB at the worst; a larger one in a process apart."""

READ_SECONDS_MAX = 90
"""Reading one foreign file, seconds: twice its processor time, on a machine that has other things to do."""

READ_CPU_SECONDS_MAX = 45
"""Processor time of reading one foreign file, seconds: half a million positions of AIS take 20 on a small server."""

READ_MEMORY_BYTES_MAX = 1_073_741_824
"""Address space of the process that reads one foreign file: 1 GiB; half a million positions of any format take less."""

READ_ANSWER_BYTES_MAX = 134_217_728
"""What that process answers: half a million positions of which everything is stated take 60 MB."""

INCIDENT_READ_SECONDS_MAX = 60
"""Reading files of one incident in one call, seconds, after which no further one is begun; the next call goes on."""

READINGS_KEPT_BYTES_MAX = 268_435_456
"""What a node keeps of files that it read, bytes in memory: as many positions as are read of one incident."""

DRAWINGS_KEPT_BYTES_MAX = 33_554_432
"""Maps of incidents that a node keeps, bytes: some hundred; a page asks for the same one again and again."""

ZONE_CORNERS_MAX = 20_000
"""Corners of all zones that a party gives with one call: a coast in some detail."""

DRAWN_CORNERS_MAX = 40_000
"""Corners put along the straight lines of one file of zones or lines, to draw and measure them where they run: every
five kilometres five times round the earth; beyond that the steps grow."""

LAYER_BYTES_MAX = 8_388_608
"""One file of lines and names that a party lays over a map: 8 MiB; the boundaries of a continent take two."""

LAYER_CORNERS_MAX = 200_000
"""Corners of all lines of such a file: more than that no map shows, and drawing it takes a second."""

LAYER_NAMES_MAX = 500
"""Names of such a file: a map has room for fifty."""

LAYER_WORD_CHARACTERS_MAX = 80
"""Characters of a layer's name, and of a name in it: what stands in a line on a map."""

LAYER_SOURCE_CHARACTERS_MAX = 300
"""Characters of what is said of a layer's source: three lines of the legend."""

LAYERS_MAX = 5
"""Layers on one map: each has dashes of its own."""

MAP_PIXELS_MIN, MAP_PIXELS_MAX = 300, 6_000
"""Width of a map as PNG: no word can be read below it; above it a sheet of A2 takes 100 MB to draw."""

PASSKEY_ID_BYTES_MAX = 1_023
"""Id of a passkey: Web Authentication Level 3, section 4."""

PASSKEY_KEY_BYTES_MAX = 2_048
"""Public half of a passkey as COSE: RSA of 8,192 bits takes half of it."""

PASSKEY_ANSWER_BYTES_MAX = 65_536
"""One answer of a browser's authenticator, as JSON: an attestation with its certificates has some 6 kB."""

SESSION_SECONDS_MAX = 43_200
"""An officer's session in all: twelve hours, the longest watch that people stand."""

SESSION_IDLE_SECONDS_MAX = 3_600
"""An officer's session without anything done in it: an hour, as NIST SP 800-63B-4 has it for this level (2.2.3)."""

SESSION_NOTED_SECONDS = 60
"""How exactly it is noted when a session was last used: not each request is a commit."""

SESSIONS_MAX = 64
"""Sessions of one party at a time: every officer of a large delegation on two screens."""

ENROLMENT_SECONDS_MAX = 1_800
"""An enrolment link: half an hour, long enough to walk to the officer's desk."""

ENROLMENTS_MAX = 64
"""Enrolment links of one party that wait to be used: a new delegation on one day."""

PASSKEYS_MAX = 256
"""Passkeys of one party: a hundred officers with one in use and one in the safe."""

CHALLENGE_SECONDS_MAX = 300
"""A question to a passkey: five minutes to find the key and touch it."""

CHALLENGES_MAX = 256
"""Such questions that wait at a time; the oldest is forgotten first."""

REFUSAL_NOTED_SECONDS = 60
"""One entry in `own` for refusals of one sort in that time, so that nobody fills a record by knocking."""

FORM_BYTES_MAX = 4_194_304
"""One form from a browser: all the fields that one may have, each of 150 bytes with its name as browsers write it, and
texts of 60,000 characters of Russian, which take 360 kB."""

FORM_SECONDS_MAX = 20
"""How long one form may take to come in, and the head of a request: on the loopback both take milliseconds."""

FORM_FIELDS_MAX = 20_000
"""Fields of one form, blank ones too: two tables of 500 rows of 20 controls; the longest form of an agreement that we
know, an annual exchange, takes 15,000."""

CONNECTIONS_MAX = 128
"""Connections to the pages at a time: six a browser, of twenty browsers."""

UNTAKEN_SECONDS_MAX = 60
"""How long nothing may be taken of an answer to a browser: a tunnel from afar that stands still for a moment lives."""

FORM_KEPT_SECONDS_MAX = 1_209_600
"""A form that was not sent, and what came of one that was: two weeks, longer than a mission away."""

FORMS_OF_OFFICER_MAX = 64
"""Forms of one officer that are kept at a time, so that nobody's keep a colleague from writing."""

FORMS_MAX = 512
"""Forms of one party that are kept at a time: five of each officer of the largest delegations."""

HANDOVERS_KEPT_MAX = 8
"""Watches of which an officer may have typed a handover and not signed it: one has two or three."""

ACKNOWLEDGED_AT_ONCE_MAX = 100
"""Acts that an officer acknowledges with one key: a watch's flood, and a second of signing."""

STREAMS_MAX = 48
"""Pages that renew themselves at a time: half of the connections stay free for asking."""

UPLOAD_BYTES_MAX = 1_073_741_824
"""One request that brings files to a form: four of the largest that an act takes."""

UPLOAD_IDLE_SECONDS_MAX = 20
"""How long nothing may come of files that are on their way from a browser on this machine."""

UPLOAD_SECONDS_MAX = 900
"""How long files may be on their way from a browser: 1 GiB at some 10 Mbit/s, as through a tunnel from afar."""

UPLOADS_MAX = 8
"""Requests that bring files at a time: of some officers in a bad night; each holds a block of 64 KiB in memory."""

EVIDENCE_CHECKS_MAX = 2
"""Evidence files that browsers bring to be checked at a time: each keeps a processor busy for some seconds."""

FORM_FILES_BYTES_MAX = 8_589_934_592
"""All files of a party's forms that are not sent yet: 8 GiB, a part of what a small server's disk has left."""

SEARCH_CHARACTERS_MAX = 500
"""What somebody searches for: three long sentences."""

SEARCH_TERMS_MAX = 32
"""Words and phrases of one search: each costs the index a look, and more are a text and no question."""

SEARCH_COUNTED_MAX = 10_000
"""Acts found that are counted; beyond it a search says *more than*: nobody reads so many."""

SEARCH_READ_AT_ONCE = 32
"""Acts read for the index between two steps of a node: some 10 ms in which nothing else is done, and pages wait."""

EXPORT_ROWS_MAX = 100_000
"""Rows of one exported list: what spreadsheets open in seconds; a narrower search gives the rest."""

OUTGOING_SECONDS_MAX = 900
"""How long what was made for a browser lies ready: a quarter of an hour, in which somebody may be called away."""

OUTGOING_MAX = 4
"""Bundles of one party that are made or lie ready at a time; they are made one after the other."""

BUNDLES_KNOWN_MAX = 64
"""Bundles whose page still says that they were fetched, or why there is none: the oldest are forgotten."""

DISK_FREE_BYTES = 268_435_456
"""What the disk keeps free of what browsers bring, so that the record can go on: days of a busy council."""

OUTGOING_FREE_BYTES = 536_870_912
"""What the disk has left before something is made for a browser: two of the largest files."""

SAVED_SEARCHES_MAX = 100
"""Searches that a party keeps in one council: a list that a person still reads, and each is counted anew."""

QUERY_CHARACTERS_MAX = 20_000
"""One query of an analyst, in SQL: ten pages."""

QUERY_ROWS_MAX = 10_000
"""Rows of its answer."""

QUERY_SECONDS_MAX = 60
"""How long it may take, once its tables are read."""

QUERY_MEMORY_BYTES_MAX = 1_073_741_824
"""Address space of the process that answers it: 200,000 acts with their texts take a third."""

QUERY_ANSWER_BYTES_MAX = 16_777_216
"""Its answer: 10,000 rows of 1,600 bytes."""

QUERY_CELL_BYTES_MAX = 1_048_576
"""One value that it may make: sixteen of the longest acts."""

# --- paper ------------------------------------------------------------------------------------------------------------

PAPER_PART_BYTES = 720
"""Bytes in one code: 1,152 letters, which a telephone reads from a sheet at arm's length."""
PAPER_BYTES_MAX = 64_000
"""Bytes of a file carried on paper: 89 codes, 23 pages; more is a day's work with a scanner."""
PAPER_CODES_MAX = -(-PAPER_BYTES_MAX // PAPER_PART_BYTES)
"""Codes of one file."""
PAPER_PICTURES_MAX = 100
"""Pictures read at once."""
PAPER_PICTURE_BYTES_MAX = 40_000_000
"""Bytes of one picture: a page at 600 dots an inch, in grey."""
PAPER_PICTURE_PIXELS_MAX = 80_000_000
"""Pixels of one picture: a page at 600 dots an inch has 35 million."""
PAPER_PAGES_MAX = 50
"""Pages of one PDF that are looked at: twice what the longest file on paper has."""
PAPER_CODES_SEEN_MAX = 400
"""Codes read from one picture or PDF; whoever has more gives it in pieces."""
PAPER_SEEN_SECONDS_MAX = 60
"""Looking for codes in one file, seconds; a page at 600 dots an inch takes about one, a PDF of 23 pages ten."""
PAPER_SEEN_MEMORY_BYTES_MAX = 1_610_612_736
"""Address space of the process that looks at one picture: 80 million pixels in colour, once more in grey, and as much
to look in."""
PAPERS_BEGUN_MAX = 16
"""Papers of one officer of which some parts are there, or what came of which is still shown; the oldest goes first."""
PAPER_KEPT_SECONDS_MAX = 86_400
"""How long parts of a paper wait for the others: a day."""
