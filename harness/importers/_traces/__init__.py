"""Logs and traces of a product's calls: read line by line, sorted into workflows, drawn from, written as suites."""
