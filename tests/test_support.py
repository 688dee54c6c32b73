"""The releases are said once, in tf1compat/support.py; everything else agrees."""

from __future__ import annotations

import configparser
import re
from importlib import metadata

import pytest

from tests.documents import ROOT
from tf1compat import support


@pytest.fixture(scope="module")
def setup_cfg() -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def next_minor(release: str) -> str:
    major, minor = release.split(".")
    return f"{major}.{int(minor) + 1}"


def requirement(config: configparser.RawConfigParser, package: str) -> str:
    lines = config["options"]["install_requires"].split()
    return next(line for line in lines if re.match(rf"{package}\b", line))


def test_readme_quotes_the_statement() -> None:
    assert support.statement() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_setup_requires_these_pythons(setup_cfg: configparser.RawConfigParser) -> None:
    first, last = support.PYTHON[0], support.PYTHON[-1]
    assert setup_cfg["options"]["python_requires"] == f">={first},<{next_minor(last)}"
    prefix = "Programming Language :: Python :: "
    lines = setup_cfg["metadata"]["classifiers"].splitlines()
    stated = [line.removeprefix(prefix) for line in lines if line.startswith(prefix)]
    assert [version for version in stated if "." in version] == list(support.PYTHON)


def test_setup_requires_these_frameworks(setup_cfg: configparser.RawConfigParser) -> None:
    oldest, newest = support.OLDEST, support.NEWEST
    expected = f"tensorflow>={oldest.tensorflow},<{next_minor(newest.tensorflow)}"
    assert requirement(setup_cfg, "tensorflow") == expected
    assert requirement(setup_cfg, "keras") == f"keras>={oldest.keras},<4"


def test_the_tools_read_the_oldest_python(setup_cfg: configparser.RawConfigParser) -> None:
    assert setup_cfg["mypy"]["python_version"] == support.PYTHON[0]
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'target-version = "py{support.PYTHON[0].replace(".", "")}"' in pyproject


def test_pairs_are_in_order_and_within_the_pythons() -> None:
    def key(release: str) -> list[int]:
        return [int(part) for part in release.split(".")]

    for earlier, later in zip(support.PAIRS, support.PAIRS[1:], strict=False):
        assert later.tensorflow == next_minor(earlier.tensorflow)
        assert key(earlier.keras) <= key(later.keras)
    assert {python for pair in support.PAIRS for python in pair.python} == set(support.PYTHON)


def test_this_environment_is_supported() -> None:
    """The suite itself runs on a pair of the table."""
    tensorflow = ".".join(metadata.version("tensorflow").split(".")[:2])
    assert tensorflow in [pair.tensorflow for pair in support.PAIRS]
    assert metadata.version("keras").startswith("3.")
