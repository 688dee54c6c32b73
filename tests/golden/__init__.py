"""Goldens: what TensorFlow 1.15.5 really does, recorded once and replayed everywhere.

``specs`` and ``programs`` hold plain data and functions of ``tf`` that run under
Python 3.7 with TensorFlow 1.15.5 (``generate``) and under today's TensorFlow
(``tests.contexts``).  Nothing in here imports tensorflow at the top.
"""
