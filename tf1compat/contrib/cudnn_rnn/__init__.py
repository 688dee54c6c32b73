"""``tf.contrib.cudnn_rnn``: cuDNN's recurrent layers, on any device."""
