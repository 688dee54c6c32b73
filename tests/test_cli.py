"""The frame of the command line: dispatch, exit codes, and one line per error."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import types
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

import tf1compat
from tf1compat import cli, support
from tf1compat.errors import CheckpointError

BAD = CheckpointError("inspect", "CKPT", expected="a checkpoint", received="a.txt", remedy="look")


def plant(
    monkeypatch: pytest.MonkeyPatch, name: str, run: Callable[[argparse.Namespace], int]
) -> None:
    """Register a subcommand that takes every word and calls ``run``."""

    def add_arguments(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("-m", dest="module", nargs=argparse.REMAINDER, default=[])
        parser.add_argument("words", nargs=argparse.REMAINDER)

    module = types.ModuleType(f"planted_{name}")
    vars(module).update(
        HELP=f"help of {name}",
        EXAMPLES=f"tf1compat {name} some.ckpt",
        add_arguments=add_arguments,
        run=run,
    )
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(cli.COMMANDS, name, module.__name__)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The words that a planted ``look`` and a planted ``run`` received, each after its name."""
    calls: list[list[str]] = []
    for name in ("look", "run"):

        def record(args: argparse.Namespace, name: str = name) -> int:
            calls.append([name, *args.module, *args.words])
            return 0

        plant(monkeypatch, name, record)
    return calls


def test_a_subcommand_gets_its_arguments(seen: list[list[str]]) -> None:
    assert cli.main(["look", "a.ckpt"]) == 0
    assert seen == [["look", "a.ckpt"]]


@pytest.mark.parametrize("code", [0, 1])
def test_the_exit_code_is_the_subcommands(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    plant(monkeypatch, "look", lambda _: code)
    assert cli.main(["look"]) == code


def test_help_shows_the_list_and_the_examples(
    seen: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--help"]) == 0
    listing = capsys.readouterr().out
    assert "help of look" in listing
    assert cli.main(["look", "--help"]) == 0
    assert "examples:\n  tf1compat look some.ckpt" in capsys.readouterr().out
    assert seen == []


@pytest.mark.parametrize("words", [[], ["nonsense"], ["--nonsense"]], ids=" ".join)
def test_wrong_usage_is_2(
    seen: list[list[str]], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    assert "usage: tf1compat" in capsys.readouterr().err
    assert seen == []


def test_an_error_is_one_line_and_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(monkeypatch, "look", _raise(BAD))
    assert cli.main(["look"]) == 2
    captured = capsys.readouterr()
    assert captured.err == f"tf1compat: error: {BAD}\n"
    assert captured.out == ""


def test_debug_shows_the_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(monkeypatch, "look", _raise(BAD))
    assert cli.main(["--debug", "look"]) == 2
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, "look", _raise(ZeroDivisionError("a bug")))
    with pytest.raises(ZeroDivisionError, match="a bug"):
        cli.main(["look"])


def test_interrupted_is_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(monkeypatch, "look", _raise(KeyboardInterrupt()))
    assert cli.main(["look"]) == 130
    assert capsys.readouterr().err == "tf1compat: interrupted\n"


def test_interrupted_before_anything_is_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupted = _raise(KeyboardInterrupt())
    monkeypatch.setattr(cli, "build_parser", lambda: interrupted(argparse.Namespace()))
    assert cli.main(["look"]) == 130
    assert capsys.readouterr().err == "tf1compat: interrupted\n"


def test_a_closed_pipe_is_quiet() -> None:
    program = (
        "import sys, types\n"
        "from tf1compat import cli\n"
        "def run(args):\n"
        "    for _ in range(100_000): print('line')\n"
        "    return 0\n"
        "module = types.SimpleNamespace(\n"
        "    HELP='', EXAMPLES='', add_arguments=lambda parser: None, run=run)\n"
        "sys.modules['planted'] = module\n"
        "cli.COMMANDS['long'] = 'planted'\n"
        "sys.exit(cli.main(['long']))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "line\n"
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait() == cli.BROKEN_PIPE


def test_a_script_means_run(seen: list[list[str]], tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text("")
    assert cli.main([str(script), "--epochs", "3"]) == 0
    assert cli.main(["-m", "package.train", "look"]) == 0
    assert seen == [["run", str(script), "--epochs", "3"], ["run", "package.train", "look"]]


def test_a_subcommand_wins_over_a_script(seen: list[list[str]], tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text("")
    assert cli.main(["look", str(script)]) == 0
    assert seen == [["look", str(script)]]


def test_a_missing_script_is_run_which_names_it(seen: list[list[str]]) -> None:
    assert cli.main(["no_such_script.py", "--epochs", "3"]) == 0
    assert seen == [["run", "no_such_script.py", "--epochs", "3"]]


def test_a_wrong_environment_is_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tf1compat", "--help"], capture_output=True, text=True, check=False,
        env={**os.environ, "TF1COMPAT_KERNELS": "off"},
    )
    assert done.returncode == 2
    assert done.stderr.startswith("tf1compat: error: options(kernels): expected one of 0, 1, loop")
    assert done.stderr.count("\n") == 1


def test_version_lists_what_is_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"tf1compat {tf1compat.__version__}",
        f"python {sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}",
        f"tensorflow {metadata.version('tensorflow')}",
        f"keras {metadata.version('keras')}",
    ]


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    assert support.versions()["keras"] == "not installed"


def _raise(error: BaseException) -> Callable[[argparse.Namespace], int]:
    def run(args: argparse.Namespace) -> int:
        raise error

    return run
