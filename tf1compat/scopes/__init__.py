"""Where TF1-named variables live: v1 graph, eager store, Keras layer."""
