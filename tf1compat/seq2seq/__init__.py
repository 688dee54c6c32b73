"""What ``tf.contrib.seq2seq`` kept beside the cells."""
