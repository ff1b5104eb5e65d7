"""What users write about their project: `harness.yaml` and suites, read strictly into `model.config` and `model.suite`.

Every problem is found at once and told with its place. YAML itself is `yamlfile/`'s, `assert:` is `checks/`'.
"""
