-- What staff looks attempts up by, and the ends of runs by which use and money are summed.
CREATE INDEX attempts_provider ON attempts (provider, created_at, id);
CREATE INDEX attempts_model ON attempts (model_id, created_at, id);
CREATE INDEX attempts_not_done ON attempts (created_at, id, outcome) WHERE outcome <> 'done';
CREATE INDEX runs_finished ON runs (finished_at);
CREATE INDEX runs_user_finished ON runs (user_id, finished_at);
