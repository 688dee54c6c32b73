"""``python -m tf1compat`` is the ``tf1compat`` command."""

from __future__ import annotations

import sys

from tf1compat.cli import main

if __name__ == "__main__":
    sys.exit(main())
