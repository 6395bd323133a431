-- Addresses that accounts want to have, those they had, and the way back. Tokens are stored hashed.
create table if not exists identity.email_changes (
  id uuid primary key,
  account_id uuid not null references identity.accounts on delete cascade,
  session_id uuid not null, -- who asked: the one session that outlives the change
  old_email text not null, -- normalised
  old_email_as_typed text not null,
  new_email text not null, -- normalised
  new_email_as_typed text not null,
  hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  cancelled_at timestamptz,
  confirmed_at timestamptz,
  undo_hash bytea unique,
  undo_until timestamptz,
  undone_at timestamptz
);
create index if not exists email_changes_account on identity.email_changes (account_id, created_at);
create index if not exists email_changes_recipient on identity.email_changes (new_email, created_at);
