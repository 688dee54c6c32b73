"""The tables that scope and misuse programs enter themselves into."""

from __future__ import annotations

from typing import Any, Callable

Program = Callable[[Any], Any]

MISUSE: dict[str, Program] = {}
SCOPES: dict[str, Program] = {}


def misuse(function: Program) -> Program:
    """Registers a program that goes wrong, under its own name."""
    MISUSE[function.__name__] = function
    return function


def scope_program(function: Program) -> Program:
    """Registers a program about scopes, under its own name."""
    SCOPES[function.__name__] = function
    return function
