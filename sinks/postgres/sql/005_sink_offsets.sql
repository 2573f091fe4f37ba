-- How far the direct sink is, written in the transactions of its rows: neither is ever ahead of the other.

CREATE TABLE IF NOT EXISTS sink_offsets (
  topic        text NOT NULL,
  partition    integer NOT NULL,
  next_offset  bigint NOT NULL,
  rows         bigint NOT NULL,
  PRIMARY KEY (topic, partition)
);
COMMENT ON TABLE sink_offsets IS 'Positions of the direct sink in the row topics. Made by Tindahan.';
COMMENT ON COLUMN sink_offsets.next_offset IS 'Offset of the first record that is not stored yet.';
COMMENT ON COLUMN sink_offsets.rows IS 'Records stored so far.';
