"""The doors by which an unedited TensorFlow 1 program comes in.

``python -m tf1compat SCRIPT``, ``tf1compat.install()`` and ``%load_ext tf1compat`` put one
import hook in place.  It is a package of its own because it must be in place, and cost
nothing, before tensorflow is imported: programs set environment variables first.
"""
