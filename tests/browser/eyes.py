"""What a person needs of a page, measured in the browser: room, contrast, names, order."""

from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

FAINT = """() => {
  const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const numbers = text => (text.match(/[0-9.]+/g) || []).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0] : [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility({visibilityProperty: true})) continue;
    const [one, other] = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return faint;
}"""
"""Texts whose contrast is below 4.5 to 1. Source: WCAG 2.2, success criterion 1.4.3."""

SMALL = """() => [...document.querySelectorAll('a, button, select, input')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && getComputedStyle(one).display !== 'inline')
  .map(one => [one.getBoundingClientRect(), one]).filter(([box]) => box.height < 24 && box.left >= 0 && box.height > 0)
  .filter(([, one]) => !['checkbox', 'radio'].includes(one.type))
  .map(([box, one]) => `${box.height} ${one.textContent.trim()}`)"""
"""Controls lower than 24 pixels that do not stand in a sentence. Source: WCAG 2.2, success criterion 2.5.8."""

OUTSIDE = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode, range = document.createRange();
    range.selectNodeContents(node);
    const right = (node.nodeType === Node.TEXT_NODE ? range : node).getBoundingClientRect().right;
    if (right > innerWidth) found.push(`${right} ${node.nodeName} ${node.textContent.trim().slice(0, 40)}`);
  }
  return found;
}"""
"""What stands beyond the right edge of the window."""

UNNAMED = """() => {
  const shown = one => one.checkVisibility({visibilityProperty: true});
  const named = text => text.trim().slice(0, 40), found = [];
  for (const table of [...document.querySelectorAll('table')].filter(shown)) {
    const heads = table.querySelectorAll('thead th[scope=col]').length;
    const rows = table.querySelectorAll('tbody tr:not(.differences .asked)').length;
    const named_rows = table.querySelectorAll('tbody th[scope=row]').length;
    if (heads < 2 || rows !== named_rows) {
      found.push(`${heads} heads, ${named_rows} of ${rows} rows named: ${named(table.textContent)}`);
    }
  }
  for (const control of document.querySelectorAll('a:not(:has(img[alt])), button')) {
    if (!control.textContent.trim()) found.push(control.outerHTML.slice(0, 200));
  }
  return found;
}"""
"""Tables whose columns or rows have no heads, and controls that say nothing; asked at once, for a page has hundreds."""

QUICKER: Final = "Autofocus processing was blocked"
"""Who had put the focus somewhere before a page could keeps it there: so it is meant, and the browser says so."""
AXE_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
SIGHTS: Final[tuple[tuple[int, Scheme], ...]] = ((320, "light"), (1280, "dark"), (3840, "light"))
"""From the smallest window to a wall: what is too wide depends on the width alone, what is too faint on the scheme."""


@dataclass
class Look:
    """A page in the browser, and all that it asked for or complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def foreign_requests(self) -> list[str]:
        """Return what was asked of any other place than the node."""
        return [url for url in self.requests if urlsplit(url).netloc != urlsplit(self.page.url).netloc]

    def headings(self) -> list[int]:
        """Return the levels of headings that are shown, in their order."""
        found = self.page.locator("h1, h2, h3, h4").evaluate_all(
            "all => all.filter(one => one.checkVisibility()).map(one => Number(one.tagName[1]))"
        )
        return [int(level) for level in found]


def look(browser: Browser, url: str, *, width: int = 1280, scheme: str = "light") -> Look:
    """Return a page as it looks at that width, in a browser that has seen nothing before."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    found = Look(page)
    page.on("request", lambda request: found.requests.append(request.url))
    page.on("console", lambda message: found.complaints.append(message.text) if QUICKER not in message.text else None)
    page.on("response", lambda one: found.complaints.append(f"{one.status} {one.url}") if one.status >= 500 else None)
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (found.complaints.append(dialog.message), dialog.dismiss()))
    page.goto(url)
    return found


def flaws(page: Page, width: int, scheme: Scheme = "light", *, contrast: bool = True) -> list[str]:
    """Return what cannot be read or pressed on a page in a window of that width: too wide, too faint, too small.

    A page is looked at when all its parts are there: without its style sheet it would be another page.

    Args:
        contrast: also what is too faint, which every text is asked for; it does not depend on width or language.
    """
    page.wait_for_load_state("load")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    found = page.evaluate("document.documentElement.scrollWidth")
    wide = [f"{found} pixels wide in a window of {width}", *page.evaluate(OUTSIDE)] if found > width else []
    return [*wide, *(page.evaluate(FAINT) if contrast else []), *page.evaluate(SMALL), *_crowded(page)]


def _crowded(page: Page) -> list[str]:
    """Return the links and controls that a finger cannot tell apart, by axe: how lines break depends on the width."""
    return _found(page, {"runOnly": {"type": "rule", "values": ["target-size"]}})


def violations(page: Page, *, contrast: bool = True) -> list[str]:
    """Return what axe-core finds on a page, by the rules of WCAG 2.2, A and AA, and its own of good practice.

    Args:
        contrast: also by its measure of contrast, which takes two thirds of its time and which `flaws` has too.
    """
    page.wait_for_load_state("load")
    rules = {} if contrast else {"rules": {"color-contrast": {"enabled": False}}}
    return _found(page, {"runOnly": AXE_TAGS, **rules})


def _found(page: Page, options: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"], **options})
    return [
        f"{one['id']}: {one['help']}: {'; '.join(str(node['target']) for node in one['nodes'][:5])}"
        for one in found.response["violations"]
    ]
