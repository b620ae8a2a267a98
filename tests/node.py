"""Programs of Node.js in tests: packages come from the npm registry into a folder of the test's own."""

import shutil
import subprocess
from pathlib import Path

import pytest


def install(folder: Path, *packages: str) -> None:
    """Installs the packages, or those that the folder's package.json names; skips the test where npm is missing."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    quietly = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"]
    subprocess.run([npm, "install", *quietly, *packages], cwd=folder, check=True, timeout=300)
