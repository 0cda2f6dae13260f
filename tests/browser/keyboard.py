"""Somebody who has a keyboard only: Tab to get there, arrows to choose, Space and Enter to press."""

from playwright.sync_api import Locator, Page

MOST_TABS = 60
IS_FOCUSED = "element => element === document.activeElement"
# The focus ring stands on the element, or on the label of an answer.
SHOWS_FOCUS = """() => { const e = document.activeElement;
  return [e, e.nextElementSibling].some(x => x && getComputedStyle(x).outlineStyle !== "none"); }"""


class Typist:
    """Drives a page by keys alone."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: list[str] = []

    def reach(self, wanted: Locator) -> None:
        """Press Tab until the focus is there; note any stop that does not show its focus."""
        for _ in range(MOST_TABS):
            if wanted.evaluate(IS_FOCUSED):
                return
            self.page.keyboard.press("Tab")
            if not self.page.evaluate(SHOWS_FOCUS):
                self.unseen.append(f"{self.page.url}: {self.page.evaluate('document.activeElement.outerHTML')[:120]}")
        raise AssertionError(f"{self.page.url}: {wanted} is not reached by {MOST_TABS} Tabs")

    def press(self, wanted: Locator, key: str = "Enter") -> None:
        """Reach something that leads on, press it, and wait for the page that comes."""
        self.reach(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def go_on(self, key: str = "Enter") -> None:
        """Press the first button of the form that goes on."""
        self.press(self.page.locator("form[data-goes-on] button").first, key)

    def write(self, name: str, text: str) -> None:
        """Type into the field of this name."""
        self.reach(self.page.locator(f"[name={name}]"))
        self.page.keyboard.type(text)

    def answer(self) -> None:
        """Answer the item on the page in the way its format asks for."""
        choices = self.page.locator("[name=choice]")
        if choices.count() and choices.first.get_attribute("type") == "radio":
            self.reach(choices.first)
            self.page.keyboard.press("Space")
            self.page.keyboard.press("ArrowDown")
            assert choices.nth(1).is_checked()
        elif choices.count():
            self.reach(choices.nth(1))
            self.page.keyboard.press("Space")
            assert choices.nth(1).is_checked()
        elif self.page.locator("select").count():
            for place, box in enumerate(self.page.locator("select").all(), start=1):
                self.reach(box)
                self.page.keyboard.type(str(place))
                assert box.input_value() == str(place)
        else:
            self.write("text", "12:30" if self.page.locator("[name=text][inputmode=text]").count() else "12")
