"""What ``tf.contrib`` kept beside the cells and layers, written anew."""
