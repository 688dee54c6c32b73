"""TF1 symbols that are not served: why, and what to use meanwhile.

The most specific prefix in ``REASONS`` speaks for a symbol.  The same table feeds the
errors and the support table of the guide.  A symbol becomes served by joining the
namespace: nothing needs to be taken out here, only a reason that no symbol needs any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_LATER = "contrib left TensorFlow with 2.0, and tf1compat has not taken this part over yet"
_TAPE = (
    "TensorFlow kept only what it was built on",
    "tf.GradientTape: `with tf.GradientTape() as tape: loss = f(x)`, then "
    "`tape.gradient(loss, variables)`",
)
_ESTIMATOR = (
    "estimators of this older kind left TensorFlow before 2.0",
    "tf.estimator.Estimator: its model_fn returns an EstimatorSpec, and `fit` is `train`",
)

# prefix: (why, what to use instead)
REASONS = {
    "tf": ("TensorFlow dropped it since 1.15", "a public function of today's TensorFlow"),
    "tf.config": ("it was renamed", "tf.config.experimental.list_physical_devices"),
    "tf.contrib": (
        "contrib left TensorFlow with 2.0 and this part of it has no successor in tf1compat",
        "the library that the part became, or your own copy of the function",
    ),
    "tf.contrib.data": ("TensorFlow dropped it", "tf.data and tf.data.experimental"),
    "tf.contrib.distributions": (
        "it became TensorFlow Probability",
        "tf.distributions, or the package tensorflow-probability",
    ),
    "tf.contrib.eager": (
        "it moved inside TensorFlow",
        "the same name in tf (tf.GradientTape, tf.enable_eager_execution, tf.Variable ...)",
    ),
    "tf.contrib.eager.Iterator": (
        "an eager dataset is its own iterator's maker now",
        "iter(dataset), or `for batch in dataset`, after tf.enable_eager_execution()",
    ),
    "tf.contrib.eager.Saver": (
        "it moved inside TensorFlow",
        "tf.train.Checkpoint, or tf.train.Saver(variables), which takes eager variables too",
    ),
    "tf.contrib.eager.Network": ("it became keras", "a subclass of keras.Model"),
    "tf.contrib.eager.defun": ("it was renamed", "tf.function"),
    "tf.contrib.eager.gradients_function": _TAPE,
    "tf.contrib.eager.implicit_gradients": _TAPE,
    "tf.contrib.eager.implicit_value_and_gradients": _TAPE,
    "tf.contrib.eager.value_and_gradients_function": _TAPE,
    "tf.contrib.eager.metrics": ("it moved inside TensorFlow", "keras.metrics"),
    "tf.contrib.cluster_resolver": (
        "programs run on one machine here, without a TPU",
        "use_tpu=False, or tf.distribute.cluster_resolver with keras.Model",
    ),
    "tf.contrib.estimator": (
        "of estimators the Estimator itself is served, not heads and models that were made of them",
        "tf.estimator.Estimator with a model_fn of your own",
    ),
    "tf.contrib.feature_column": ("it moved inside TensorFlow", "tf.feature_column"),
    "tf.contrib.framework": (_LATER, "the function of the same purpose in tf.train or tf"),
    "tf.contrib.image": ("it became TensorFlow Addons, now retired", "tf.image or keras.ops.image"),
    "tf.contrib.keras": ("it is Keras 3 now, which has no such name", "its successor in tf.keras"),
    "tf.contrib.layers": (
        _LATER,
        "the tf.layers function of the same purpose, or a keras layer",
    ),
    "tf.contrib.learn": (
        "it left TensorFlow before 2.0",
        "keras.Model.fit, or tf.data for the input",
    ),
    "tf.contrib.learn.Estimator": _ESTIMATOR,
    "tf.contrib.learn.Experiment": _ESTIMATOR,
    "tf.contrib.learn.MetricSpec": (
        "it told an estimator of the older kind what to measure",
        "the function of tf.metrics that it wraps, in `eval_metric_ops` of an EstimatorSpec",
    ),
    "tf.contrib.learn.RunConfig": _ESTIMATOR,
    "tf.contrib.learn.monitors": (
        "monitors watched estimators of the older kind",
        "a tf.train.SessionRunHook in `hooks=` of tf.estimator.Estimator.train",
    ),
    "tf.contrib.lookup": (_LATER, "the table of the same name in tf.lookup"),
    "tf.contrib.losses": ("metric learning never moved to TensorFlow", "your own copy of the loss"),
    "tf.contrib.metrics": (_LATER, "tf.metrics, or tf.metrics.mean of your own formula"),
    "tf.contrib.nn": (_LATER, "the function of the same purpose in tf.nn"),
    "tf.contrib.opt": (
        "its optimizers of several machines, and a few that few used, were not taken over",
        "the tf.train optimizers, the others of tf.contrib.opt, or those of keras.optimizers",
    ),
    "tf.contrib.predictor": (
        "it was built on estimators of the older kind",
        "tf.contrib.predictor.from_estimator or from_saved_model",
    ),
    "tf.contrib.rnn": (
        _LATER,
        "the nearest of tf.nn.rnn_cell's cells, or your own subclass of RNNCell",
    ),
    "tf.contrib.saved_model": ("it moved inside TensorFlow", "tf.saved_model"),
    "tf.contrib.signal": ("it moved inside TensorFlow", "tf.signal"),
    "tf.contrib.slim": (
        "of slim its layers, scopes, variables, losses, metrics, training and evaluation are "
        "served, not its readers of data",
        "tf.data for what slim.dataset and its decoders read; for slim.nets keras.applications, or "
        "your copy of a network's file from research/slim/nets of tensorflow/models, which builds "
        "on slim's layers",
    ),
    "tf.contrib.summary": ("it moved inside TensorFlow", "tf.summary"),
    "tf.contrib.tensorboard": (
        "its projector is TensorBoard's own plugin now",
        "from tensorboard.plugins import projector",
    ),
    "tf.contrib.training": (
        _LATER,
        "tf.data for what built input queues, such as Dataset.rejection_resample",
    ),
    "tf.data.experimental": (
        "tf.data gathers its statistics elsewhere now",
        "the TensorFlow profiler, and tf.train.CheckpointSaverHook for the saver",
    ),
    "tf.contrib.tpu": (
        "TPUs are not served: of tf.contrib.tpu there is what programs do without one",
        "TPUEstimator with use_tpu=False, or keras.Model under tf.distribute.TPUStrategy",
    ),
    "tf.estimator": (
        "of estimators the Estimator itself is served, not the models and heads made with it",
        "tf.estimator.Estimator with a model_fn of your own, or keras.Model",
    ),
    "tf.estimator.experimental": (
        "of estimators the Estimator itself is served, not the models made with it",
        "tf.estimator.Estimator with a model_fn of your own",
    ),
    "tf.estimator.tpu": (
        "TPUs are not served: of tf.estimator.tpu there is what programs do without one",
        "TPUEstimator with use_tpu=False",
    ),
    "tf.layers": (
        "tf.compat.v1.layers needs Keras 2, and tf1compat has no replacement of this one yet",
        "the keras layer of the same name",
    ),
    "tf.lite.experimental": (
        "TensorFlow Lite reads the standard cells now",
        "keras.layers.LSTM and tf.lite.TFLiteConverter",
    ),
    "tf.nn": ("tf1compat has no replacement of this one yet", "tf.nn.dynamic_rnn"),
    "tf.nn.rnn_cell": (
        "tf.compat.v1.nn.rnn_cell needs Keras 2, and tf1compat has no replacement of this one yet",
        "tf.nn.rnn_cell.RNNCell as the base of your own",
    ),
    "tf.raw_ops": (
        "TensorFlow dropped or renamed the operation",
        "the operation of the same purpose in tf.raw_ops",
    ),
    "tf.tpu.experimental": ("TensorFlow renamed it", "tf.tpu.experimental.embedding"),
}


@dataclass(frozen=True)
class Unserved:
    """Why a symbol is not there, and whether it is a module whose names are asked for next."""

    reason: str
    instead: str
    is_module: bool


def find(symbol: str) -> Unserved | None:
    """The verdict on a symbol that nothing serves; ``None`` if TF1 had no such name."""
    modules = modules_of_tf1()
    parent, _, name = symbol.rpartition(".")
    is_module = symbol in modules
    listed = name in modules.get(parent, ())
    if not (is_module or listed or _is_open(parent, modules)):
        return None
    return Unserved(*_reason(symbol), is_module)


def _is_open(parent: str, modules: dict[str, tuple[str, ...]]) -> bool:
    """Whether the module's names are not listed, so that any may have been there."""
    while parent:
        if "*" in modules.get(parent, ()):
            return True
        parent = parent.rpartition(".")[0]
    return False


def _reason(symbol: str) -> tuple[str, str]:
    prefix = symbol
    while prefix not in REASONS:
        prefix = prefix.rpartition(".")[0]
    return REASONS[prefix]


@lru_cache(maxsize=1)
def modules_of_tf1() -> dict[str, tuple[str, ...]]:
    """TF1's modules that today's ``tf.compat.v1`` lacks, each with its names."""
    return dict(read_table("tf1_names.txt"))


def read_table(file: str) -> list[tuple[str, tuple[str, ...]]]:
    """The rows ``module: name name …`` of one of the tables beside this file."""
    text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    rows = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return [(module, tuple(names.split())) for module, _, names in rows]
