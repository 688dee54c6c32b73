"""What a conversion can be written as; a command line asks for their names, and no more."""

# One line per target: its name, and the module that holds it.
TARGETS = {
    "keras": "tf1compat.checkpoint.targets.keras_file",
    "weights.h5": "tf1compat.checkpoint.targets.weights_h5",
    "npz": "tf1compat.checkpoint.targets.npz",
    "safetensors": "tf1compat.checkpoint.targets.safetensors_file",
    "savedmodel": "tf1compat.checkpoint.targets.saved_model",
    "tf2ckpt": "tf1compat.checkpoint.targets.tf2_checkpoint",
    "onnx": "tf1compat.checkpoint.targets.onnx_file",
    "tflite": "tf1compat.checkpoint.targets.tflite_file",
}
