"""``tf.contrib.framework`` where TensorFlow's own tests found a difference."""

from __future__ import annotations

import pathlib

import pytest
import tensorflow as tf

from tf1compat.contrib.arg_scope import add_arg_scope, arg_scope, current_arg_scope
from tf1compat.contrib.assign import assign_from_checkpoint, assign_from_checkpoint_fn

_v1 = tf.compat.v1


@pytest.mark.parametrize("as_function", [False, True])
def test_a_prefix_may_be_the_name_of_a_folder_too(
    tmp_path: pathlib.Path, as_function: bool
) -> None:
    """TF1 code saved into ``mkdtemp()`` itself: files beside a folder of the same name."""
    prefix = str(tmp_path / "model")
    pathlib.Path(prefix).mkdir()
    with tf.Graph().as_default(), _v1.Session() as session:
        saved = _v1.get_variable("v", initializer=[1.0, 2.0])
        session.run(saved.initializer)
        path = _v1.train.Saver([saved]).save(session, prefix)
    with tf.Graph().as_default(), _v1.Session() as session:
        target = _v1.get_variable("other", [2])
        if as_function:
            assign_from_checkpoint_fn(path, {"v": target})(session)
        else:
            session.run(*assign_from_checkpoint(path, {"v": target}))
        assert session.run(target).tolist() == [1.0, 2.0]


def test_the_keys_of_a_scope_are_the_functions_attribute() -> None:
    """Repositories look the defaults up by ``function._key_op``, as slim's models did."""

    @add_arg_scope
    def conv(stride: int = 1) -> int:
        return stride

    with arg_scope([conv], stride=3):
        assert current_arg_scope()[vars(conv)["_key_op"]] == {"stride": 3}
        assert conv() == 3
