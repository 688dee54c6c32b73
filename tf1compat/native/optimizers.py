"""TF1's update rules that ``keras.optimizers`` cannot be set to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops


def _summed(gradient: Any, variable: Any) -> Any:
    """A gradient that came in rows, as one tensor."""
    return ops.cast(ops.reshape(gradient, variable.shape), variable.dtype)


class _Summed:
    """Gradients of repeated rows of an embedding are summed before anything is made of them.

    A word that occurs twice in a batch has two gradients.  TF1 adds them up first.  Keras 3 under
    tensorflow hands both to the rule, which squares each by itself: (a² + b²) for (a + b)².
    """

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Update one variable."""
        whole = _summed(gradient, variable)
        super().update_step(whole, variable, learning_rate)  # type: ignore[misc]


@keras.saving.register_keras_serializable(package="tf1compat")
class Adam(_Summed, keras.optimizers.Adam):
    """``keras.optimizers.Adam``, gradients of repeated rows summed first, as TF1 does.

    Example:
      >>> from tf1compat.native import Adam
      >>> Adam(0.001, epsilon=1e-8).epsilon
      1e-08
    """


@keras.saving.register_keras_serializable(package="tf1compat")
class RMSprop(_Summed, keras.optimizers.RMSprop):
    """``keras.optimizers.RMSprop``, gradients of repeated rows summed first.

    Example:
      >>> from tf1compat.native import RMSprop
      >>> RMSprop(0.001, rho=0.8).rho
      0.8
    """


@keras.saving.register_keras_serializable(package="tf1compat")
class Adagrad(_Summed, keras.optimizers.Adagrad):
    """``keras.optimizers.Adagrad``, gradients of repeated rows summed first.

    Example:
      >>> from tf1compat.native import Adagrad
      >>> Adagrad(0.1, epsilon=0.0).epsilon
      0.0
    """


@keras.saving.register_keras_serializable(package="tf1compat")
class Adadelta(_Summed, keras.optimizers.Adadelta):
    """``keras.optimizers.Adadelta``, gradients of repeated rows summed first.

    Example:
      >>> from tf1compat.native import Adadelta
      >>> Adadelta(0.1, rho=0.8).rho
      0.8
    """


class _Beside:
    """Numbers of an optimizer's own beside each model variable, found again in ``update_step``."""

    built: bool  # of Keras

    def build(self, variables: Sequence[Any]) -> None:
        """Make them, after Keras's."""
        if self.built:
            return
        super().build(variables)  # type: ignore[misc]
        self._places: dict[int, int] = {}
        for k, variable in enumerate(variables):
            # Under tensorflow the update is handed the variable inside Keras's.
            self._places[id(variable)] = self._places[id(variable.value)] = k
        self._numbers = [self.make_beside(variable) for variable in variables]

    def make_beside(self, variable: Any) -> Any:
        """The optimizer variables that go with one model variable."""
        raise NotImplementedError(f"{type(self).__name__} must define make_beside")

    def beside(self, variable: Any) -> Any:
        """What `make_beside` made for a variable."""
        return self._numbers[self._places[id(variable)]]


@keras.saving.register_keras_serializable(package="tf1compat")
class Momentum(_Beside, keras.optimizers.Optimizer):
    """``tf.train.MomentumOptimizer``: the learning rate is outside of the accumulator.

    a' = momentum · a + g;   w' = w − rate · a'
    with Nesterov            w' = w − rate · (g + momentum · a')

    ``keras.optimizers.SGD`` keeps ``−rate · a``, which is the same until the rate changes.

    Args:
      learning_rate: a number or a schedule.
      momentum: in [0, 1].
      nesterov: look ahead.
      **kwargs: of ``keras.optimizers.Optimizer``.

    Source: behaviour of TensorFlow 1.15.5.

    Example:
      >>> import keras
      >>> from tf1compat.native import Momentum
      >>> w = keras.Variable([1.0])
      >>> optimizer = Momentum(0.5, momentum=0.9)
      >>> optimizer.apply([keras.ops.ones([1])], [w])
      >>> float(w[0])
      0.5
    """

    def __init__(
        self,
        learning_rate: Any = 0.01,
        momentum: float = 0.9,
        nesterov: bool = False,
        name: str = "momentum",
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)
        self.momentum, self.nesterov = momentum, nesterov

    def make_beside(self, variable: Any) -> Any:
        return self.add_variable_from_reference(variable, name="accumulator")

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        rate = ops.cast(learning_rate, variable.dtype)
        gradient = _summed(gradient, variable)
        accumulator = self.beside(variable)
        self.assign(accumulator, accumulator * self.momentum + gradient)
        step = accumulator * self.momentum + gradient if self.nesterov else accumulator
        self.assign_sub(variable, rate * step)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "momentum": self.momentum, "nesterov": self.nesterov}


@keras.saving.register_keras_serializable(package="tf1compat")
class AdamWeightDecay(_Beside, keras.optimizers.Optimizer):
    """Adam with decoupled weight decay, as ``tf.contrib.opt.AdamWOptimizer`` or as BERT has it.

    w' = w − decay · (w − origin) − rate · c · m' / (√v' + epsilon)
    m' = beta_1 · m + (1 − beta_1) · g;   v' = beta_2 · v + (1 − beta_2) · g²

    c corrects the bias of the two averages, √(1 − beta_2ᵗ) / (1 − beta_1ᵗ), or is 1 without
    ``bias_correction``.  ``origin`` is what decay pulls a weight to: zero, but forget_bias where
    that was added to a bias on conversion.  Both it and each weight's own decay (0 where the old
    program left a variable out) are optimizer variables and saved with the model.

    ``keras.optimizers.AdamW`` multiplies decay by the rate, corrects always, and pulls to zero.

    Args:
      learning_rate: a number or a schedule.
      beta_1, beta_2, epsilon: of Adam.
      decay: of each weight at each step.
      scaled: whether decay is multiplied by the learning rate (BERT: yes, contrib: no).
      bias_correction: BERT: no, contrib: yes.
      **kwargs: of ``keras.optimizers.Optimizer``.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2019; behaviour of
    TensorFlow 1.15.5.

    Example:
      >>> import keras
      >>> from tf1compat.native import AdamWeightDecay
      >>> w = keras.Variable([2.0])
      >>> AdamWeightDecay(0.5, decay=0.25).apply([keras.ops.zeros([1])], [w])
      >>> float(w[0])
      1.5
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        decay: float = 0.01,
        scaled: bool = False,
        bias_correction: bool = True,
        name: str = "adam_weight_decay",
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
        self.decay, self.scaled, self.bias_correction = decay, scaled, bias_correction

    def make_beside(self, variable: Any) -> Any:
        own = [
            self.add_variable_from_reference(variable, name=name)
            for name in ("momentum", "velocity", "origin")
        ]
        initial, name = keras.initializers.Constant(self.decay), f"{variable.name}_decay"
        return *own, self.add_variable((), initial, variable.dtype, name=name)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        rate = ops.cast(learning_rate, variable.dtype)
        gradient = _summed(gradient, variable)
        m, v, origin, decay = self.beside(variable)
        pull = decay * rate if self.scaled else decay * 1
        step = (variable - origin) * pull
        self.assign(m, self.beta_1 * m + (1 - self.beta_1) * gradient)
        self.assign(v, self.beta_2 * v + (1 - self.beta_2) * ops.square(gradient))
        rate = rate * self._correction(variable.dtype)
        self.assign_sub(variable, step + rate * m / (ops.sqrt(v) + self.epsilon))

    def _correction(self, dtype: Any) -> Any:
        if not self.bias_correction:
            return 1
        t = ops.cast(self.iterations + 1, dtype)
        power_1 = ops.power(ops.cast(self.beta_1, dtype), t)
        power_2 = ops.power(ops.cast(self.beta_2, dtype), t)
        return ops.sqrt(1 - power_2) / (1 - power_1)

    def get_config(self) -> dict[str, Any]:
        own = ("beta_1", "beta_2", "epsilon", "decay", "scaled", "bias_correction")
        return {**super().get_config(), **{key: getattr(self, key) for key in own}}


@keras.saving.register_keras_serializable(package="tf1compat")
class Ftrl(_Beside, keras.optimizers.Ftrl):
    """FTRL around an origin other than zero.

    The rule computes each weight anew from its sums, which pulls it to zero.  Where forget_bias
    was added to a bias on conversion, w − origin is what TF1's rule was about; ``origin`` is an
    optimizer variable and saved with the model.  With origins of zero it is
    ``keras.optimizers.Ftrl``.

    Source: McMahan et al., "Ad click prediction: a view from the trenches", 2013; behaviour of
    TensorFlow 1.15.5.

    Example:
      >>> import keras
      >>> from tf1compat.native import Ftrl
      >>> w = keras.Variable([1.0])
      >>> Ftrl(0.1).apply([keras.ops.zeros([1])], [w])
      >>> float(w[0])
      0.0
    """

    def make_beside(self, variable: Any) -> Any:
        return self.add_variable_from_reference(variable, name="origin")

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        origin = self.beside(variable)
        self.assign_sub(variable, origin)
        super().update_step(_summed(gradient, variable), variable, learning_rate)
        self.assign_add(variable, origin)
