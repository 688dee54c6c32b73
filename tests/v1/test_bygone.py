"""What Python and numpy dropped or refuse since 2017 answers a program as it did then."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.golden import make_images
from tests.v1.running import run
from tf1compat.door import bygone_calls, bygone_packages, moved, old_images

PROGRAM = """
import random, warnings
import numpy as np
warnings.simplefilter("ignore")
rows = np.array([[1, 2], [3]])
print(rows.dtype, rows.shape, rows[1], np.asarray([[1], [2, 3]]).dtype)
print(np.array([np.zeros((2, 3)), np.zeros((4, 3))]).shape)
for refused in ({"dtype": np.int32}, {"dtype": float}):
    try:
        np.array([[1, 2], [3]], **refused)
    except ValueError as error:
        print("refused", "sequence" in str(error))
whole = np.zeros(3)
print(np.array(whole, copy=False) is whole, np.array([1, 2], copy=False).tolist())
print(np.fromstring(b"\x01\x02\x03", np.uint8, 2), np.fromstring("1 2", int, sep=" "))
print(np.reshape(np.arange(4), newshape=(2, 2)).tolist(), np.reshape([1, 2], (2, 1)).shape)
print(sorted(random.sample({1, 2, 3}, 3)), len(random.sample([1, 2, 3], 2)))
print(np.mat([1, 2]).shape, np.in1d([[1, 2]], [2]).tolist(), np.row_stack([[1], [2]]).shape)
print(np.NINF, np.PINF, np.asscalar(np.array(3.0)), np.trapz([1, 2, 4]), np.alltrue([1, 0]))
print(np.lib.pad([1], 1).tolist())
print(np.asfarray([1]).dtype, np.round_(1.26, 1), np.cumproduct([2, 3]), np.msort([[3], [1]])[0])
import unittest
unittest.TestCase().assertEquals(1, 1), unittest.TestCase().assertRegexpMatches("ab", "a.")
print(issubclass(np.VisibleDeprecationWarning, UserWarning), np.complex_ is np.complex128)
"""

# What Python 3.7 with numpy 1.18.5 prints.
PRINTED = """
object (2,) [3] object
(2,)
refused True
refused True
True [1, 2]
[1 2] [1 2]
[[0, 1], [2, 3]] (2, 1)
[1, 2, 3] 2
(1, 2) [False, True] (2, 1)
-inf inf 3.0 4.5 False
[0, 1, 0]
float64 1.3 [2 6] [1]
True True
"""


def test_a_program_of_then_prints_what_it_printed_then(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    done = run("program.py", cwd=tmp_path)
    assert done.stdout == PRINTED.lstrip(), done.stderr


@pytest.fixture
def installed() -> Iterator[None]:
    bygone_calls.install()
    yield
    bygone_calls.uninstall()


@pytest.mark.usefixtures("installed")
class TestOthers:
    def test_packages_are_refused_as_ever(self) -> None:
        package: dict[str, Any] = {"__name__": "keras.thing", "__file__": np.__file__, "np": np}
        exec("def make(rows):\n    return np.array(rows)", package)
        assert package["make"]([[1], [2]]).shape == (2, 1)
        with pytest.raises(ValueError, match="inhomogeneous"):
            package["make"]([[1, 2], [3]])

    def test_what_is_wrong_otherwise_is_refused(self) -> None:
        with pytest.raises(TypeError):
            random.sample({"a": 1}, 1)  # type: ignore[arg-type]  # a dict was refused then too
        with pytest.raises((TypeError, ValueError)):
            np.reshape([1, 2], (3, 3))


def test_uninstall_puts_the_functions_back() -> None:
    before = np.array, np.asarray, np.fromstring, np.reshape, random.sample
    bygone_calls.install()
    bygone_calls.install()
    assert np.array is not before[0]
    bygone_calls.uninstall()
    after = np.array, np.asarray, np.fromstring, np.reshape, random.sample
    assert after == before


YAML = """
from yaml import load
import yaml
print(load("a"), yaml.load("a", yaml.SafeLoader), yaml.load("a", Loader=yaml.SafeLoader))
"""


@pytest.mark.parametrize(("default", "first"), [("", "Full a"), ("=None", "None a")])
def test_yaml_load_without_a_loader(tmp_path: Path, default: str, first: str) -> None:
    """PyYAML 6 asks for it; what has a default keeps that."""
    package = f"FullLoader = 'Full'\nSafeLoader = 'Safe'\ndef load(stream, Loader{default}):\n"
    (tmp_path / "yaml.py").write_text(f"{package}    return f'{{Loader}} {{stream}}'\n")
    (tmp_path / "program.py").write_text(YAML, encoding="utf-8")
    done = run("program.py", cwd=tmp_path)
    assert done.stdout == f"{first} Safe a Safe a\n", done.stderr


RENAMED = """
from sklearn import preprocessing
from sklearn.manifold import TSNE
from gensim.models import Word2Vec
print(preprocessing.OneHotEncoder(sparse=False).told, TSNE(2, n_iter=5).told)
print(Word2Vec([], size=5, iter=2).told)
try:
    TSNE(2, n_iters=5)
except TypeError:
    print("refused")
"""


def test_arguments_that_other_packages_renamed(tmp_path: Path) -> None:
    """What has the old name still is given that."""
    files = {
        "program.py": RENAMED,
        "gensim/__init__.py": "from gensim import models",
        "gensim/models/__init__.py": "from gensim.models.word2vec import Word2Vec",
        "gensim/models/word2vec.py": "class Word2Vec:\n"
        "    def __init__(self, text, vector_size=1, epochs=1): self.told = vector_size, epochs\n",
        "sklearn/__init__.py": "",
        "sklearn/preprocessing.py": "class OneHotEncoder:\n"
        "    def __init__(self, *, sparse_output=True): self.told = sparse_output\n",
        "sklearn/manifold.py": "class TSNE:\n"
        "    def __init__(self, n, *, n_iter=1, max_iter=2): self.told = (n_iter, max_iter)\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("program.py", cwd=tmp_path)
    assert done.stdout == "False (5, 2)\n(5, 2)\nrefused\n", done.stderr


MOVED = """
import sys
from sklearn.cross_validation import split
from sklearn import cross_validation, grid_search
import sklearn.cross_validation
import scipy.sparse.linalg.eigen.arpack as arpack
from scipy.sparse.linalg.eigen.arpack import eigsh
print(split(), cross_validation.split is sklearn.cross_validation.split is split)
print(grid_search.OWN, eigsh is arpack.eigsh is sys.modules["scipy.sparse.linalg"].eigsh)
try:
    from sklearn import nothing_of_the_kind
except ImportError:
    print("refused")
"""


def test_what_other_packages_moved_is_found_where_it_was(tmp_path: Path) -> None:
    files = {
        "program.py": MOVED,
        "sklearn/__init__.py": "",
        "sklearn/model_selection.py": "def split(): return 'split'",
        "sklearn/grid_search.py": "OWN = 'a module that is there is left alone'",
        "scipy/__init__.py": "",
        "scipy/sparse/__init__.py": "",
        "scipy/sparse/linalg/__init__.py": "def eigsh(): pass",
        "scipy/sparse/linalg/eigen.py": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("program.py", cwd=tmp_path)
    assert done.stdout.splitlines() == [
        "split True",
        "a module that is there is left alone True",
        "refused",
    ], done.stderr


@pytest.mark.parametrize(
    ("parent", "name", "function"),
    [
        ("sklearn", "cross_validation", "KFold"),
        ("keras.utils", "np_utils", "to_categorical"),
        ("keras.preprocessing", "text", "Tokenizer"),
    ],
)
def test_what_was_moved_back_is_taken_out_again(parent: str, name: str, function: str) -> None:
    pytest.importorskip(parent)
    moved.provide(parent, [name])
    assert hasattr(getattr(sys.modules[parent], name), function)
    moved.drop()
    assert f"{parent}.{name}" not in sys.modules
    assert not hasattr(sys.modules[parent], name)


def test_images_of_scipy_are_as_scipy_made_them() -> None:
    pytest.importorskip("PIL")
    recorded = json.loads(make_images.DATA.read_text(encoding="utf-8"))
    for ours, scipys in zip(make_images.answers(old_images), recorded, strict=True):
        if scipys == "ValueError":
            assert ours == scipys
        else:  # Pillow's own rounding has changed since, by one of 255
            np.testing.assert_allclose(ours, scipys, atol=1, rtol=1e-5)


DROPPED = """
import pandas, scipy.misc, gensim.models.keyedvectors
from gensim.models import word2vec
from PIL import Image
import networkx as nx
from skimage.measure import compare_ssim
import numpy as np
from pandas import DataFrame, Series
print(Image.ANTIALIAS, nx.Graph().node, scipy.misc.comb(4, 2), scipy.misc.imresize is not None)
vectors = word2vec.Word2Vec().wv
words = vectors.wv.vocab
print(words["b"].index, words["b"].count, list(vectors.vocab), vectors.index2word)
print(word2vec.Word2Vec()["a"], "b" in word2vec.Word2Vec(), vectors.syn0)
table = DataFrame({"x": [1]})
more = Series({"x": 1}).append(9)
print(table.append({"x": 2}), table.append([table]), table.as_matrix(["x"]), more)
print(compare_ssim(np.ones(2), np.ones(2), multichannel=True))
"""
PACKAGES = {
    "PIL/__init__.py": "",
    "PIL/Image.py": "LANCZOS = 1",
    "networkx.py": "class Graph:\n    nodes = 'nodes'\n",
    "scipy/__init__.py": "",
    "scipy/misc.py": "def imresize(): 'a function that is there is left alone'",
    "scipy/special.py": "def comb(n, k): return n * 10 + k\nfactorial = logsumexp = comb",
    "skimage/__init__.py": "",
    "skimage/measure.py": "",
    "skimage/metrics.py": "def structural_similarity(a, b, **options): return options\n"
    "def peak_signal_noise_ratio(): pass",
    "gensim/__init__.py": "",
    "gensim/models/__init__.py": "",
    "gensim/models/keyedvectors.py": "class KeyedVectors:\n"
    "    key_to_index = {'a': 0, 'b': 1}\n    index_to_key = ['a', 'b']\n    vectors = 'rows'\n"
    "    def get_vecattr(self, word, name): return word + name\n"
    "    def __getitem__(self, word): return word + '!'\n"
    "    def __contains__(self, word): return word in self.key_to_index\n"
    "    @property\n    def vocab(self): raise AttributeError('gone')\n",
    "gensim/models/word2vec.py": "import sys\nclass Word2Vec:\n"
    "    wv = sys.modules['gensim.models.keyedvectors'].KeyedVectors()\n"
    "    def __init__(self, size=0): pass\n",
    "pandas.py": "class _Table:\n    def __init__(self, rows): self.rows = rows\n"
    "    def __getitem__(self, key): return type(self)(self.rows[key[0]])\n"
    "    def to_numpy(self): return self.rows\n"
    "class DataFrame(_Table): pass\nclass Series(_Table): pass\n"
    "def concat(parts, **options): return [p.rows if hasattr(p, 'rows') else p for p in parts]\n",
}


def test_names_that_other_packages_dropped(tmp_path: Path) -> None:
    for name, text in {**PACKAGES, "program.py": DROPPED}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("program.py", cwd=tmp_path)
    assert done.stdout.splitlines() == [
        "1 nodes 42 True",
        "1 bcount ['a', 'b'] ['a', 'b']",
        "a! True rows",
        "[{'x': [1]}, [{'x': 2}]] [{'x': [1]}, {'x': [1]}] [1] [{'x': 1}, 9]",
        "{'channel_axis': -1, 'data_range': 2.0}",
    ], done.stderr


def test_what_was_put_back_is_taken_out_again() -> None:
    image = pytest.importorskip("PIL.Image")
    assert not hasattr(image, "ANTIALIAS")
    bygone_packages.restore("PIL")
    assert image.ANTIALIAS == image.LANCZOS
    bygone_packages.drop()
    assert not hasattr(image, "ANTIALIAS")
