-- +goose Up
-- Spot checks: the secret of each period, its published hash, and the draw with all that it follows from. basis and sample are JSON.
CREATE TABLE IF NOT EXISTS spot_draws (
  period     VARCHAR(20) NOT NULL PRIMARY KEY,
  secret     VARCHAR(100) NOT NULL,
  hash       VARCHAR(100) NOT NULL,
  made_ms    BIGINT NOT NULL,
  at_ms      BIGINT NOT NULL,
  drawn_ms   BIGINT NOT NULL,
  basis      MEDIUMTEXT NOT NULL,
  sample     MEDIUMTEXT NOT NULL,
  written_ms BIGINT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS spot_draws;
