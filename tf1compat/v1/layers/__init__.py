"""``tf.layers``."""

from __future__ import annotations

from tf1compat.layers import AveragePooling1D as AveragePooling1D
from tf1compat.layers import AveragePooling2D as AveragePooling2D
from tf1compat.layers import AveragePooling3D as AveragePooling3D
from tf1compat.layers import BatchNormalization as BatchNormalization
from tf1compat.layers import Conv1D as Conv1D
from tf1compat.layers import Conv2D as Conv2D
from tf1compat.layers import Conv2DTranspose as Conv2DTranspose
from tf1compat.layers import Conv3D as Conv3D
from tf1compat.layers import Conv3DTranspose as Conv3DTranspose
from tf1compat.layers import Dense as Dense
from tf1compat.layers import Dropout as Dropout
from tf1compat.layers import Flatten as Flatten
from tf1compat.layers import InputSpec as InputSpec
from tf1compat.layers import Layer as Layer
from tf1compat.layers import MaxPooling1D as MaxPooling1D
from tf1compat.layers import MaxPooling2D as MaxPooling2D
from tf1compat.layers import MaxPooling3D as MaxPooling3D
from tf1compat.layers import SeparableConv1D as SeparableConv1D
from tf1compat.layers import SeparableConv2D as SeparableConv2D
from tf1compat.layers import average_pooling1d as average_pooling1d
from tf1compat.layers import average_pooling2d as average_pooling2d
from tf1compat.layers import average_pooling3d as average_pooling3d
from tf1compat.layers import batch_normalization as batch_normalization
from tf1compat.layers import conv1d as conv1d
from tf1compat.layers import conv2d as conv2d
from tf1compat.layers import conv2d_transpose as conv2d_transpose
from tf1compat.layers import conv3d as conv3d
from tf1compat.layers import conv3d_transpose as conv3d_transpose
from tf1compat.layers import dense as dense
from tf1compat.layers import dropout as dropout
from tf1compat.layers import flatten as flatten
from tf1compat.layers import max_pooling1d as max_pooling1d
from tf1compat.layers import max_pooling2d as max_pooling2d
from tf1compat.layers import max_pooling3d as max_pooling3d
from tf1compat.layers import separable_conv1d as separable_conv1d
from tf1compat.layers import separable_conv2d as separable_conv2d
from tf1compat.v1 import _namespace
from tf1compat.v1.layers import experimental as experimental

__all__ = [
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "BatchNormalization",
    "Conv1D",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "Dense",
    "Dropout",
    "Flatten",
    "InputSpec",
    "Layer",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "SeparableConv1D",
    "SeparableConv2D",
    "average_pooling1d",
    "average_pooling2d",
    "average_pooling3d",
    "batch_normalization",
    "conv1d",
    "conv2d",
    "conv2d_transpose",
    "conv3d",
    "conv3d_transpose",
    "dense",
    "dropout",
    "experimental",
    "flatten",
    "max_pooling1d",
    "max_pooling2d",
    "max_pooling3d",
    "separable_conv1d",
    "separable_conv2d",
]

_namespace.join(__name__, "tf.layers")
