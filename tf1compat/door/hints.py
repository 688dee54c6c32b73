"""What to do about errors that end a program of 2017, where its age is the cause.

TensorFlow's own names carry their remedy in the error.  What is left is Python 2, the spellings
of TensorFlow before 1.5, and Keras 2, whose errors come from others and say nothing of age.
"""

from __future__ import annotations

import re
from pathlib import Path

_PYTHON_2 = (
    "This reads like a program of Python 2. `2to3 -w FILE` (in today's Python: `pip install "
    "fissix`, then `python -m fissix -w FILE`) turns it into one of Python 3."
)
_ERA = (
    "TensorFlow 1.5 took this out of tf.flags: `python -m tf1compat --era 1.0 SCRIPT` brings it "
    "back."
)
_TABS = f"{_PYTHON_2} First `expand -t 8 FILE`: a tab counted as eight columns there."
_RELATIVE = (
    "{path} lies beside the file that asked for it: Python 2 looked there by itself. "
    "`from .{name} import ...` is how a package of Python 3 writes it, or put the folder on "
    "PYTHONPATH."
)
_DIVISION = (
    "In Python 2 `/` of two integers gave an integer: write `//` where this number is made. If it "
    "is the default of a DEFINE_float: up to TensorFlow 1.4 it stayed an integer there, and does "
    "by `python -m tf1compat --era 1.0 SCRIPT`."
)
_FLAG = (
    "Up to TensorFlow 1.4 a program could set flags that it had not defined: `python -m tf1compat "
    "--era 1.0 SCRIPT` keeps them."
)
_FLAG_VALUES = (
    "Up to TensorFlow 1.4 `FLAGS.__flags` held the values: `python -m tf1compat --era 1.0 SCRIPT`."
)
_SETUPTOOLS = "It was a part of setuptools: `pip install \"setuptools<81\"` has it."
_ONE_NUMBER = (
    "numpy 2.5 no longer takes an array of one number for that number: `pip install \"numpy<2.3\"`."
)
_DEFAULT = (
    "Up to TensorFlow 1.4 a flag kept a default of another type: `python -m tf1compat --era 1.0 "
    "SCRIPT` lets it stand."
)
_NUMPY_2 = (
    "If numpy made the number: numpy 2 gives float64 where a float32 array meets a float64 scalar, "
    "and float32 where a float32 scalar meets an int; numpy 1 did the reverse. With Python up to "
    "3.12, `pip install \"numpy<2\"` brings that back."
)
_GENERATOR = (
    "Since Python 3.7 a generator may not end by the StopIteration of another: where it calls "
    "`next(...)`, write `try: ... except StopIteration: return`."
)
_PICKLED = (
    "Up to numpy 1.16.2 `np.load` took arrays of objects, which are pickles and can run anything: "
    "`np.load(FILE, allow_pickle=True)` for a file that you trust."
)
_TOSTRING = "numpy 2.3 dropped it: `pip install \"numpy<2.3\"`, or write `tobytes()`."
_KERAS = (
    "`tf.keras` is Keras 3, which lacks what Keras 2 had in graphs and sessions. For Keras 2: "
    "`pip install tf_keras`, and set TF_USE_LEGACY_KERAS=1 before Python starts."
)
_SLIM = (
    "If the package tf-slim asked for it, as its batch_norm does: that is gone, in tf_keras too. "
    "tf.contrib.layers has the function of the same name as TensorFlow 1 had it, and tf-slim's "
    "layers take tf.contrib.layers.batch_norm as their normalizer_fn."
)

# Kind of error: what its text says, and the hint.
_HINTS: dict[type[BaseException], tuple[tuple[str, str], ...]] = {
    SyntaxError: (
        ("Missing parentheses in call to '(print|exec)'", _PYTHON_2),
        ("inconsistent use of tabs", _TABS),
        ("multiple exception types must be parenthesized", _PYTHON_2),
        ("leading zeros in decimal integer", _PYTHON_2),
    ),
    NameError: (
        ("'(xrange|unicode|raw_input|unichr|basestring|long|reduce|file|cmp)'", _PYTHON_2),
    ),
    ModuleNotFoundError: (
        (
            "'(cPickle|Queue|urllib2|urlparse|ConfigParser|c?StringIO|HTMLParser|httplib"
            "|__builtin__|commands|cookielib|sets)'",
            _PYTHON_2,
        ),
        ("'(pkg_resources|distutils)'", _SETUPTOOLS),
        (r"'tf_keras(\.legacy_tf_layers)?'", _SLIM),
    ),
    AttributeError: (
        (r"^(_parse_flags|__flags)$", _ERA),
        (r"'numpy\.ndarray' object has no attribute 'tostring'", _TOSTRING),
        ("no attribute '(iteritems|itervalues|iterkeys|has_key)'", _PYTHON_2),
        ("'itertools' has no attribute '(izip|imap|ifilter)'", _PYTHON_2),
        ("'urllib' has no attribute '(urlretrieve|urlopen|urlencode|quote)'", _PYTHON_2),
        ("'string' has no attribute '(letters|lowercase|uppercase|maketrans|join)'", _PYTHON_2),
        ("'sys' has no attribute '(maxint|setdefaultencoding)'", _PYTHON_2),
        ("no attribute 'next'", _PYTHON_2),
        (r"^module 'keras[\w.]*' has no attribute", _KERAS),
        (r"^module 'tensorflow\.python\.framework\.ops' has no attribute 'Tensor'", _SLIM),
    ),
    KeyError: (("^'__flags'$", _ERA),),
    RuntimeError: (
        ("^generator raised StopIteration$", _GENERATOR),
        ("^`tf.data.Dataset` only supports Python-style iteration in eager mode", _KERAS),
    ),
    TypeError: (
        ("'(map|filter|zip|dict_keys|dict_values|dict_items)' object is not subscri", _PYTHON_2),
        ("'(map|filter|zip)' has no len", _PYTHON_2),
        ("'float' object cannot be interpreted as an integer", _DIVISION),
        ("slice indices must be integers or None", _DIVISION),
        ("^A Flag instance would always be True", _FLAG_VALUES),
        ("^only 0-dimensional arrays can be converted to Python scalars", _ONE_NUMBER),
        ("^Object of type float32 is not JSON serializable", _NUMPY_2),
        (r"has type float(32|64) that does not match (type|expected type of) float", _NUMPY_2),
    ),
    ValueError: (
        ("^Object arrays cannot be loaded when allow_pickle=False", _PICKLED),
        ("^Could not interpret optimizer identifier: <tensorflow", _KERAS),
        ("x.dtype=<dtype: 'float64'> and rate.dtype=<dtype: 'float32'>", _NUMPY_2),
        ("^Tensor conversion requested dtype float(32|64) for Tensor with dtype float", _NUMPY_2),
    ),
    Exception: (  # absl's own kinds, which would cost its import
        ("^Unknown command line flag '", _FLAG),
        ("Non-boolean argument to boolean flag", _DEFAULT),
    ),
}


def of(error: BaseException) -> str | None:
    """The hint for an error that ends a program, if its age is the cause.

    Example:
      >>> print(of(NameError("name 'xrange' is not defined")))
      This reads like a program of Python 2. `2to3 -w FILE` ...
      >>> of(NameError("name 'loss' is not defined")) is None
      True
    """
    for kind, hints in _HINTS.items():
        if isinstance(error, kind):
            for text, hint in hints:
                if re.search(text, str(error)):
                    return hint
    return _beside(error) if isinstance(error, ModuleNotFoundError) else None


def _beside(error: ModuleNotFoundError) -> str | None:
    """The hint for a module that lies in the folder of the file that imported it."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None or not error.name or "." in error.name:
        return None
    folder = Path(traceback.tb_frame.f_code.co_filename).parent
    for path in (folder / f"{error.name}.py", folder / error.name / "__init__.py"):
        if path.is_file():
            return _RELATIVE.format(path=path, name=error.name)
    return None
