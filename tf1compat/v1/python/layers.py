"""``tensorflow.python.layers.*``: ``tf.layers`` with the spellings that stayed private."""

from __future__ import annotations

from tf1compat.scopes.keras_style import in_keras_style as _is_in_keras_style_scope
from tf1compat.scopes.keras_style import keras_style_scope as keras_style_scope
from tf1compat.scopes.keras_style import set_keras_style as set_keras_style
from tf1compat.v1.layers import AveragePooling1D as AveragePooling1D
from tf1compat.v1.layers import AveragePooling2D as AveragePooling2D
from tf1compat.v1.layers import AveragePooling3D as AveragePooling3D
from tf1compat.v1.layers import BatchNormalization as BatchNormalization
from tf1compat.v1.layers import Conv1D as Conv1D
from tf1compat.v1.layers import Conv2D as Conv2D
from tf1compat.v1.layers import Conv2DTranspose as Conv2DTranspose
from tf1compat.v1.layers import Conv3D as Conv3D
from tf1compat.v1.layers import Conv3DTranspose as Conv3DTranspose
from tf1compat.v1.layers import Dense as Dense
from tf1compat.v1.layers import Dropout as Dropout
from tf1compat.v1.layers import Flatten as Flatten
from tf1compat.v1.layers import InputSpec as InputSpec
from tf1compat.v1.layers import Layer as Layer
from tf1compat.v1.layers import MaxPooling1D as MaxPooling1D
from tf1compat.v1.layers import MaxPooling2D as MaxPooling2D
from tf1compat.v1.layers import MaxPooling3D as MaxPooling3D
from tf1compat.v1.layers import SeparableConv1D as SeparableConv1D
from tf1compat.v1.layers import SeparableConv2D as SeparableConv2D
from tf1compat.v1.layers import average_pooling1d as average_pooling1d
from tf1compat.v1.layers import average_pooling2d as average_pooling2d
from tf1compat.v1.layers import average_pooling3d as average_pooling3d
from tf1compat.v1.layers import batch_normalization as batch_normalization
from tf1compat.v1.layers import conv1d as conv1d
from tf1compat.v1.layers import conv2d as conv2d
from tf1compat.v1.layers import conv2d_transpose as conv2d_transpose
from tf1compat.v1.layers import conv3d as conv3d
from tf1compat.v1.layers import conv3d_transpose as conv3d_transpose
from tf1compat.v1.layers import dense as dense
from tf1compat.v1.layers import dropout as dropout
from tf1compat.v1.layers import flatten as flatten
from tf1compat.v1.layers import max_pooling1d as max_pooling1d
from tf1compat.v1.layers import max_pooling2d as max_pooling2d
from tf1compat.v1.layers import max_pooling3d as max_pooling3d
from tf1compat.v1.layers import separable_conv1d as separable_conv1d
from tf1compat.v1.layers import separable_conv2d as separable_conv2d

AvgPool2D = AveragePooling2D
BatchNorm = BatchNormalization
Convolution1D = Conv1D
Convolution2D = Conv2D
Convolution2DTranspose = Conv2DTranspose
Convolution3D = Conv3D
Convolution3DTranspose = Conv3DTranspose
Deconv2D = Conv2DTranspose
Deconv3D = Conv3DTranspose
Deconvolution2D = Conv2DTranspose
Deconvolution3D = Conv3DTranspose
FullyConnected = Dense
MaxPool2D = MaxPooling2D
SeparableConvolution2D = SeparableConv2D
avg_pool2d = average_pooling2d
batch_norm = batch_normalization
convolution1d = conv1d
convolution2d = conv2d
convolution2d_transpose = conv2d_transpose
convolution3d = conv3d
convolution3d_transpose = conv3d_transpose
deconv2d = conv2d_transpose
deconv3d = conv3d_transpose
deconvolution2d = conv2d_transpose
deconvolution3d = conv3d_transpose
fully_connected = dense
max_pool2d = max_pooling2d
separable_convolution2d = separable_conv2d

__all__ = [
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "AvgPool2D",
    "BatchNorm",
    "BatchNormalization",
    "Conv1D",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "Convolution1D",
    "Convolution2D",
    "Convolution2DTranspose",
    "Convolution3D",
    "Convolution3DTranspose",
    "Deconv2D",
    "Deconv3D",
    "Deconvolution2D",
    "Deconvolution3D",
    "Dense",
    "Dropout",
    "Flatten",
    "FullyConnected",
    "InputSpec",
    "Layer",
    "MaxPool2D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "SeparableConv1D",
    "SeparableConv2D",
    "SeparableConvolution2D",
    "_is_in_keras_style_scope",
    "average_pooling1d",
    "average_pooling2d",
    "average_pooling3d",
    "avg_pool2d",
    "batch_norm",
    "batch_normalization",
    "conv1d",
    "conv2d",
    "conv2d_transpose",
    "conv3d",
    "conv3d_transpose",
    "convolution1d",
    "convolution2d",
    "convolution2d_transpose",
    "convolution3d",
    "convolution3d_transpose",
    "deconv2d",
    "deconv3d",
    "deconvolution2d",
    "deconvolution3d",
    "dense",
    "dropout",
    "flatten",
    "fully_connected",
    "keras_style_scope",
    "max_pool2d",
    "max_pooling1d",
    "max_pooling2d",
    "max_pooling3d",
    "separable_conv1d",
    "separable_conv2d",
    "separable_convolution2d",
    "set_keras_style",
]
