"""``tf.contrib.legacy_seq2seq``: encoders and decoders over lists of steps, unrolled.

A step is a tensor ``[B, …]``; a list of T of them is what other parts of TensorFlow 1 hold as
``[B, T, …]``.
"""
