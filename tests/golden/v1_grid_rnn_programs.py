"""Programs of ``tf.contrib.grid_rnn``: steps and sequences, names, states and errors."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.golden.v1_programs import names, outcome, plain, program

_B, _D, _U = 2, 4, 3


def _told(tf: Any, make: Any, steps: int = 0, width: int = _D) -> Any:
    """Outputs, states, gradients and names of two calls, or of a driver over some steps."""
    nest = tf.contrib.framework.nest
    with tf.Graph().as_default(), tf.variable_scope(
        "v", initializer=tf.random_uniform_initializer(-0.7, 0.7, seed=11)
    ) as scope:
        cell = make()
        shape = [_B, steps, width] if steps else [_B, width]
        x = tf.constant(np.random.RandomState(3).uniform(-1, 1, shape).astype("float32"))
        start = nest.map_structure(lambda part: part + 0.2, cell.zero_state(_B, tf.float32))
        if steps:
            outputs, last = tf.nn.dynamic_rnn(cell, x, [2, steps], initial_state=start)
        else:
            first, state = cell(x, start)
            scope.reuse_variables()
            outputs, last = cell(x * 2, state)
            outputs = [first, outputs]
        wanted = [*nest.flatten(outputs), *nest.flatten(last)]
        slopes = tf.gradients(wanted, [x, *tf.trainable_variables()])
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            found = session.run([wanted, [one for one in slopes if one is not None]])
        sizes = [str(cell.state_size), str(cell.output_size)]
        return plain([found, names(tf.global_variables()), sizes])


@program
def grid_rnn_cells(tf: Any) -> Any:
    there = tf.contrib.grid_rnn
    made = [
        lambda: there.Grid1BasicRNNCell(_U),
        lambda: there.Grid2BasicRNNCell(_U, tied=True),
        lambda: there.Grid2BasicRNNCell(_U, non_recurrent_fn=tf.nn.relu, output_is_tuple=False),
        lambda: there.Grid1BasicLSTMCell(_U, forget_bias=0.3),
        lambda: there.Grid2BasicLSTMCell(_U, forget_bias=0.3, state_is_tuple=False),
        lambda: there.Grid2BasicLSTMCell(_U, non_recurrent_fn=tf.tanh),
        lambda: there.Grid1LSTMCell(_U, use_peepholes=True, forget_bias=0.4),
        lambda: there.Grid2LSTMCell(_U, use_peepholes=True, tied=True),
        lambda: there.Grid3LSTMCell(_U, forget_bias=0.4, output_is_tuple=False),
        lambda: there.Grid2GRUCell(_U, tied=True),
        lambda: there.GridRNNCell(
            _U, 3, input_dims=[2, 0], output_dims=[1, 2], priority_dims=[1], non_recurrent_dims=2,
            cell_fn=tf.nn.rnn_cell.GRUCell, non_recurrent_fn=tf.sigmoid, tied=False,
        ),
    ]
    return [
        [_told(tf, make) for make in made],
        [_told(tf, made[index], 3) for index in (0, 4, 8, 10)],
    ]


@program
def grid_rnn_misuse(tf: Any) -> Any:
    Cell: Any = tf.contrib.grid_rnn.GridRNNCell
    wrong = [
        lambda: Cell(_U, 0),
        lambda: Cell(_U, 2, input_dims=2),
        lambda: Cell(_U, 2, output_dims=[0, -1]),
        lambda: Cell(_U, 2, cell_fn=lambda units: units),
        lambda: Cell(_U, 2, input_dims=0)(tf.ones([_B, _D]), (tf.ones([_B, _U]),)),
        # Tied, the dense layer is asked for weights that the cell's scope never made.
        lambda: _told(
            tf,
            lambda: tf.contrib.grid_rnn.Grid2LSTMCell(_U, tied=True, non_recurrent_fn=tf.tanh),
        ),
    ]
    return [outcome(one) for one in wrong]
