"""Facts: frozen dataclasses that know only the standard library."""
