-- The truth. Every key begins with the account, so that the table can be spread over machines by it.
CREATE TABLE entry (
    account_id    uuid    NOT NULL,
    seq           bigint  NOT NULL, -- from 1, without gaps, in the account
    at            bigint  NOT NULL, -- microseconds since 1970: a replay is the same bytes
    kind          text    NOT NULL,
    catalogue     integer NOT NULL,
    caller_id     text,
    request_hash  bigint  NOT NULL,
    hold          text,
    operation     text,
    asset         text,
    amount        bigint,           -- millionths of the asset
    body          text    NOT NULL, -- JSON, kept to the byte, because the hash covers it
    previous_hash bytea   NOT NULL,
    hash          bytea   NOT NULL,
    batch         bigint  NOT NULL, -- which try to write added it, so that a lost answer can be found out
    CONSTRAINT entry_seq PRIMARY KEY (account_id, seq)
);

CREATE UNIQUE INDEX entry_caller_id ON entry (account_id, caller_id) WHERE caller_id IS NOT NULL;

-- What became of a hold. The entry that places one under the caller's id hold/<id> is found by that id already, and the
-- index of the others is a third as large.
CREATE INDEX entry_hold ON entry (account_id, hold) WHERE hold IS NOT NULL AND caller_id IS DISTINCT FROM 'hold/' || hold;

CREATE TABLE snapshot (
    account_id uuid   NOT NULL,
    seq        bigint NOT NULL,
    hash       bytea  NOT NULL,
    state      text   NOT NULL, -- JSON
    CONSTRAINT snapshot_seq PRIMARY KEY (account_id, seq)
);

-- What an account is found by, as it is now.
CREATE TABLE account (
    account_id  uuid   NOT NULL,
    external_id text,
    email       text,
    opened_at   bigint NOT NULL,
    CONSTRAINT account_id PRIMARY KEY (account_id)
);

CREATE INDEX account_email ON account (email) WHERE email IS NOT NULL;

-- Found before the account is known, and unique over all accounts: that cannot be kept by a key that begins with the account.
CREATE TABLE external_id (
    external_id text NOT NULL,
    account_id  uuid NOT NULL,
    CONSTRAINT external_id_owner PRIMARY KEY (external_id)
);

CREATE INDEX external_id_account ON external_id (account_id);

-- Found before the account is known: whoever has the secret says no more.
CREATE TABLE key (
    secret_hash bytea NOT NULL,
    account_id  uuid  NOT NULL,
    key_id      text  NOT NULL,
    CONSTRAINT key_secret PRIMARY KEY (secret_hash)
);

-- The trial balance, in parts: each session that writes has a lane, and its own sums, so that no two wait for each other.
CREATE TABLE book (
    lane   integer NOT NULL,
    asset  text    NOT NULL,
    book   text    NOT NULL,
    amount numeric NOT NULL, -- millionths; a sum over all accounts may pass 64 bits
    CONSTRAINT book_lane PRIMARY KEY (lane, asset, book)
);

CREATE TABLE catalogue (
    version  integer NOT NULL,
    since    bigint  NOT NULL,
    document text    NOT NULL,
    CONSTRAINT catalogue_version PRIMARY KEY (version)
);

CREATE TABLE setting (
    name  text NOT NULL,
    value text NOT NULL,
    CONSTRAINT setting_name PRIMARY KEY (name)
);

CREATE FUNCTION holdfast_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the table % is append only', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER entry_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry EXECUTE FUNCTION holdfast_append_only();
CREATE TRIGGER snapshot_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON snapshot EXECUTE FUNCTION holdfast_append_only();
CREATE TRIGGER key_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON key EXECUTE FUNCTION holdfast_append_only();
CREATE TRIGGER catalogue_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON catalogue EXECUTE FUNCTION holdfast_append_only();
