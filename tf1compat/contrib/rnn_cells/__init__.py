"""``tf.contrib.rnn``'s cells beside those that stayed in TensorFlow."""
