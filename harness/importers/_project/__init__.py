"""What every importer writes with: suites, targets and recordings of one project, whole or not at all."""
