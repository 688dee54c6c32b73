"""The training runs that TensorFlow 1.15.5 interrupts and goes on with: one list for both sides.

Read by ``make_optimizers.py`` (Python 3.7) and by the tests, hence plain data.
"""

from __future__ import annotations

from typing import Any

BATCH = 4
STEPS = 5
LENGTHS = [3, 0, 1, 5]
AFTER = 3  # steps of training after the checkpoint was saved

_LSTM = {"cell": "BasicLSTMCell", "num_units": 5, "forget_bias": 0.7}
_FULL = {
    "cell": "LSTMCell",
    "num_units": 5,
    "use_peepholes": True,
    "num_proj": 4,
    "cell_clip": 2.0,
    "forget_bias": 0.7,
}
_GRU = {"cell": "GRUCell", "num_units": 5}


def _case(name: str, optimizer: str, cell: dict[str, Any] = _LSTM, **options: Any) -> Any:
    case: dict[str, Any] = {
        "name": name,
        "optimizer": optimizer,
        "arguments": {},  # of the optimizer
        "cell": cell,
        "kind": "dynamic",
        "dtype": "float64",
        "before": 5,  # steps of training before the checkpoint was saved
        "global_step": True,
        "partitions": None,
        "use_resource": False,
        "schedule": None,  # learning rate, decay steps and decay rate
        "clip_norm": None,
        "ordered": False,  # gradients before anything that the optimizer does
    }
    case["arguments"] = options.pop("arguments", {})
    case.update(options)
    return case


def _arguments(**arguments: Any) -> dict[str, Any]:
    return arguments


_ADAM = _arguments(learning_rate=0.01, beta1=0.8, beta2=0.95, epsilon=1e-3)

CASES = [
    _case("adam", "Adam", arguments=_ADAM),
    _case(
        "adam_long",
        "Adam",
        arguments=_arguments(learning_rate=2e-3),
        dtype="float32",
        before=1200,  # 0.9 ** 1200 is 0 in float32
        global_step=False,
    ),
    _case("adam_named", "Adam", _GRU, arguments=dict(_ADAM, name="Trainer"), global_step=False),
    _case("adam_full", "Adam", _FULL, arguments=_ADAM, use_resource=True),
    _case("adam_partitioned", "Adam", _FULL, arguments=_ADAM, partitions=2),
    _case("adam_bidirectional", "Adam", arguments=_ADAM, kind="bidirectional"),
    _case("adam_clipped", "Adam", arguments=_ADAM, clip_norm=0.01),
    _case("adam_tagger", "Adam", arguments=_ADAM, kind="tagger"),
    _case("adamw", "AdamW", arguments=_arguments(weight_decay=0.02, **_ADAM), ordered=True),
    _case(
        "bert",
        "AdamWeightDecay",
        arguments=_arguments(learning_rate=0.01, weight_decay_rate=0.1),
    ),
    _case(
        "rmsprop",
        "RMSProp",
        arguments=_arguments(learning_rate=0.01, decay=0.8, momentum=0.5, epsilon=1e-3),
    ),
    _case("rmsprop_plain", "RMSProp", _GRU, arguments=_arguments(learning_rate=0.01)),
    _case(
        "rmsprop_centered",
        "RMSProp",
        _FULL,
        arguments=_arguments(
            learning_rate=0.01, decay=0.8, momentum=0.5, epsilon=1e-3, centered=True
        ),
    ),
    _case("momentum", "Momentum", arguments=_arguments(learning_rate=0.1, momentum=0.9)),
    _case(
        "nesterov",
        "Momentum",
        _FULL,
        arguments=_arguments(learning_rate=0.1, momentum=0.9, use_nesterov=True),
    ),
    _case(
        "momentum_schedule",
        "Momentum",
        arguments=_arguments(momentum=0.9),
        schedule=[0.2, 2, 0.5],
    ),
    _case(
        "momentum_tagger",
        "Momentum",
        arguments=_arguments(learning_rate=0.1, momentum=0.9),
        kind="tagger",
    ),
    _case("adagrad", "Adagrad", arguments=_arguments(learning_rate=0.1)),
    _case(
        "adadelta", "Adadelta", arguments=_arguments(learning_rate=0.5, rho=0.9, epsilon=1e-4)
    ),
    _case(
        "ftrl",
        "Ftrl",
        arguments=_arguments(
            learning_rate=0.1,
            l1_regularization_strength=1e-3,
            l2_regularization_strength=1e-2,
        ),
    ),
    _case(
        "ftrl_shrinkage",
        "Ftrl",
        _GRU,
        arguments=_arguments(
            learning_rate=0.1,
            learning_rate_power=-0.6,
            l2_shrinkage_regularization_strength=1e-2,
        ),
    ),
    _case("sgd", "GradientDescent", arguments=_arguments(learning_rate=0.2)),
]

BY_NAME = {case["name"]: case for case in CASES}
