-- One ledger in one schema: the table, what guards it, and who may do what. The owner of the database runs it once:
--
--     psql -v ledger=aozora -v writer=aozora_office -f ledger.sql DATABASE
--
-- The writer may read and append, nothing else. Names: lower-case letters, digits and _.
\set ON_ERROR_STOP on
BEGIN;
CREATE SCHEMA :"ledger";
SET LOCAL search_path = :"ledger";

CREATE TABLE event (
  seq INTEGER PRIMARY KEY CHECK (seq >= 0), leaf TEXT NOT NULL UNIQUE CHECK (length(leaf) = 64),
  prev TEXT UNIQUE REFERENCES event(leaf), stream TEXT NOT NULL, ver INTEGER NOT NULL CHECK (ver >= 1),
  type TEXT NOT NULL, line TEXT NOT NULL, UNIQUE (stream, ver), CHECK ((seq = 0) = (prev IS NULL)));

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_all_but_the_next() RETURNS trigger LANGUAGE plpgsql SET search_path = :"ledger", pg_temp AS $$
DECLARE
  last record;
BEGIN
  SELECT seq, leaf INTO last FROM event ORDER BY seq DESC LIMIT 1;
  IF NEW.seq IS DISTINCT FROM coalesce(last.seq + 1, 0) OR NEW.prev IS DISTINCT FROM last.leaf THEN
    RAISE EXCEPTION 'not the next line of the ledger' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER event_next_only BEFORE INSERT ON event
  FOR EACH ROW EXECUTE FUNCTION refuse_all_but_the_next();

-- Writers take turns at the table's own lock. PostgreSQL gives it to nobody who may only insert, so the owner lends it.
CREATE FUNCTION take_turn() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = :"ledger", pg_temp AS $$
BEGIN
  LOCK TABLE event IN EXCLUSIVE MODE;
END $$;
REVOKE ALL ON FUNCTION take_turn() FROM PUBLIC;

GRANT USAGE ON SCHEMA :"ledger" TO :"writer";
GRANT SELECT, INSERT ON event TO :"writer";
GRANT EXECUTE ON FUNCTION take_turn() TO :"writer";
COMMIT;
