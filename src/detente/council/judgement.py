"""What is asked of every act, whatever its desk.

    (1) the kind is known                      (5) what it answers is of a kind that it may answer
    (2) the channel is one for this kind       (6) its author has not suspended this channel, level or topic
    (3) it opens a dossier if it may or must   (7) its officer has the rank that the charter asks for
    (4) its body has what the kind asks for,   (8) whoever speaks for an alliance has a mandate that covers it
        an answer is asked for by a time to come,
        it is a drill where its dossier is one,
        and it opens under a known charter

The author's own node refuses to sign what does not pass. From others such an act is kept, marked irregular, and counts
for nothing; nobody can say that it was not received.
"""

from collections.abc import Iterable

from detente.clock import Instant, rfc3339
from detente.council.background import Background, Suspension
from detente.council.drills import check_drill
from detente.council.kinds import COMMON, Kind, Rank, need_by_of, text_of, texts_of
from detente.council.registry import KINDS, kind_of
from detente.council.said import Said
from detente.council.settings import fits, least_rank, topics
from detente.errors import Refused
from detente.protocol.charter import OWN, Charter
from detente.protocol.mandates import Use


def judge(
    act: Said,
    charter: Charter,
    background: Background,
    *,
    opening: bool,
    answered: Said | None,
    matter: str = "",
    drilled: str | None = None,
) -> None:
    """Be silent where the act passes.

    Args:
        background: what its author had said about itself before it, by proof.
        charter: under which the dossier was opened; where that is not known here, the newest one.
        opening: it is the first act of its dossier.
        answered: the act that `re` names, where that is held.
        matter: the topic of its dossier, where its first act comes before; it holds whatever topic the act names.
        drilled: the drill as which its dossier was opened, empty for none; None where its first act comes not before.

    Raises:
        Refused: `kind-unknown`, `channel-not-for-kind`, `kind-opens-no-dossier`, `kind-opens-own-dossier`,
            `re-missing`, `re-of-other-kind`, `topic-unknown`, `charter-unknown`, `scope-suspended`,
            `rank-too-low`, `need-by-past`, the codes of `check_drill`, of `Kind.check_body` and of `_check_voice`.
    """
    # Step 1.
    kind = kind_of(act.kind)
    # Step 2.
    _check_place(act, kind, charter)
    # Step 3.
    if opening and not kind.opens:
        raise Refused(
            "kind-opens-no-dossier",
            expected=f"the dossier to which this {kind.title} belongs",
            got="none",
            remedy="name an act of it with --re or --dossier",
        )
    if kind.alone and not opening:
        raise Refused(
            "kind-opens-own-dossier",
            expected=f"a dossier of its own for a {kind.title}",
            got="one that is open",
            remedy="say it without --re and --dossier; its body may name what it is about",
        )
    # Step 4.
    kind.check_body(act.body)
    for name, wanted in COMMON.items():
        if name not in kind.fields:
            wanted.check(name, act.body.get(name))
    _check_need(act, kind)
    check_drill(act, kind, charter, opening=opening, drilled=drilled)
    if opening:
        _check_terms(act, charter)
    topic = text_of(act.body, "topic")
    if topic and topic not in topics(charter):
        named = ", ".join(topics(charter)) or "none: the charter names no topics"
        raise Refused(
            "topic-unknown", expected=f"a topic of the charter ({named})", got=topic,
            remedy="choose one of these; detente council amend adds others",
        )  # fmt: skip
    # Step 5.
    _check_answered(act, kind, answered)
    if act.channel == OWN:
        return
    # Step 6.
    _check_standing(act, kind, charter, background, (topic, matter))
    # Step 7.
    _check_rank(act, kind, charter, background)
    # Step 8.
    if alliance := text_of(act.body, "for"):
        _check_voice(act, alliance, background)


def _check_need(act: Said, kind: Kind) -> None:
    need = need_by_of(kind, act.body)
    if need is not None and need <= act.claimed_at:
        raise Refused(
            "need-by-past", expected=f"a time after {rfc3339(act.claimed_at)}", got=rfc3339(need),
            remedy="give a later --need-by, or none",
        )  # fmt: skip


def _check_terms(act: Said, charter: Charter) -> None:
    """Until what its author names is known here, nobody can tell who is asked: it is judged again when that comes."""
    number, gone = act.body.get("amended") or 0, texts_of(act.body, "without")
    unheard = [party for party in gone if party not in charter.withdrawn]
    if number > charter.amended or unheard:
        raise Refused(
            "charter-unknown",
            expected=f"a charter as known here: {charter.amended} amendments, without "
            f"{', '.join(charter.withdrawn) or 'nobody'}",
            got=f"{number} amendments, without {', '.join(gone) or 'nobody'}",
            remedy="wait for what is missing, or ask a party for it: detente council show NAME --amendments FILE",
        )


def _check_place(act: Said, kind: Kind, charter: Charter) -> None:
    if not fits(kind.place, charter, act.channel):
        raise Refused(
            "channel-not-for-kind",
            expected=f"{kind.place} for a {kind.title}",
            got=act.channel,
            remedy="choose another with --channel; detente council show lists them",
        )


def _check_answered(act: Said, kind: Kind, answered: Said | None) -> None:
    if kind.needs_re and act.re is None:
        raise Refused(
            "re-missing",
            expected=f"the act that this {kind.title} refers to",
            got="nothing",
            remedy="give it with --re",
        )
    if answered is not None and kind.answers and answered.kind not in kind.answers:
        titles = [KINDS[name].title if name in KINDS else name for name in kind.answers]
        raise Refused(
            "re-of-other-kind",
            expected=f"{' or '.join(map(_one, titles))} to which this {kind.title} refers",
            got=f"{answered.ref}, {_one(KINDS[answered.kind].title if answered.kind in KINDS else answered.kind)}",
            remedy=f"detente dossier show {answered.ref} lists the acts of its matter",
        )


def closing(
    kind: Kind, charter: Charter, background: Background, channel: str, about: Iterable[str], at: Instant
) -> Suspension | None:
    """Return the suspension for which an act of a kind would not count at a second, or None.

    Args:
        background: of who would say it.
        about: topics of the act and of its matter, empty where there is none.
    """
    if kind.survives or channel == OWN:
        return None
    # An act on no topic is closed by what closes its channel.
    found = (background.suspension_of(charter, channel, topic, at) for topic in dict.fromkeys(("", *about)))
    return next((one for one in found if one is not None), None)


def _check_standing(act: Said, kind: Kind, charter: Charter, background: Background, about: tuple[str, ...]) -> None:
    suspension = closing(kind, charter, background, act.channel, about, act.claimed_at)
    if suspension is not None:
        topic = next((one for one in about if one in suspension.topics), "")
        raise Refused(
            "scope-suspended",
            expected=f"a channel, level or topic in which {act.party.upper()} takes part",
            got=f"{act.channel}{f', topic {topic}' if topic else ''}: suspended by {suspension.ref}",
            remedy=f"detente resume {suspension.ref}, or say it on the line, which no act suspends",
        )


def _check_rank(act: Said, kind: Kind, charter: Charter, background: Background) -> None:
    # Under these names a sentence's words are looked up in the reader's language (docs/languages.md).
    rank, title = least_rank(charter, kind), kind.title
    spoken = background.rank_of(act.officer, act.channel, act.claimed_at)
    if spoken.height < rank.height:
        raise Refused(
            "rank-too-low",
            expected=f"an officer accredited as {rank} or higher for this: {title}",
            got=_speaks(act, spoken),
            remedy="detente officer present, or name an accredited officer with --officer",
        )


def _speaks(act: Said, rank: Rank) -> str:
    return f"{act.officer or 'nobody named'}, who speaks in {act.channel} as {rank}"


def _check_voice(act: Said, alliance: str, background: Background) -> None:
    """Whoever speaks for an alliance does so under a mandate that it has presented before.

    Raises:
        Refused: `mandate-missing`, and the codes of `Granted.check`.
    """
    named = text_of(act.body, "mandate").upper()
    voice = next((one for one in background.voices if (one.alliance, one.ref.upper()) == (alliance, named)), None)
    if voice is None:
        raise Refused(
            "mandate-missing",
            expected=f"the reference of a verified mandate to speak for {alliance}, presented before",
            got=named or "none",
            remedy="detente mandate present FILE, then --mandate REF",
        )
    covered = voice.granted.mandate.dossier
    here = covered if covered in (act.re, *act.past) else act.re or ""
    voice.granted.check(Use(act.claimed_at, act.party, here, text_of(act.body, "text")), voice.revocations)


def _one(title: str) -> str:
    return f"{'an' if title[:1] in 'aeiou' else 'a'} {title}"
