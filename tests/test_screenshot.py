"""The README's picture of the import wizard is what the wizard shows.

`python -m tests.test_screenshot` takes it anew.
"""

import asyncio
import html
import re
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from crmctl.cli.door import Door
from crmctl.cli.wizard import settling
from crmctl.cli.wizard.import_screen import ImportScreen
from crmctl.importing import planning
from crmctl.importing.planning import Limits
from crmctl.importing.request import Request

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / ".screenshots" / "import-wizard.svg"
FILE = ROOT / "tests" / "data" / "signups.csv"
SIZE = (100, 24)


def taken() -> str:
    """The first page of the wizard, on sample data and an empty database."""
    with tempfile.TemporaryDirectory() as home:
        front = Door(options={"home": home, "user": "you"})
        plan = planning.prepare(Request(FILE, FILE.name), Limits(10**6, 10**4))
        screen = ImportScreen(plan, settling.a_trial(front), lambda name: None)
        try:
            return asyncio.run(_picture(screen))
        finally:
            front.close()


async def _picture(screen: ImportScreen) -> str:
    async with screen.run_test(size=SIZE) as pilot:
        await _until_done(screen, pilot)
        drawn = screen.export_screenshot(title=f"crmctl import {FILE.name}")
    # The reader's own letters: a picture loads nothing from anywhere.
    return re.sub(r"@font-face \{.*?\}\s*|<!--.*?-->", "", drawn, flags=re.DOTALL)


async def _until_done(screen: ImportScreen, pilot: Pilot[object]) -> None:
    while not (screen.trial.attempt and screen.trial.attempt.done):
        await pilot.pause(0.05)
    await pilot.pause(0.5)


def words(picture: str) -> list[str]:
    """What is to be read in it; where and in which colours is Textual's affair."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", picture)
    return [text for text in (html.unescape(each).strip() for each in texts) if text]


def test_the_picture_in_the_readme_is_what_the_wizard_shows() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert str(PICTURE.relative_to(ROOT)) in readme
    kept = PICTURE.read_text(encoding="utf-8")
    assert words(kept) == words(taken())
    assert "http" not in kept.replace("http://www.w3.org/2000/svg", "")


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(taken(), encoding="utf-8")
