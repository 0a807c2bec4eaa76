"""A person who has a keyboard and no pointer: goes from control to control, and always sees where they are."""

from typing import Any, Final

from playwright.sync_api import Locator, Page, expect

WATCHED: Final = """() => {
  for (const name of ["pointerdown", "mousedown", "touchstart"]) {
    addEventListener(name, () => sessionStorage.setItem("pointer", name), true);
  }
}"""
"""Remembers that a pointer was used: a key that presses a button fires no such event."""

FOCUS: Final = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = [...one.getClientRects()].find(each => each.width > 0 && each.height > 0) || one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const words = one.getAttribute("aria-label") || one.textContent || one.id;
  return {
    name: `${one.tagName.toLowerCase()} ${words.trim().slice(0, 60)}`,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    within: box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
    covered: top !== null && top !== one && !one.contains(top) && !top.contains(one)
      && !(one.labels && [...one.labels].some(label => label.contains(top))),
  };
}"""
"""The control that has the focus: whether a line is drawn round it, and whether its middle can be seen.

Source: WCAG 2.2, success criteria 2.4.7 and 2.4.11.
"""


class Keys:
    """The keyboard of a page.

    Args:
        page: whose context is the person's alone.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(f"({WATCHED})()")

    def focus(self) -> dict[str, Any] | None:
        """Return what has the focus, or None where nothing has."""
        found: dict[str, Any] | None = self.page.evaluate(FOCUS)
        return found

    def check_seen(self) -> None:
        """Be silent where the focus is on a control that is outlined and not covered."""
        now = self.focus()
        assert now is not None, f"the focus is lost on {self.page.url}"
        assert now["outlined"], f"no outline: {now['name']} on {self.page.url}"
        assert now["within"], f"out of sight: {now['name']} on {self.page.url}"
        assert not now["covered"], f"covered: {now['name']} on {self.page.url}"

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a text into what has the focus."""
        self.page.keyboard.type(text)

    def to(self, target: Locator, *, most: int = 80, back: bool = False) -> None:
        """Go to a control with the tabulator alone; on the way the focus is seen at each stop."""
        # Without its style sheet it would be another page.
        self.page.wait_for_load_state("load")
        expect(target).to_be_visible()
        # A button for a passkey waits for the script that asks it.
        expect(target).to_be_enabled()
        for _ in range(most):
            self.press("Shift+Tab" if back else "Tab")
            self.check_seen()
            if target.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"not reached in {most} steps; the focus is on {self.focus()}")

    def skip(self) -> None:
        """Skip to the page's own part, by the link that stands first on each."""
        link = self.page.get_by_role("link", name="Skip to the page")
        self.to(link, most=1)
        self.press("Enter")
        expect(self.page.locator("#main")).to_be_focused()

    def choose(self, text: str) -> None:
        """Choose in the list that has the focus by the first letters of what stands there."""
        self.type(text)

    def no_pointer(self) -> bool:
        """Say if nothing was pressed but keys."""
        return self.page.evaluate("sessionStorage.getItem('pointer')") is None
