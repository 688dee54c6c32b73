"""The drivers: TF1's signatures onto ``keras.layers.RNN``."""
