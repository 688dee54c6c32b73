"""What the kernels are to reach, each with what was measured."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import Any, NamedTuple

Times = dict[str, list[float]]
PEERS = ("keras function", "keras xla", "keras RNN(cell) function", "keras RNN(cell) xla", "legacy",
         "tf1", "tf1 fused")
OURS = "tf1compat function"
OUR_CONTEXTS = (OURS, "tf1compat xla")


class Claim(NamedTuple):
    """A ratio that should be at least, or at most, some number.

    Attributes:
      of: shape and cell.
      what: the ratio, in words.
      ratios: one per round.
      target: the number.
      least: whether it is a lower bound.
    """

    of: str
    what: str
    ratios: list[float]
    target: float
    least: bool

    @property
    def middle(self) -> float | None:
        """The median ratio, as it is printed."""
        return round(statistics.median(self.ratios), 2) if self.ratios else None

    @property
    def verdict(self) -> str:
        """Whether the median ratio reaches the target."""
        middle = self.middle
        if middle is None:
            return "not measured"
        return "reached" if (middle >= self.target) == self.least or middle == self.target else (
            "MISSED")


def claims(results: list[dict[str, Any]]) -> Iterator[Claim]:
    """All of them, shape by shape."""
    for result in results:
        times, cell = result["ms"], result["cell"]
        of = f"{cell} {result['shape']}"
        if result["shape"] in _TRAINING:
            least, products = _TRAINING[result["shape"]]
            yield _ratio(of, times, "full: keras function train", OURS, least)
            for peer in ("legacy", "tf1"):
                yield _ratio(of, times, f"full: {peer} train", OURS, 1.8)
                yield _ratio(of, times, f"full: {peer} train", "tf1compat session", 1.8)
            if products:
                yield _bound(of, times, "full: products train", products)
            yield _bound(of, times, "full: torch train", 1.0)
        if result["shape"].startswith("1,"):
            for step in ("forward", "train"):
                yield _ratio(of, times, f"full: keras function {step}", OURS, 3.0)
                yield _ratio(of, times, f"full: legacy {step}", OURS, 3.0)
                yield _ratio(of, times, f"full: legacy {step}", "tf1compat session", 3.0)
        yield _best_forward(of, times)
        yield from _variants(of, times)


# Shape → at least so many times Keras, at most so many times the bare products.
_TRAINING = {"64,50,256,512": (1.5, 1.3), "32,100,100,128": (1.3, None)}
_VARIANTS = (("ragged", 1.0), ("bidirectional", 2.05), ("peepholes and projection", 1.25))


def _divided(times: Times, above: str, below: str) -> list[float]:
    pairs = zip(times.get(above, ()), times.get(below, ()), strict=False)
    return [one / other for one, other in pairs]


def _ratio(of: str, times: Times, peer: str, ours: str, target: float) -> Claim:
    """So many times as fast as a peer."""
    variant, step = peer.split(": ")[0], peer.split()[-1]
    own = f"{variant}: {ours} {step}"
    return Claim(of, f"{peer} ÷ {ours}", _divided(times, peer, own), target, True)


def _bound(of: str, times: Times, peer: str, target: float) -> Claim:
    """At most so many times the time of a peer."""
    own = f"full: {OURS} {peer.split()[-1]}"
    return Claim(of, f"{OURS} ÷ {peer}", _divided(times, own, peer), target, False)


def _best_forward(of: str, times: Times) -> Claim:
    """Against whichever TensorFlow peer is fastest here: each in the context that is best for it.

    Whoever compiles Keras's whole function can compile ours.
    """
    peer, own = _fastest(times, PEERS), _fastest(times, OUR_CONTEXTS)
    if peer is None or own is None:
        return Claim(of, f"{OURS} ÷ best TensorFlow peer, forward", [], 1.05, False)
    words = f"{own} ÷ {peer}".replace("full: ", "")
    return Claim(of, words, _divided(times, own, peer), 1.05, False)


def _fastest(times: Times, names: tuple[str, ...]) -> str | None:
    forward = [f"full: {name} forward" for name in names]
    medians = {name: statistics.median(times[name]) for name in forward if times.get(name)}
    return min(medians, key=lambda name: medians[name], default=None)


def _variants(of: str, times: Times) -> Iterator[Claim]:
    """What ragged rows and the rest cost beside the plain layer."""
    for variant, target in _VARIANTS:
        for step in ("forward", "train"):
            own = f"{OURS} {step}"
            if f"{variant}: {own}" in times:
                ratios = _divided(times, f"{variant}: {own}", f"full: {own}")
                yield Claim(of, f"{variant} ÷ full, {own}", ratios, target, False)
