"""The Keras models of examples/keras_side.py forecast what their TF1 forms do."""

from __future__ import annotations

from tests.examples import ROOT, run


def test_every_pair_agrees() -> None:
    printed = run("examples/keras_side.py", "--epochs", 0, cwd=ROOT)
    for name in ("SimpleRNN", "deep RNN", "layer-normalised", "LSTM", "GRU", "WaveNet"):
        assert name in printed
