-- Brings the tables back to one machine; anywhere else there is nothing to do.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        RETURN;
    END IF;

    PERFORM undistribute_table('entry');
    PERFORM undistribute_table('snapshot');
    PERFORM undistribute_table('account');
    PERFORM undistribute_table('book');
    PERFORM undistribute_table('external_id');
    PERFORM undistribute_table('key');
    PERFORM undistribute_table('catalogue');
    PERFORM undistribute_table('setting');
    CREATE TRIGGER entry_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry EXECUTE FUNCTION holdfast_append_only();
    CREATE TRIGGER snapshot_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON snapshot EXECUTE FUNCTION holdfast_append_only();
    CREATE TRIGGER key_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON key EXECUTE FUNCTION holdfast_append_only();
    CREATE TRIGGER catalogue_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON catalogue EXECUTE FUNCTION holdfast_append_only();
END
$$;
