-- schema 1; in SQLite BYTEA is BLOB

CREATE TABLE harness_runs (
  id TEXT NOT NULL PRIMARY KEY, started_at TEXT NOT NULL, finished_at TEXT NOT NULL, version TEXT NOT NULL,
  record TEXT NOT NULL, complete BOOLEAN NOT NULL, nightly BOOLEAN NOT NULL, config_digest TEXT NOT NULL,
  calls BIGINT NOT NULL, live_calls BIGINT NOT NULL, input_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL, cost_usd DOUBLE PRECISION NOT NULL, passed BIGINT NOT NULL,
  failed BIGINT NOT NULL, errors BIGINT NOT NULL, skipped BIGINT NOT NULL
);

CREATE INDEX harness_runs_by_time ON harness_runs (started_at);

CREATE TABLE harness_documents (
  run TEXT NOT NULL PRIMARY KEY REFERENCES harness_runs (id), body BYTEA NOT NULL
);

CREATE TABLE harness_suites (
  run TEXT NOT NULL REFERENCES harness_runs (id), position INTEGER NOT NULL, suite TEXT NOT NULL,
  path TEXT NOT NULL, digest TEXT NOT NULL, prompt_digest TEXT NOT NULL, baseline TEXT NOT NULL,
  critical BOOLEAN NOT NULL, cases BIGINT NOT NULL, PRIMARY KEY (run, suite)
);

CREATE TABLE harness_targets (
  run TEXT NOT NULL REFERENCES harness_runs (id), position INTEGER NOT NULL, target TEXT NOT NULL,
  provider TEXT NOT NULL, model TEXT NOT NULL, PRIMARY KEY (run, target)
);

CREATE TABLE harness_verdicts (
  run TEXT NOT NULL REFERENCES harness_runs (id), suite TEXT NOT NULL, candidate TEXT NOT NULL,
  position INTEGER NOT NULL, verdict TEXT NOT NULL, cases BIGINT NOT NULL, missing BIGINT NOT NULL,
  difference DOUBLE PRECISION, lower DOUBLE PRECISION, upper DOUBLE PRECISION, margin DOUBLE PRECISION,
  confidence DOUBLE PRECISION, baseline_rate DOUBLE PRECISION, candidate_rate DOUBLE PRECISION,
  noise_floor DOUBLE PRECISION, cases_needed BIGINT, PRIMARY KEY (run, suite, candidate)
);

CREATE TABLE harness_outcomes (
  run TEXT NOT NULL REFERENCES harness_runs (id), suite TEXT NOT NULL, case_id TEXT NOT NULL,
  target TEXT NOT NULL, passed BIGINT NOT NULL, failed BIGINT NOT NULL, errors BIGINT NOT NULL,
  skipped BIGINT NOT NULL, live BIGINT NOT NULL, answers BIGINT NOT NULL, refusals BIGINT NOT NULL,
  compared BIGINT NOT NULL, equivalent BIGINT NOT NULL, score DOUBLE PRECISION, latency_s DOUBLE PRECISION,
  ttft_s DOUBLE PRECISION, input_tokens DOUBLE PRECISION, output_tokens DOUBLE PRECISION,
  tokens_per_s DOUBLE PRECISION, characters DOUBLE PRECISION, cost_usd DOUBLE PRECISION, troubles TEXT NOT NULL,
  PRIMARY KEY (run, suite, case_id, target)
);

CREATE TABLE harness_served (
  run TEXT NOT NULL REFERENCES harness_runs (id), target TEXT NOT NULL, model TEXT NOT NULL,
  fingerprint TEXT NOT NULL, answers BIGINT NOT NULL, live BIGINT NOT NULL,
  PRIMARY KEY (run, target, model, fingerprint)
);

CREATE TABLE harness_pins (
  name TEXT NOT NULL PRIMARY KEY, run TEXT NOT NULL REFERENCES harness_runs (id), pinned_at TEXT NOT NULL
);

-- schema 2; in SQLite BYTEA is BLOB

CREATE TABLE harness_agreements (
  run TEXT NOT NULL REFERENCES harness_runs (id), pinned TEXT NOT NULL, suite TEXT NOT NULL,
  case_id TEXT NOT NULL, target TEXT NOT NULL, how TEXT NOT NULL, compared BIGINT NOT NULL,
  equivalent BIGINT NOT NULL, PRIMARY KEY (run, pinned, suite, case_id, target)
);

-- schema 3; in SQLite BYTEA is BLOB

CREATE TABLE harness_parts (
  suite TEXT NOT NULL, unit TEXT NOT NULL, part TEXT NOT NULL, assigned_at TEXT NOT NULL,
  PRIMARY KEY (suite, unit)
);

CREATE TABLE harness_attempts (
  id TEXT NOT NULL PRIMARY KEY, suite TEXT NOT NULL, candidate TEXT NOT NULL, inputs TEXT NOT NULL,
  begun_at TEXT NOT NULL, finished_at TEXT NOT NULL, outcome TEXT NOT NULL
);

CREATE TABLE harness_attempt_runs (
  attempt TEXT NOT NULL REFERENCES harness_attempts (id), run TEXT NOT NULL, calls BIGINT NOT NULL,
  cost_usd DOUBLE PRECISION NOT NULL, PRIMARY KEY (attempt, run)
);

CREATE TABLE harness_trials (
  attempt TEXT NOT NULL REFERENCES harness_attempts (id), tuning TEXT NOT NULL, number BIGINT NOT NULL,
  stage TEXT NOT NULL, note TEXT NOT NULL, body BYTEA NOT NULL, train DOUBLE PRECISION,
  train_cases BIGINT NOT NULL, validation DOUBLE PRECISION, validation_cases BIGINT NOT NULL,
  tried_at TEXT NOT NULL, PRIMARY KEY (attempt, tuning)
);

CREATE TABLE harness_looks (
  suite TEXT NOT NULL, candidate TEXT NOT NULL, tuning TEXT NOT NULL, model TEXT NOT NULL,
  attempt TEXT NOT NULL REFERENCES harness_attempts (id), number BIGINT NOT NULL, looked_at TEXT NOT NULL,
  confidence DOUBLE PRECISION NOT NULL, verdict TEXT NOT NULL, good DOUBLE PRECISION NOT NULL,
  cases BIGINT NOT NULL, PRIMARY KEY (suite, candidate, tuning)
);
