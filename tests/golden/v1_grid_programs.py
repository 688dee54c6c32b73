"""Programs of contrib's cells over time and frequency, and of those that run what cuDNN trained."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.golden.v1_programs import names, outcome, plain, program

_GRID = {"feature_size": 2, "frequency_skip": 1, "num_frequency_blocks": [3]}
_BLOCKS = {
    "feature_size": 2,
    "frequency_skip": 1,
    "num_frequency_blocks": [1, 2],
    "start_freqindex_list": [0, 1],
    "end_freqindex_list": [2, 4],
}


def _input(tf: Any, *shape: int) -> Any:
    return tf.constant(np.random.RandomState(3).uniform(-1, 1, shape).astype("float32"))


def _leaves(tf: Any, structure: Any) -> Any:
    return tf.contrib.framework.nest.flatten(structure)


def _told(tf: Any, make: Any, state: Any = None) -> Any:
    """Outputs, state, gradients and names of a cell; by its own state over time, else one step."""
    with tf.Graph().as_default(), tf.variable_scope(
        "v", initializer=tf.random_uniform_initializer(-0.6, 0.6, seed=9)
    ):
        cell = make()
        if state is None:
            x = _input(tf, 2, 3, 4)
            start = tf.contrib.framework.nest.map_structure(
                lambda part: part + 0.1, cell.zero_state(2, tf.float32)
            )
            outputs, last = tf.nn.dynamic_rnn(cell, x, [3, 1], initial_state=start)
        else:
            x = _input(tf, 2, 4)
            outputs, last = cell(x, tf.zeros([2, state]) + 0.1)
        wanted = [outputs, *_leaves(tf, last)]
        slopes = tf.gradients(wanted, [x, *tf.trainable_variables()])
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            found = session.run([wanted, [one for one in slopes if one is not None]])
        sizes = [str(cell.state_size), str(cell.output_size)]
        return plain([found, names(tf.global_variables()), names(cell.variables), sizes])


@program
def grid_cells(tf: Any) -> Any:
    Grid: Any = tf.contrib.rnn.GridLSTMCell
    Both: Any = tf.contrib.rnn.BidirectionalGridLSTMCell
    made = [
        lambda: Grid(3, forget_bias=0.3, num_unit_shards=2, **_GRID),
        lambda: Grid(3, True, cell_clip=0.2, **_GRID),
        lambda: Grid(3, True, True, couple_input_forget_gates=True, **_GRID),
        lambda: Grid(2, True, **_BLOCKS),
        lambda: Grid(2, state_is_tuple=False, **_BLOCKS),
        lambda: Both(2, backward_slice_offset=1, forget_bias=0.2, **_GRID),
        lambda: Both(2, True, backward_slice_offset=-1, **_GRID),
    ]
    wrong = [
        lambda: Grid(3, feature_size=2, frequency_skip=1),
        lambda: _told(tf, lambda: Grid(3, **{**_GRID, "num_frequency_blocks": [2]})),
        lambda: _told(tf, lambda: Grid(3, **{**_BLOCKS, "end_freqindex_list": [2]})),
    ]
    return [[_told(tf, make) for make in made], [outcome(one) for one in wrong]]


@program
def time_freq_cells(tf: Any) -> Any:
    Cell: Any = tf.contrib.rnn.TimeFreqLSTMCell
    made = [
        (lambda: Cell(3, feature_size=2, forget_bias=0.4), 18),
        (lambda: Cell(3, True, 0.3, None, 2, feature_size=2, frequency_skip=2), 12),
        (lambda: Cell(3, feature_size=4, initializer=tf.ones_initializer()), None),
    ]
    return [_told(tf, make, state) for make, state in made]


@program
def cudnn_compatible_cells(tf: Any) -> Any:
    there: Any = tf.contrib.cudnn_rnn
    made = [
        lambda: there.CudnnCompatibleLSTMCell(3),
        lambda: there.CudnnCompatibleGRUCell(3),
        lambda: there.CudnnCompatibleGRUCell(3, kernel_initializer=tf.constant_initializer(0.2)),
        lambda: tf.nn.rnn_cell.MultiRNNCell(
            [there.CudnnCompatibleLSTMCell(3), there.CudnnCompatibleGRUCell(2)]
        ),
    ]
    return [_told(tf, make) for make in made]
