"""What is committed works anywhere: it names no folder of one machine and no package index."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.house.project import committed_files, name_of

FOLDER_OF_A_MACHINE = re.compile(r"(?:^|[^\w./])/(?:work|farm|root|tmp|opt|home)/\w", re.MULTILINE)
# letters in brackets keep this file from naming what it looks for
PACKAGE_INDEX = re.compile(
    r"py[p]i\.|pythonhoste[d]|npmj[s]|(?:extra-)?index-ur[l]|find-link[s]|hash=sha25[6]", re.IGNORECASE
)
HOST = re.compile(r"https?://([^/:'\"\s]+)")


def texts() -> dict[Path, str]:
    found = {}
    for path in committed_files():
        try:
            found[path] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a workbook or a picture
    return found


def test_no_committed_text_names_a_folder_of_one_machine() -> None:
    named = {
        name_of(path): found.group() for path, text in texts().items() if (found := FOLDER_OF_A_MACHINE.search(text))
    }
    assert named == {}


def test_no_committed_text_names_a_package_index() -> None:
    command = [sys.executable, "-m", "pip", "config", "list"]
    hosts = HOST.findall(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    named = {}
    for path, text in texts().items():
        if found := PACKAGE_INDEX.search(text):
            named[name_of(path)] = found.group()
        named |= {name_of(path): host for host in hosts if host in text}
    assert named == {}


def test_the_searches_find_what_they_are_for() -> None:
    assert FOLDER_OF_A_MACHINE.search("see /" + "work/main")
    assert not FOLDER_OF_A_MACHINE.search("https://example.org/" + "work/main")
    assert PACKAGE_INDEX.search("https://py" + "pi.org/simple")
