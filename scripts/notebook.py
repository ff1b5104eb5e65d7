"""Execute docs/notebook.ipynb and keep what it shows. Needs nbclient, ipykernel and pandas.

python scripts/notebook.py            # tests/test_notebook.py says when its output is out of date
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parent.parent / "docs" / "notebook.ipynb"


def executed(path: Path) -> Any:
    """The notebook with its output, run in its own folder; nothing is written."""
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(path, as_version=4)
    NotebookClient(book, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    for cell in book.cells:
        cell.metadata.pop("execution", None)
    book.metadata = nbformat.NotebookNode(
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"name": "python"},
    )
    return book


def main() -> None:
    import nbformat

    path = Path(sys.argv[1]) if len(sys.argv) > 1 else NOTEBOOK
    nbformat.write(executed(path), path)


if __name__ == "__main__":
    main()
