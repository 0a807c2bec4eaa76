"""What parties say and ask in a scenario: the tables of `act` and `ask`, held to the kinds and calls that there are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, get_type_hints

import msgspec

from detente.council.kinds import COMMON, Field, Kind, Sort
from detente.council.registry import KINDS, kind_of
from detente.errors import Refused
from detente.home.replies import ActView, Shown
from detente.home.wire import CALLS, REPLIES
from detente.rehearsal import bodies
from detente.rehearsal import scenario as s
from detente.rehearsal.attached import Folder, with_hashes
from detente.rehearsal.setting import MAIN, Attached, Council, Party
from detente.rehearsal.tables import LANGUAGE, Table, nearest

OURS: Final = frozenset({"text", "basis", "source", "reported_by", "unofficial"})
"""Fields of a body that the event itself gives."""
NOBODY: Final = "nobody-0000000000000000"
"""Stands for a council's id while a scenario is read: charters get theirs when they are founded."""


class ActReader:
    """Reads acts and questions in the file's order: each can be named by those after it only.

    Args:
        parties, councils: those that the scenario declares.
        folder: of the files that go with acts.
    """

    def __init__(self, parties: Mapping[str, Party], councils: Mapping[str, Council], folder: Folder) -> None:
        self.parties = parties
        self.councils = councils
        self._folder = folder
        self.acts: dict[str, s.Act] = {}
        self._calls: dict[str, str] = {}
        self._refused: set[str] = set()

    def act(self, table: Table) -> s.Act:
        """Return the act that the table is; `check` is for its event, when that is whole.

        Raises:
            Malformed: a `scenario-…` code.
        """
        name = self._new_id("act", table)
        council = self.council_of(table)
        party = table.id("party", council.parties, what="party of the council")
        channel = table.id("channel", council.channels, what="channel")
        to = table.ids("to", council.parties, what="party of the council")
        for field, one in (("party", party), *(("to", addressee) for addressee in to)):
            self._check_member(table, field, one, council.channels[channel].members, channel)
        if party in to:
            raise table.wrong(
                "scenario-value", expected="addressees other than the author", got=repr(party), field="to"
            )
        call = self._call(table) if table.has("call") else ""
        text = table.text("text", "")
        kind = "" if call else table.id("kind", what="kind") if table.has("kind") else "message"
        refused = table.id("refused", what="code") if table.has("refused") else ""
        attach = self._folder.files(table.take("attach", list, "names of files"), table) if table.has("attach") else ()
        found = s.Act(
            id=name,
            party=party,
            channel=channel,
            kind=kind,
            officer=table.text("officer"),
            language=self.language(table) if text or table.has("language") else "",
            text=text,
            to=to,
            precedence=table.word("precedence", s.Priority, s.Priority.ROUTINE),
            re=self._optional_act("re", table),
            cites=table.ids("cites", self.acts, what="act"),
            dossier=self._optional_act("dossier", table),
            texts=table.texts("texts"),
            body={} if call else _body(table, kind, text, refused, attach),
            call=call,
            args=bodies.args_as_sent(call, table.values("args")) if call else {},
            file=self._file(call, table) if call else "",
            refused=refused,
            council=council.id,
            attach=attach,
        )
        self._check_act(table, found, council)
        self._remember(found)
        return found

    def ask(self, table: Table) -> s.Ask:
        """Return the question that the table is.

        Raises:
            Malformed: a `scenario-…` code.
        """
        name = self._new_id("ask", table)
        council = self.council_of(table)
        call = self._call(table)
        refused = table.id("refused", what="code") if table.has("refused") else ""
        found = s.Ask(
            id=name,
            party=table.id("party", council.parties, what="party of the council"),
            call=call,
            args=bodies.args_as_sent(call, table.values("args")),
            file=self._file(call, table),
            expect={} if refused else bodies.as_text(table.values("expect")),
            refused=refused,
            council=council.id,
        )
        self.check_references(table, "args", found.args)
        self.check_references(table, "expect", found.expect)
        if refused:
            self._refused.add(name)
        else:
            self._calls[name] = call
        return found

    def check_call(self, table: Table, event: s.Event) -> None:
        """Be silent where the call of an act or question takes what the event gives it.

        Raises:
            Malformed: `scenario-body`, `scenario-unknown-key`, `scenario-value`.
        """
        match event.what:
            case s.Act(call=call) if call:
                self._check_makes_act(table, call)
                given = bodies.said_of(event, NOBODY, _as_written)
                # What the event says anyway is lost on a call that does not take it; routine is what all acts are.
                spare = {"council", "channel", "officer", "language", "precedence"}
                lost = [key for key, value in given.items() if value and key not in {*bodies.fields_of(call), *spare}]
                if lost:
                    raise table.wrong(
                        "scenario-unknown-key", expected=f"what the call {call!r} takes", got=lost[0], field=lost[0]
                    )
            case s.Ask(call=call) if call:
                pass
            case _:
                return
        try:
            bodies.call_of(event, NOBODY, _as_written)
        except msgspec.ValidationError as fault:
            raise table.wrong(
                "scenario-body", expected=f"the arguments of the call {call!r}", got=str(fault), field="args"
            ) from None

    def check_references(self, table: Table, field: str, value: object) -> None:
        """Be silent where every `@act` and `@act.field` in a value names what was said or asked before.

        Raises:
            Malformed: `scenario-unknown-ref`.
        """

        def check(name: str, path: str) -> str:
            asked = self._calls.get(name, "")
            first = path.partition(".")[0]
            known: Any = REPLIES[CALLS[asked]].__struct_fields__ if asked else ()
            if (name in self.acts and not path) or (path and first in known):
                return name
            words = [f"@{act}" for act in self.acts] if not path else [f"@{name}.{one}" for one in known]
            got = f"@{name}{'.' if path else ''}{path}"
            raise table.wrong(
                "scenario-unknown-ref",
                expected="@ and an earlier act, or @act.field with a field of what its call replies",
                got=repr(got),
                field=field,
                remedy=nearest(got, words),
            )

        bodies.filled(value, check)

    def council_of(self, table: Table) -> Council:
        """Return the council that the table names, else the main one."""
        return self.councils[table.id("council", self.councils, what="council") if table.has("council") else MAIN]

    def language(self, table: Table) -> str:
        """Return the language of the table's text.

        Raises:
            Malformed: `scenario-missing`, `scenario-value`.
        """
        found = table.text("language")
        if not LANGUAGE.fullmatch(found):
            raise table.wrong(
                "scenario-value", expected="a language as in BCP 47, like ru", got=repr(found), field="language"
            )
        return found

    # --- parts ------------------------------------------------------------------------------------

    def _new_id(self, key: str, table: Table) -> str:
        name = table.id(key)
        if name in self.acts or name in self._calls or name in self._refused:
            raise table.wrong("scenario-twice", expected="an act's id once", got=repr(name), field=key)
        return name

    def _remember(self, act: s.Act) -> None:
        if act.refused:
            self._refused.add(act.id)
            return
        self.acts[act.id] = act
        self._calls[act.id] = act.call or bodies.SEND

    def _call(self, table: Table) -> str:
        name: str = table.take("call", str, "a call of the home face")
        if name not in CALLS or name == bodies.SEND:
            raise table.wrong(
                "scenario-value",
                expected="a call of the home face; kind and body, for what goes by send",
                got=repr(name),
                field="call",
                remedy=nearest(name, CALLS.keys() - {bodies.SEND}),
            )
        return name

    def _file(self, call: str, table: Table) -> str:
        text = table.text("file", "")
        if text and "file" not in bodies.fields_of(call):
            raise table.wrong("scenario-value", expected="a call that reads a file", got=repr(call), field="file")
        return text

    def _check_makes_act(self, table: Table, call: str) -> None:
        if not _makes_act(call):
            raise table.wrong(
                "scenario-value",
                expected="a call that says an act",
                got=repr(call),
                field="call",
                remedy=nearest(call, [name for name in CALLS if name != bodies.SEND and _makes_act(name)]),
            )

    def _check_act(self, table: Table, act: s.Act, council: Council) -> None:
        if act.language in act.texts:
            raise table.wrong(
                "scenario-twice", expected="translations into other languages", got=repr(act.language), field="texts"
            )
        for field, name in (("re", act.re), ("dossier", act.dossier), *(("cites", cited) for cited in act.cites)):
            if name:
                self._check_readable(table, act, field, self.acts[name])
        self.check_references(table, "text", act.text)
        self.check_references(table, "body", act.body)
        self.check_references(table, "args", act.args)
        most = s.LINE_TEXT_BYTES_MAX if act.channel == "line" else s.ACT_TEXT_BYTES_MAX
        size = sum(len(text.encode()) for text in (act.text, *act.texts.values(), act.file, *bodies.texts_in(act.body)))
        if size > most:
            raise table.wrong(
                "scenario-too-long",
                expected=f"at most {most} bytes of text and translations in {act.channel!r} of {council.name}",
                got=str(size),
                field="text",
                remedy="shorten it, or say it in another channel",
            )

    def _check_readable(self, table: Table, act: s.Act, field: str, named: s.Act) -> None:
        here, there = (self.councils[one.council].channels[one.channel].members for one in (act, named))
        if act.council != named.council or not set(here) <= set(there):
            raise table.wrong(
                "scenario-not-member",
                expected="an act of this council in this channel, or in one of which all its members are members",
                got=f"{named.id!r} of the channel {named.channel!r}",
                field=field,
            )

    def _check_member(self, table: Table, field: str, party: str, members: tuple[str, ...], channel: str) -> None:
        if party not in members:
            raise table.wrong(
                "scenario-not-member",
                expected=f"a member of the channel {channel!r}",
                got=repr(party),
                field=field,
                remedy=nearest(party, members),
            )

    def _optional_act(self, key: str, table: Table) -> str:
        return table.id(key, self.acts, what="act") if table.has(key) else ""


def _makes_act(call: str) -> bool:
    reply = REPLIES[CALLS[call]]
    return reply is not Shown and get_type_hints(reply).get("act") is ActView


def _body(table: Table, name: str, text: str, refused: str, attach: tuple[Attached, ...]) -> dict[str, Any]:
    """Return the fields of a body beside the text, held to the kind unless just that is what will be refused.

    Raises:
        Malformed: `scenario-value`, `scenario-unknown-key`, `scenario-body`, `scenario-time`, `scenario-file`.
    """
    given = table.values("body")
    try:
        kind = kind_of(name)
        if kind.made:
            raise table.wrong(
                "scenario-value",
                expected="a kind whose body a person can type",
                got=repr(name),
                field="kind",
                remedy="give the call that makes it, with its args",
            )
        for key in given:
            if key in OURS or key not in {**kind.fields, **COMMON}:
                known = {*kind.fields, *COMMON} - OURS
                raise table.wrong(
                    "scenario-unknown-key",
                    expected=f"fields of the kind {name!r}; its text stands under text",
                    got=f"the key {key!r}",
                    field="body",
                    remedy=nearest(key, known),
                )
        fields = {**kind.fields, **COMMON}
        body = {key: _as_field(fields[key], value) for key, value in given.items()}
        body = with_hashes(body, fields, attach, table)
        _check_body(kind, {**({"text": text} if text else {}), **body})
    except Refused as why:
        if why.code == refused:
            return dict(bodies.as_text(given))
        if why.code == "kind-unknown":
            raise table.wrong(
                "scenario-value",
                expected="a kind that a desk knows",
                got=repr(name),
                field="kind",
                remedy=nearest(name, KINDS),
            ) from None
        raise table.wrong(
            "scenario-body", expected=why.expected, got=why.got, field="body", remedy=why.remedy
        ) from None
    return body


def _check_body(kind: Kind, body: Mapping[str, Any]) -> None:
    kind.check_body(kind.read(body))
    for name, wanted in COMMON.items():
        wanted.check(name, body.get(name))


def _as_field(field: Field, value: Any) -> Any:
    """Return a value of TOML as a body carries it: a date-time is seconds where the field holds a time."""
    match value:
        case datetime() if field.sort is Sort.INSTANT:
            return int(value.timestamp())
        case list():
            return [_as_field(field, one) for one in value]
        case dict():
            return {
                key: _as_field(field.fields[key], one) if key in field.fields else bodies.as_text(one)
                for key, one in value.items()
            }
        case _:
            return bodies.as_text(value)


def _as_written(name: str, path: str) -> str:
    return f"@{name}{'.' if path else ''}{path}"
