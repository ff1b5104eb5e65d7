"""Is a target ready? Key, address, and how soon a model on this machine answers. Nothing here scores anything."""
