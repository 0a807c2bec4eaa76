"""The card that alters copies of a proof, and has each checked: by this program, and by programs that are not ours."""

import asyncio
from contextlib import suppress

from detente.errors import DetenteError
from detente.languages import gettext as _
from detente.languages import noted
from detente.tour.foreign import by_go, by_openssl
from detente.tour.forging import alterations, exported, seen_by_others, told_twice
from detente.tour.house import Frames, House, Row, Told, act_page


class Test:
    """Change a byte of a proof, sign two entries at one place, and ask others' programs."""

    name, title = "test", noted("Test the record")
    lasts = False
    lead = noted(
        "A proof of one act is altered in five ways, and a second entry is signed at its place. "
        "Each is named and refused, also by code that is not ours."
    )

    def __init__(self, house: House) -> None:
        self._house = house
        self._rows: tuple[Row, ...] = ()
        self._ref = ""
        self._asked: asyncio.Task[list[Row]] | None = None
        """Go builds a program before it answers, which takes longer than a click."""

    async def do(self, _choice: str, /) -> Frames:
        """Export a proof, alter copies of it, and check each as a stranger would."""
        await self._leave()
        self._ref, data = await exported(self._house)
        keys = self._house.director.stage.players[self._house.left].folder.keys
        checked = [
            *await asyncio.to_thread(alterations, data),
            *await asyncio.to_thread(told_twice, data, keys, self._house.name(self._house.left)),
        ]
        path = self._house.director.stage.cast.directory / f"{self._ref.replace('/', '-')}.zip"
        await asyncio.to_thread(path.write_bytes, data)
        checked.append(
            Row(_("The same file, checked by you; its README says how to do it with code that is not ours:"))
        )
        checked.append(Row("", "", f"detente evidence verify {path}"))
        checked.append(Row("", "", f"unzip -p {path} README.md"))
        checked.append(Row(_("And by code that is not ours, with its own words:")))
        folder = path.with_suffix(".foreign")
        checked += await by_openssl(data, folder / "openssl")
        self._rows = tuple(checked)
        self._asked = asyncio.create_task(by_go(data, seen_by_others(data), folder / "go"))
        return Frames(act_page(self._ref), act_page(self._ref))

    async def undo(self) -> tuple[Frames, tuple[Row, ...]]:
        """Forget the altered copies: no record was touched."""
        await self._leave()
        self._rows = ()
        return Frames(), (Row(_("The altered copies are gone. No record was touched."), "good"),)

    async def _leave(self) -> None:
        """Ask Go no more."""
        if self._asked is not None:
            self._asked.cancel()
            with suppress(asyncio.CancelledError, DetenteError, OSError):
                await self._asked
            self._asked = None

    async def told(self) -> Told:
        """Say what was altered, which step refused it, and what others' programs answered so far."""
        if self._asked is None:
            return Told(self._rows)
        if not self._asked.done():
            asking = Row(_("Go's packages: their program is being built, then asked."), "waiting")
            return Told((*self._rows, asking), pending=True)
        return Told((*self._rows, *self._asked.result()))
