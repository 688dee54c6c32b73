"""Programs of ``tf.estimator``, ``tf.contrib.tpu`` without a TPU and ``tf.contrib.predictor``."""

from __future__ import annotations

import functools
import glob
import json
import os
import re
import tempfile
from typing import Any

import numpy as np

from tests.golden.v1_programs import outcome, plain, program

_X = np.random.RandomState(1).uniform(-1.0, 1.0, (10, 5, 3)).astype("float32")
_LENGTHS = np.array([5, 0, 3, 1, 5, 2, 4, 5, 1, 3], "int32")
_LABELS = np.random.RandomState(2).randint(0, 4, 10).astype("int64")


def _tagger(tf: Any, cell: Any, features: Any, labels: Any, mode: str, rate: float) -> Any:
    spec = tf.estimator.EstimatorSpec
    outputs, _ = tf.nn.dynamic_rnn(
        cell(4), features["x"], sequence_length=features["n"], dtype=tf.float32)
    logits = tf.layers.dense(tf.reduce_sum(outputs, 1), 4, name="out")
    predictions = {"class": tf.argmax(logits, 1), "prob": tf.nn.softmax(logits)}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return spec(mode, predictions)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    if mode == tf.estimator.ModeKeys.EVAL:
        accuracy = tf.metrics.accuracy(labels, predictions["class"])
        return spec(mode, loss=loss, eval_metric_ops={"acc": accuracy})
    step = tf.train.AdamOptimizer(rate).minimize(loss, tf.train.get_global_step())
    return spec(mode, loss=loss, train_op=step)


def _model(tf: Any, cell: Any = None) -> Any:
    def model_fn(features: Any, labels: Any, mode: str, params: Any) -> Any:
        kind = cell or tf.nn.rnn_cell.BasicLSTMCell
        return _tagger(tf, kind, features, labels, mode, params["rate"])

    return model_fn


def _made(tf: Any, model_dir: Any = None, model_fn: Any = None, warm: Any = None,
          **settings: Any) -> Any:
    config = tf.estimator.RunConfig(model_dir or tempfile.mkdtemp(), 5, **settings)
    return tf.estimator.Estimator(
        model_fn or _model(tf), config=config, params={"rate": 0.1}, warm_start_from=warm)


def _rows(tf: Any, batch: int, repeat: Any = 1) -> Any:
    """An input_fn by tf.data."""
    def input_fn() -> Any:
        rows = tf.data.Dataset.from_tensor_slices(({"x": _X, "n": _LENGTHS}, _LABELS))
        return rows.repeat(repeat).batch(batch)

    return input_fn


def _watch(tf: Any, log: Any) -> Any:
    """A hook that notes what a session does, and the loss of each step."""
    class Watch(tf.train.SessionRunHook):
        def begin(self) -> None:
            log.append("begin")

        def after_create_session(self, session: Any, coord: Any) -> None:
            log.append("created")

        def before_run(self, context: Any) -> Any:
            return tf.train.SessionRunArgs(tf.get_collection(tf.GraphKeys.LOSSES)[-1])

        def after_run(self, context: Any, values: Any) -> None:
            log.append(float(values.results))

        def end(self, session: Any) -> None:
            log.append("end")

    return Watch()


def _files(folder: Any) -> Any:
    found = [os.path.relpath(os.path.join(below, name), folder)
             for below, _, names in os.walk(folder) for name in names]
    return sorted(re.sub(r"[0-9]{9,}.*", "T", name) for name in found)


def _events(tf: Any, folder: Any) -> Any:
    tf.summary.FileWriterCache.clear()
    return [
        [e.step, v.tag, v.simple_value if v.HasField("simple_value") else v.WhichOneof("value")]
        for file in sorted(glob.glob(os.path.join(folder, "events*")))
        for e in tf.train.summary_iterator(file) for v in e.summary.value
        if "sec" not in v.tag and "queue" not in v.tag  # speeds, and what threads had filled
    ]


def _receiver(tf: Any) -> Any:
    def receive() -> Any:
        fed = {"x": tf.placeholder(tf.float32, [None, None, 3], "x_in"),
               "n": tf.placeholder(tf.int32, [None], "n_in")}
        return tf.estimator.export.ServingInputReceiver(fed, fed)

    return receive


@program
def estimator_life(tf: Any) -> Any:
    """Trained twice, by queues and by tf.data, evaluated, asked, and restored by another."""
    fed = tf.estimator.inputs.numpy_input_fn
    log: list[Any] = []
    first = _made(tf, save_summary_steps=2, save_checkpoints_steps=4)
    rows = fed({"x": _X, "n": _LENGTHS}, _LABELS, batch_size=4, num_epochs=2, shuffle=False)
    found: list[Any] = [first.train(rows, hooks=[_watch(tf, log)]) is first]
    first.train(_rows(tf, 3, None), max_steps=5, hooks=[_watch(tf, log)])
    first.train(_rows(tf, 3, None), steps=2, hooks=[_watch(tf, log)])
    again = _made(tf, first.model_dir)
    found += [
        log, first.evaluate(_rows(tf, 4)), first.evaluate(_rows(tf, 4), steps=2, name="two"),
        again.evaluate(fed({"x": _X, "n": _LENGTHS}, _LABELS, batch_size=7, shuffle=False)),
        list(again.predict(_rows(tf, 4), predict_keys=["prob"])),
        plain(next(again.predict(_rows(tf, 4), yield_single_examples=False))),
        sorted(again.get_variable_names()), again.get_variable_value("out/bias"),
        os.path.basename(again.latest_checkpoint()), _files(first.model_dir),
        _events(tf, first.model_dir), _events(tf, first.eval_dir("two")),
    ]
    with open(os.path.join(first.model_dir, "checkpoint"), encoding="utf-8") as file:
        return [*found, file.read()]


@program
def estimator_exports(tf: Any) -> Any:
    export = tf.estimator.export
    cell = functools.partial(tf.nn.rnn_cell.GRUCell)
    made = _made(tf, model_fn=_model(tf, cell))
    made.train(_rows(tf, 5), steps=1)
    base = tempfile.mkdtemp()
    extra = os.path.join(base, "extra.txt")
    with open(extra, "w", encoding="utf-8") as file:
        file.write("more")
    folder = made.export_saved_model(
        os.path.join(base, "a"), _receiver(tf), assets_extra={"sub/more.txt": extra}, as_text=True)
    loaded = tf.contrib.predictor.from_saved_model(folder)
    built = tf.contrib.predictor.from_estimator(made, _receiver(tf))
    asked = {"x": _X[:3], "n": _LENGTHS[:3]}
    named = {"input_names": {"x": "x_in:0", "n": "n_in:0"}, "output_names": {"c": "ArgMax:0"}}
    found = [
        type(folder).__name__, _files(folder.decode()), plain(loaded(asked)), plain(built(asked)),
        sorted(loaded.feed_tensors), sorted(built.fetch_tensors),
        outcome(lambda: loaded({"y": 1})),
        plain(tf.contrib.predictor.from_saved_model(folder, **named)(asked)),
    ]

    def model_fn(features: Any, mode: str) -> Any:
        y = tf.layers.dense(features["a"], 2)
        classes = tf.tile(tf.constant([["u", "v"]]), [tf.shape(y)[0], 1])
        return tf.estimator.EstimatorSpec(
            mode, {"y": y}, tf.reduce_sum(y),
            tf.assign_add(tf.train.get_or_create_global_step(), 1),
            export_outputs={
                "serving_default": export.ClassificationOutput(y, classes),
                "reg": export.RegressionOutput(y[:, 0]), "pred": export.PredictOutput({"y": y})})

    other = tf.estimator.Estimator(model_fn, config=tf.estimator.RunConfig(tf_random_seed=1))
    other.train(lambda: tf.data.Dataset.from_tensors({"a": tf.ones([2, 3])}), steps=1)
    receivers = [
        export.build_parsing_serving_input_receiver_fn({"a": tf.FixedLenFeature([3], tf.float32)}),
        export.build_raw_serving_input_receiver_fn({"a": tf.ones([1, 3])}, 2)]
    for receiver in receivers:
        folder = other.export_savedmodel(tempfile.mkdtemp(), receiver).decode()
        with tf.Graph().as_default(), tf.Session() as session:
            meta = tf.saved_model.loader.load(session, ["serve"], folder)
        found.append(sorted(
            [key, one.method_name, sorted((n, t.name, t.dtype) for n, t in one.inputs.items()),
             sorted((n, t.name, t.dtype) for n, t in one.outputs.items())]
            for key, one in meta.signature_def.items()))
    for key in ("serving_default", "reg", "pred"):  # of text, then of numbers
        built = tf.contrib.predictor.from_estimator(other, receivers[0], key)
        found.append([sorted(built.feed_tensors), sorted(built.fetch_tensors)])
    found += [outcome(lambda key=key: sorted(
        tf.contrib.predictor.from_estimator(other, receivers[1], key).feed_tensors
    )) for key in ("reg", "pred")]
    return plain(found)


@program
def estimator_train_and_evaluate(tf: Any) -> Any:
    """Evaluations, exporters, listeners, and two ways to stop early."""
    estimator, log = tf.estimator, []  # type: Any, list[Any]

    class Listener(tf.train.CheckpointSaverListener):
        def before_save(self, session: Any, step: Any) -> None:
            log.append(["before", int(step)])

        def after_save(self, session: Any, step: Any) -> Any:
            log.append(["after", int(step)])
            return step >= 4

    made = _made(tf, save_checkpoints_steps=2)
    exporters = [estimator.FinalExporter("fin", _receiver(tf)),
                 estimator.LatestExporter("lat", _receiver(tf), exports_to_keep=1),
                 estimator.BestExporter("best", _receiver(tf))]
    spec = estimator.TrainSpec(_rows(tf, 3, None), 5, hooks=[_watch(tf, log)])
    result, exported = estimator.train_and_evaluate(
        made, spec, estimator.EvalSpec(_rows(tf, 5), exporters=exporters, throttle_secs=0))
    found: list[Any] = [log, plain(result), [path is None for path in exported]]
    below = os.path.join(made.model_dir, "export")
    found.append([len(os.listdir(os.path.join(below, name))) for name in ("fin", "lat")])
    made.train(_rows(tf, 3, None), steps=20, saving_listeners=[Listener()])
    early = _made(tf, save_checkpoints_steps=2)
    stop = estimator.experimental.stop_if_higher_hook(
        early, "acc", 0.0, min_steps=4, run_every_secs=None, run_every_steps=1)
    never = estimator.experimental.stop_if_no_decrease_hook(
        early, "loss", 100, run_every_secs=None, run_every_steps=1)
    spec = estimator.TrainSpec(_rows(tf, 3, None), 20, hooks=[stop, never, _watch(tf, log)])
    estimator.train_and_evaluate(early, spec, estimator.EvalSpec(_rows(tf, 5), throttle_secs=0))
    found.append(sorted(early.get_variable_names()))
    at_step = estimator.experimental.make_stop_at_checkpoint_step_hook(made, 3)
    with tf.Graph().as_default():
        found.append(isinstance(at_step, tf.train.StopAtStepHook))
    return [*found, _events(tf, made.eval_dir())]


@program
def estimator_extended(tf: Any) -> Any:
    """Other first values, more metrics, evaluations from memory, scaffolds of the model's own."""
    estimator, log = tf.estimator, []  # type: Any, list[Any]
    memory = _made(tf)
    hook = estimator.experimental.InMemoryEvaluatorHook(
        memory, _rows(tf, 5), steps=1, every_n_iter=2, name="mem")
    memory.train(_rows(tf, 4), hooks=[hook, _watch(tf, log)])
    found = [log, _events(tf, memory.eval_dir("mem"))]
    settings = estimator.WarmStartSettings(memory.model_dir, "rnn.*")
    found += [plain(_made(tf, warm=w).evaluate(_rows(tf, 5))) for w in (memory.model_dir, settings)]
    more = estimator.add_metrics(memory, lambda features: {"n": tf.metrics.mean(features["n"])})
    found.append(plain(more.evaluate(_rows(tf, 5), name="more")))

    def model_fn(features: Any, labels: Any, mode: str, params: Any, config: Any) -> Any:
        spec = _model(tf)(features, labels, mode, params)
        mean = tf.train.ExponentialMovingAverage(0.5)
        if mode == "train":
            with tf.control_dependencies([spec.train_op]):
                moved = mean.apply(tf.trainable_variables())
            scaffold = tf.train.Scaffold(init_fn=lambda scaffold, session: log.append("init"))
            return spec._replace(
                train_op=moved, scaffold=scaffold, training_hooks=[_watch(tf, log)],
                training_chief_hooks=[_watch(tf, log)])
        if mode == "infer":
            saver = tf.train.Saver(mean.variables_to_restore())
            return spec._replace(scaffold=tf.train.Scaffold(saver=saver))
        count = tf.get_local_variable("count", shape=[], initializer=tf.zeros_initializer())
        metrics = dict(spec.eval_metric_ops, count=(count, tf.assign_add(count, 2.0)))
        scaffold = tf.train.Scaffold(local_init_op=tf.variables_initializer([count]))
        return spec._replace(eval_metric_ops=metrics, scaffold=scaffold)

    made = _made(tf, model_fn=model_fn, keep_checkpoint_max=1, save_checkpoints_steps=1)
    made.train(_rows(tf, 4))
    found += [plain(made.evaluate(_rows(tf, 5))), list(made.predict(_rows(tf, 5)))[:2],
              sorted(made.get_variable_names()),
              [name for name in _files(made.model_dir) if name.endswith("index")]]
    return plain(found)


@program
def estimator_inputs(tf: Any) -> Any:
    """Batches of numpy_input_fn, names of its operations, and what it refuses."""
    fed = tf.estimator.inputs.numpy_input_fn
    row, pair = np.arange(10), np.arange(20.0).reshape(10, 2)

    def read(input_fn: Any, most: int = 99) -> Any:
        with tf.Graph().as_default():
            batch, found = input_fn(), []  # type: Any, list[Any]
            with tf.train.MonitoredSession() as session:
                while not session.should_stop() and len(found) < most:
                    found.append(plain(session.run(batch)))
            return found

    found = [
        read(fed(row, pair, batch_size=4, shuffle=False)),
        read(fed(row, batch_size=4, num_epochs=2, shuffle=False)),
        read(fed({"b": row, "a": pair}, {"z": row, "y": pair}, batch_size=4, shuffle=False)),
        read(fed(row, row, batch_size=4, num_epochs=None, shuffle=False), 4),
        sorted(n for batch in read(fed(row, batch_size=4, shuffle=True)) for n in batch),
        read(fed(row, batch_size=30, num_epochs=2, shuffle=False, queue_capacity=7)),
    ]
    bad: list[Any] = [{}, np.zeros(0), [1, 2]]
    found += [outcome(fed(x, shuffle=False)) for x in bad]
    found += [outcome(fed(row, pair[:3], shuffle=False)), outcome(lambda: fed(row)),
              outcome(fed({"a": row}, {"a": row}, shuffle=False)),
              outcome(fed({"a": row}, {}, shuffle=False)), outcome(lambda: fed(row, shuffle=1))]
    with tf.Graph().as_default() as graph:
        features, labels = fed({"b": row, "a": pair}, row, shuffle=True, num_epochs=None)()
        found += [features["a"].name, labels.name, str(features["a"].shape),
                  [op.name for op in graph.get_operations()]]
    return found


@program
def estimator_checks(tf: Any) -> Any:
    """What an EstimatorSpec, an export, an Estimator and its specifications refuse."""
    estimator, export = tf.estimator, tf.estimator.export
    spec, trains, evals = estimator.EstimatorSpec, estimator.TrainSpec, estimator.EvalSpec
    with tf.Graph().as_default():
        other = tf.constant(1.0)
    c, text = tf.constant(1.0), tf.constant(["a"])
    v = tf.get_variable("v", [])
    made = export.PredictOutput(c)

    def function() -> Any:
        return None

    def model_fn(features: Any, labels: Any, mode: str) -> Any:
        return None

    cases = [
        lambda: spec("train", loss=c), lambda: spec("train", train_op=c), lambda: spec("eval"),
        lambda: spec("infer"), lambda: spec("train", loss=c, train_op=3),
        lambda: spec("train", loss=3.0, train_op=c), lambda: spec("eval", loss=tf.ones([2])),
        lambda: len(spec("eval", loss=tf.ones([1])).loss.shape),
        lambda: spec("eval", loss=other), lambda: spec("infer", [1]),
        lambda: spec("infer", {"a": 1}), lambda: spec("infer", other),
        lambda: spec("eval", loss=c, eval_metric_ops=[1]),
        lambda: spec("eval", loss=c, eval_metric_ops={"a": (c,)}),
        lambda: spec("eval", loss=c, eval_metric_ops={"a": [c, c]}),
        lambda: spec("eval", loss=c, eval_metric_ops={"a": (other, c)}),
        lambda: spec("infer", c, export_outputs=3),
        lambda: spec("infer", c, export_outputs={"a": c}),
        lambda: sorted(spec("infer", c, export_outputs={"a": made}).export_outputs),
        lambda: spec("infer", c, export_outputs={"a": made, "b": made}),
        lambda: spec("eval", loss=c, scaffold=3),
        lambda: spec("train", loss=c, train_op=c, training_hooks=[3]),
        lambda: spec("train", loss=c, train_op=v).train_op.name,
        lambda: [spec("eval", loss=c).predictions, list(spec._fields)],
        lambda: spec("eval", loss=c)._replace(mode="train"),
        lambda: spec("eval", loss=c)._replace(predictions=c).predictions.name,
        lambda: export.PredictOutput(3), lambda: export.PredictOutput({1: c}),
        export.ClassificationOutput, lambda: export.ClassificationOutput(text),
        lambda: export.RegressionOutput(text), lambda: export.ServingInputReceiver(None, c),
        lambda: export.ServingInputReceiver(c, None),
        lambda: sorted(export.ServingInputReceiver(c, text).receiver_tensors),
        lambda: export.ServingInputReceiver({"a": 3}, text),
        lambda: export.ServingInputReceiver(c, {1: text}),
        lambda: export.TensorServingInputReceiver({"a": c}, text),
        lambda: export.TensorServingInputReceiver(c, text).features.name,
        lambda: estimator.Estimator(None), lambda: estimator.Estimator(lambda x: 1),
        lambda: estimator.Estimator(lambda features, more: 1),
        lambda: estimator.Estimator(model_fn, params={"a": 1}),
        lambda: estimator.Estimator(model_fn, config=3),
        lambda: estimator.Estimator(model_fn, "/b", estimator.RunConfig("/a")),
        lambda: estimator.Estimator(model_fn, "/b", warm_start_from=3),
        lambda: estimator.WarmStartSettings(""),
        lambda: trains(3), lambda: trains(function, 0), lambda: trains(function, hooks=[3]),
        lambda: list(trains(function, 3))[1:], lambda: evals(function, 0),
        lambda: evals(function, name=3), lambda: evals(function, exporters=3),
        lambda: evals(function, exporters=[3]), lambda: evals(function, throttle_secs=-1),
        lambda: list(evals(function))[1:],
        lambda: evals(function, exporters=[estimator.LatestExporter("a", function)] * 2),
        lambda: estimator.LatestExporter("a", function, exports_to_keep=0),
        lambda: issubclass(estimator.FinalExporter, estimator.Exporter),
        lambda: estimator.BestExporter(compare_fn=None),
        lambda: estimator.BestExporter(compare_fn=function),
        lambda: estimator.experimental.make_early_stopping_hook(3, function),
        lambda: estimator.experimental.stop_if_lower_hook(estimator.Estimator, "a", 1),
        lambda: estimator.experimental.stop_if_no_increase_hook(estimator.Estimator, "a", 1),
        lambda: estimator.experimental.call_logit_fn(function, c, "train", {}, None),
        lambda: estimator.add_metrics(3, lambda other: {}),
        lambda: estimator.train_and_evaluate(3, trains(function), evals(function)),
    ]
    found = [outcome(case) for case in cases]
    made = _made(tf)
    found.append([
        (name, getattr(estimator, name) is getattr(tf.train, name))
        for name in sorted(dir(estimator)) if name[0] != "_" and hasattr(tf.train, name)
    ])
    cases = [
        lambda: estimator.experimental.InMemoryEvaluatorHook(made, function, every_n_iter=0),
        lambda: made.train(function, steps=1, max_steps=2), lambda: made.train(function, steps=0),
        lambda: made.train(function, max_steps=-1), lambda: made.train(function, hooks=["a"]),
        lambda: made.train(function, saving_listeners=["a"]),
        lambda: made.train(lambda: (1, 2, 3)), lambda: made.evaluate(function, steps=0),
        made.get_variable_names, lambda: made.get_variable_value("w"), made.latest_checkpoint,
        lambda: made.export_savedmodel("/no/such", function),
        lambda: made.export_savedmodel("/no/such", None),
        lambda: next(made.predict(_rows(tf, 3), hooks=[3])),
        lambda: next(made.predict(_rows(tf, 3), predict_keys=["no"])),
        lambda: estimator.Estimator(model_fn).train(_rows(tf, 3)),
        lambda: estimator.Estimator(lambda features: 1).train(_rows(tf, 3)),
    ]
    return found + [outcome(case) for case in cases]


@program
def estimator_run_config(tf: Any) -> Any:
    kind = tf.estimator.RunConfig
    shown = (
        "model_dir", "tf_random_seed", "save_summary_steps", "save_checkpoints_steps",
        "save_checkpoints_secs", "keep_checkpoint_max", "keep_checkpoint_every_n_hours",
        "log_step_count_steps", "task_type", "task_id", "is_chief", "master", "num_ps_replicas",
        "num_worker_replicas", "global_id_in_cluster", "service", "train_distribute",
    )  # fmt: skip

    def told(config: Any) -> Any:
        return [getattr(config, name) for name in shown]

    found = [
        told(config) for config in (
            kind(), kind("/x", 3, save_checkpoints_steps=5), kind(save_checkpoints_secs=7),
            kind(save_checkpoints_secs=None), kind().replace(save_checkpoints_steps=3),
            kind(save_checkpoints_steps=3).replace(save_checkpoints_secs=3, tf_random_seed=9))]
    wrong: list[dict[str, Any]] = [
        {"save_checkpoints_steps": 1, "save_checkpoints_secs": 1}, {"save_summary_steps": -1},
        {"session_config": 3}, {"keep_checkpoint_max": -1}, {"keep_checkpoint_every_n_hours": 0},
        {"log_step_count_steps": 0}, {"tf_random_seed": 1.0}, {"device_fn": lambda x: None},
        {"protocol": "http"}, {"model_dir": ""}, {"session_creation_timeout_secs": 0}]
    found += [outcome(lambda one=one: kind(**one)) for one in wrong]
    found += [outcome(lambda: kind().replace(task_id=1)), outcome(
        lambda: kind().replace(save_checkpoints_steps=1, save_checkpoints_secs=1))]
    tasks: list[Any] = [
        {"task": {"type": "worker", "index": 0}}, {"task": {"type": "worker", "index": 1}},
        {"task": {"type": "ps", "index": 0}}, {"model_dir": "/k"}, {"model_dir": ""},
        {"cluster": {"chief": ["h:1"]}, "task": {"type": "chief", "index": 0}},
        {"cluster": {"chief": ["h:1"]}}]
    for task in tasks:
        os.environ["TF_CONFIG"] = json.dumps(task)
        try:
            found.append(outcome(lambda: told(kind())))
        finally:
            del os.environ["TF_CONFIG"]
    params = {"a": [1]}
    made = tf.estimator.Estimator(lambda features, params: 1, "/cc", params=params)
    params["a"].append(2)
    made.params["a"].append(3)
    return [*found, made.params, made.config.model_dir, made.eval_dir(), made.eval_dir("v"),
            str(made.config.session_config)]


@program
def estimator_without_tpu(tf: Any) -> Any:
    """BERT's way: a TPUEstimator with use_tpu=False."""
    tpu, got, log = tf.contrib.tpu, [], []  # type: Any, list[Any], list[Any]

    def model_fn(features: Any, labels: Any, mode: str, params: Any) -> Any:
        got.append(sorted(params.items()))
        spec = _tagger(tf, tf.nn.rnn_cell.BasicRNNCell, features, labels,
                       "infer" if mode == "eval" else mode, 0.1)
        if mode != "eval":
            step = tf.reshape(tf.train.get_global_step(), [1])
            return tpu.TPUEstimatorSpec(
                mode, spec.predictions, spec.loss, spec.train_op,
                host_call=(lambda step: step + 0, [step]) if mode == "train" else None)

        def metric_fn(labels: Any, found: Any) -> Any:
            return {"acc": tf.metrics.accuracy(labels, found)}

        loss = tf.reduce_mean(spec.predictions["prob"][:, 0])
        metrics = (metric_fn, [labels, spec.predictions["class"]])
        return tpu.TPUEstimatorSpec(mode, loss=loss, eval_metrics=metrics)

    def input_fn(params: Any) -> Any:
        got.append(sorted(params.items()))
        return _rows(tf, params["batch_size"])()

    loop = tpu.TPUConfig(
        iterations_per_loop=3, num_shards=8,
        per_host_input_for_training=tpu.InputPipelineConfig.PER_HOST_V2)
    config = tpu.RunConfig(
        model_dir=tempfile.mkdtemp(), tf_random_seed=5, save_checkpoints_steps=2, tpu_config=loop)
    made = tpu.TPUEstimator(
        use_tpu=False, model_fn=model_fn, config=config, train_batch_size=4, eval_batch_size=5,
        predict_batch_size=7)
    made.train(input_fn, hooks=[_watch(tf, log)])
    found = [log, plain(made.evaluate(input_fn)), plain(list(made.predict(input_fn))[:2]), got,
             sorted(made.get_variable_names()), list(config.tpu_config),
             _events(tf, made.model_dir)]

    def one_step(features: Any, labels: Any, mode: str, params: Any) -> Any:
        is_dict = isinstance(params, dict)
        got.append(sorted((params if is_dict else params.values()).items()))
        step = tf.assign_add(tf.train.get_global_step(), 1)
        return tf.estimator.EstimatorSpec(
            mode, loss=tf.reduce_sum(features["x"]), train_op=step)

    for asked in ({"use_tpu": True, "x": 1}, tf.contrib.training.HParams(x=1)):
        config = tpu.RunConfig(model_dir=tempfile.mkdtemp())
        tpu.TPUEstimator(
            one_step, config=config, params=asked, use_tpu=False, train_batch_size=4
        ).train(lambda params: _rows(tf, 4)(), max_steps=1)

    def other(features: Any, mode: str, params: Any) -> Any:
        return None

    cases = [
        lambda: tpu.TPUConfig(initial_infeed_sleep_secs=0).initial_infeed_sleep_secs,
        lambda: tpu.TPUConfig(input_partition_dims=[[1]]),
        lambda: tpu.TPUEstimator(other), lambda: tpu.TPUConfig(iterations_per_loop=0),
        lambda: tpu.TPUEstimator(other, config=config, use_tpu=False, params={"batch_size": 1}),
        lambda: tpu.TPUEstimator(other, config=config, use_tpu=False).train(lambda: 1),
        lambda: tpu.TPUConfig(num_shards=0), lambda: tpu.TPUConfig(num_cores_per_replica=3),
        lambda: list(tpu.TPUConfig()), lambda: tpu.TPUEstimatorSpec("train"),
        lambda: tpu.TPUEstimatorSpec("eval", loss=tf.constant(1.0), eval_metrics=3),
        lambda: tpu.TPUEstimatorSpec("eval", loss=tf.constant(1.0), eval_metrics=(3, 4)),
        lambda: tpu.CrossShardOptimizer(tf.train.AdamOptimizer(), reduction="x"),
    ]
    return found + [outcome(case) for case in cases]
