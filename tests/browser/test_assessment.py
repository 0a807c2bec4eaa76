"""Can a reader set the inputs of an assessment, without scripts too, and find them again? A real node and browser."""

from playwright.sync_api import Browser, expect
from tests.browser.council import Council
from tests.browser.eyes import flaws, look

POSTURE = "NATO forces in Eastern Europe and the Baltic; Kaliningrad on the table"


def test_a_reader_sets_the_inputs_and_sees_what_follows(council: Council, browser: Browser) -> None:
    """The rival's reading, made by hand: the sign turns, pictures are drawn anew, and the address can be passed on."""
    url = council.url("ru") + "/assessment"
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(url)
    page.get_by_text("Set the inputs yourself").click()
    page.get_by_label("Other channels of RU").first.fill("0,25")
    page.get_by_label(POSTURE).check()
    page.get_by_role("button", name="See what follows").click()
    expect(page.get_by_role("region", name="What you set, and what it does")).to_contain_text("its sign turns")
    expect(page.get_by_role("img", name="Need of the channel by reading")).to_have_count(1)
    expect(page.locator(".was")).to_have_count(2)
    other = look(browser, page.url)
    expect(other.page.get_by_role("region", name="What you set, and what it does")).to_contain_text("2 inputs differ")
    for width in (320, 1920):
        assert flaws(other.page, width) == []
    assert other.foreign_requests() == []
    other.page.context.close()
    context.close()


def test_what_does_not_fit_is_reached_from_the_top(council: Council, browser: Browser) -> None:
    """The complaint above the form leads to its field, which names it; the rest of the page stands as it was.

    On a telephone what is not needed at first begins folded, and a link into it unfolds it.
    """
    found = look(browser, council.url("ru") + "/assessment", width=375)
    page = found.page
    method = page.get_by_text("Dependence is interest times control")
    expect(method).to_be_hidden()
    page.get_by_role("link", name="Method", exact=True).click()
    expect(method).to_be_visible()
    page.get_by_text("Set the inputs yourself").click()
    page.get_by_label("Other channels of NATO").first.fill("2.5")
    page.get_by_role("button", name="See what follows").click()
    page.get_by_role("alert").get_by_role("link", name="Other channels of NATO").click()
    field = page.get_by_label("Other channels of NATO").first
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("2.5")
    expect(page.get_by_role("region", name="In short")).to_contain_text("7.5 times as much")
    assert flaws(page, 375) == []
    assert flaws(page, 375, "dark") == []
    page.context.close()
