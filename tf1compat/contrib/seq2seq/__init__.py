"""``tf.contrib.seq2seq``: decoding step by step, and attention around a cell."""
