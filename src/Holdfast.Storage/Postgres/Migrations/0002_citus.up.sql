-- Where the extension citus is installed, spreads the tables over its machines; anywhere else it does nothing.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN
        RETURN;
    END IF;

    -- Citus distributes no table that has triggers. Here it is the privileges of the server's role that keep the history:
    -- see docs/guide/scale.md.
    DROP TRIGGER entry_is_append_only ON entry;
    DROP TRIGGER snapshot_is_append_only ON snapshot;
    DROP TRIGGER key_is_append_only ON key;
    DROP TRIGGER catalogue_is_append_only ON catalogue;

    -- All rows of an account stand on one machine, beside each other.
    PERFORM create_distributed_table('entry', 'account_id');
    PERFORM create_distributed_table('snapshot', 'account_id', colocate_with => 'entry');
    PERFORM create_distributed_table('account', 'account_id', colocate_with => 'entry');

    -- Belongs to no account, but to whoever writes.
    PERFORM create_distributed_table('book', 'lane', colocate_with => 'none');

    -- Small, seldom written, and found before the account is known: on every machine.
    PERFORM create_reference_table('external_id');
    PERFORM create_reference_table('key');
    PERFORM create_reference_table('catalogue');
    PERFORM create_reference_table('setting');
END
$$;
