"""The package's version, in a module that imports next to nothing."""

import time

__version__ = "0.1.0"
DISTRIBUTION = "portproof"
"""What the package index knows it by; the import and the command are `harness`."""
LOADED_AT = time.time()
"""What is written into a module after this moment is not what runs."""
