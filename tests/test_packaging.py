"""What an installed tf1compat has: every module and every data file of the tree."""

from __future__ import annotations

import configparser
from pathlib import Path

from tests.documents import ROOT

PACKAGE = ROOT / "tf1compat"
FILES = [
    path
    for path in PACKAGE.rglob("*")
    if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
]


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in FILES if path.suffix == ".py"}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_every_data_file_is_installed() -> None:
    config = configparser.RawConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    stated: set[Path] = set()
    for package, patterns in config["options.package_data"].items():
        folder = ROOT.joinpath(*package.split("."))
        stated.update(path for pattern in patterns.split() for path in folder.glob(pattern))
    assert {path for path in FILES if path.suffix != ".py"} == stated & set(FILES)
    assert PACKAGE / "py.typed" in stated
