"""One file a remedy; see `harness.protocols.Remedy`."""
