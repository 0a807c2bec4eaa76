"""The files of a form as controls: what may come, what came, what is to be known of it, and how it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from detente.console.forms.controls import YES, Control, Shape, Typed
from detente.home.acting.uploads import Upload, file_bytes_max
from detente.languages import gettext as _
from detente.languages import ngettext, noted, said
from detente.languages.joining import figure
from detente.limits import ATTACHMENTS_MAX

ERASABLE, AS_EVIDENCE = "erasable", "as_evidence"
LIMITS: Final = noted(
    "At most {files} files, {erasable} where they may have to be erased; at most {size} MB each. They lie here sealed, "
    "and go to nobody before the act is sent."
)


@dataclass(frozen=True, slots=True)
class Attaching:
    """What a form says of its files.

    Args:
        limits: what may be attached, to be read before.
        erasable: whether bytes and keys can be removed later by an act of all.
        as_evidence: that doubtful files go as they are; None where none is.
        error: what is wrong with them, in words.
    """

    files: tuple[Upload, ...]
    limits: str
    erasable: Control
    as_evidence: Control | None
    error: str

    @property
    def controls(self) -> tuple[Control, ...]:
        """Return what can be ticked."""
        return (*([self.as_evidence] if self.as_evidence else []), self.erasable)

    @property
    def most(self) -> int:
        """Return the size of the largest file that may come."""
        return file_bytes_max()


def attaching_of(files: tuple[Upload, ...], typed: Typed, errors: Mapping[str, str]) -> Attaching:
    """Return what a form says of its files."""
    doubtful = any(one.remarks for one in files)
    as_evidence = _tick(
        AS_EVIDENCE,
        _("These files are evidence as they are: send them unchanged, with the remarks above"),
        "",
        typed,
        errors,
    )
    erasable = _tick(
        ERASABLE, _("These files may have to be erased later"),
        _("The act stays for ever. Bytes and keys of the files are then removed at every member once all agree; "
          "the files go as file-1, file-2 and so on."),
        typed, errors,
    )  # fmt: skip
    limits = said(LIMITS).format(
        files=ATTACHMENTS_MAX, erasable=ATTACHMENTS_MAX // 2, size=file_bytes_max() // 1_000_000
    )
    return Attaching(files, limits, erasable, as_evidence if doubtful else None, errors.get("files", ""))


def _tick(name: str, label: str, told: str, typed: Typed, errors: Mapping[str, str]) -> Control:
    return Control(name, label, Shape.TICK, False, told, typed.get(name, ""), (YES,), error=errors.get(name, ""))


def wrong_with(files: tuple[Upload, ...], typed: Typed) -> dict[str, str]:
    """Return what is wrong with the files of a form, by name of control."""
    if typed.get(ERASABLE) == YES and len(files) > ATTACHMENTS_MAX // 2:
        return {
            ERASABLE: _("Attach at most {most} files that may have to be erased; there are {n}.").format(
                most=ATTACHMENTS_MAX // 2, n=len(files)
            )
        }
    doubtful = [one.name for one in files if one.remarks]
    if doubtful and typed.get(AS_EVIDENCE) != YES:
        return {
            AS_EVIDENCE: _("Remove {files}, or say that they are evidence as they are.").format(
                files=", ".join(doubtful)
            )
        }
    return {}


def size_in_words(size: int) -> str:
    """Return a number of bytes as people read it, like `12.4 MB`."""
    for told, least in ((_("{n} GB"), 1_000_000_000), (_("{n} MB"), 1_000_000), (_("{n} kB"), 1_000)):
        if size >= least:
            return told.format(n=figure(size / least, ".1f"))
    return ngettext("1 byte", "{n} bytes", size).format(n=size)
