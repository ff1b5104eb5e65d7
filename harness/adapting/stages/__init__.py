"""One file a stage; see `harness.protocols.Stage`."""
