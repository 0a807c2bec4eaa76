"""Files that acts of a scenario bring with them: they lie in a folder beside it, and are read and checked with it."""

import re
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources.abc import Traversable
from typing import Any, Final

from detente.council.kinds import Field
from detente.limits import ATTACHMENTS_MAX, SCENARIO_FILE_BYTES_MAX, SCENARIO_FILES_BYTES_MAX
from detente.node.attachment_files import media_type_of
from detente.protocol.content import check_content
from detente.rehearsal.setting import Attached
from detente.rehearsal.tables import Table, nearest

NAME: Final = re.compile(r"rehearsal-[a-z0-9][a-z0-9._-]{0,80}", re.ASCII)
"""One step of a path and nothing else; the word goes with the file wherever somebody saves it."""


class Folder:
    """The files beside one scenario; each is read once.

    Args:
        place: the folder, or None where a scenario has none.
    """

    def __init__(self, place: Traversable | None) -> None:
        self._place = place
        self._read: dict[str, Attached] = {}

    def files(self, names: object, table: Table) -> tuple[Attached, ...]:
        """Return the files that an act names, each with its content.

        Raises:
            Malformed: `scenario-type`, `scenario-twice`, `scenario-not-rehearsal`, `scenario-file`,
                `scenario-too-long`.
        """
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise table.wrong("scenario-type", expected="a list of names of files", got="another", field="attach")
        if len(set(names)) < len(names):
            raise table.wrong("scenario-twice", expected="each file once", got=", ".join(names), field="attach")
        if len(names) > ATTACHMENTS_MAX:
            raise table.wrong(
                "scenario-too-long", expected=f"at most {ATTACHMENTS_MAX} files", got=str(len(names)), field="attach"
            )
        return tuple(self._file(name, table) for name in names)

    def _file(self, name: str, table: Table) -> Attached:
        if not NAME.fullmatch(name):
            raise table.wrong(
                "scenario-not-rehearsal",
                expected="a name without a folder that begins with the word rehearsal: rehearsal-…, of a-z 0-9 . _ -",
                got=repr(name[:80]),
                field="attach",
                remedy="the name goes with the file: who saves it must see what it is",
            )
        if name not in self._read:
            self._read[name] = Attached(name, self._content(name, table))
            total = sum(len(one.data) for one in self._read.values())
            if total > SCENARIO_FILES_BYTES_MAX:
                raise table.wrong(
                    "scenario-too-long", expected=f"at most {SCENARIO_FILES_BYTES_MAX:,} bytes of all files together",
                    got=f"{total:,}", field="attach",
                )  # fmt: skip
        return self._read[name]

    def _content(self, name: str, table: Table) -> bytes:
        path = None if self._place is None else self._place / name
        # A link could lead out of the folder, and what is no file may never end.
        if path is None or getattr(path, "is_symlink", bool)() or not path.is_file():
            raise table.wrong(
                "scenario-file",
                expected="a file in the folder beside the scenario that has the scenario's name",
                got=f"no file {name!r} there",
                field="attach",
                remedy=nearest(name, self._names()),
            )
        try:
            with path.open("rb") as file:
                data: bytes = file.read(SCENARIO_FILE_BYTES_MAX + 1)
        except OSError as fault:
            raise table.wrong(
                "scenario-file", expected="a file that can be read", got=f"{name}: {fault}", field="attach"
            ) from None
        if not 0 < len(data) <= SCENARIO_FILE_BYTES_MAX:
            raise table.wrong(
                "scenario-too-long",
                expected=f"1 to {SCENARIO_FILE_BYTES_MAX:,} bytes in {name}",
                got="more" if data else "none",
                field="attach",
            )
        remarks = check_content(
            lambda start, count: data[start : start + max(count, 0)], len(data), name, media_type_of(name)
        )
        if remarks:
            raise table.wrong(
                "scenario-file",
                expected=f"{name} to be what its name says, and nothing besides",
                got=remarks[0].text,
                field="attach",
            )
        return data

    def _names(self) -> list[str]:
        if self._place is None or not self._place.is_dir():
            return []
        return [one.name for one in self._place.iterdir() if one.is_file()]


def with_hashes(
    body: Mapping[str, Any], fields: Mapping[str, Field], files: tuple[Attached, ...], table: Table
) -> dict[str, Any]:
    """Return a body in which every table that names an attached file says the SHA-256 of its bytes.

    Raises:
        Malformed: `scenario-file`: a name that the act does not attach, or the hash of other bytes.
    """
    known = {one.name: one for one in files}
    return {name: _hashed(value, fields.get(name), known, table) for name, value in body.items()}


def _hashed(value: Any, field: Field | None, files: Mapping[str, Attached], table: Table) -> Any:
    match value:
        case list():
            return [_hashed(one, field, files, table) for one in value]
        case dict() if field is not None:
            inner = {name: _hashed(one, field.fields.get(name), files, table) for name, one in value.items()}
            return _said_of_file(inner, field, files, table)
        case _:
            return value


def _said_of_file(said: dict[str, Any], field: Field, files: Mapping[str, Attached], table: Table) -> dict[str, Any]:
    name = said.get("attachment")
    if name is None or not {"attachment", "sha256"} <= field.fields.keys():
        return said
    if name not in files:
        raise table.wrong(
            "scenario-file", expected="a file that the act attaches", got=repr(name), field="body",
            remedy=nearest(str(name), files),
        )  # fmt: skip
    digest = sha256(files[name].data).hexdigest()
    if said.get("sha256", digest) != digest:
        raise table.wrong("scenario-file", expected=f"the SHA-256 of {name}: {digest}", got=str(said["sha256"])[:80],
                          field="body", remedy="leave it out: it is filled in")  # fmt: skip
    return {**said, "sha256": digest}
