-- Accounts, what they belong to, and how they are signed in. Tokens are stored hashed, private keys sealed.
create schema if not exists identity;

create table if not exists identity.accounts (
  id uuid primary key,
  email text not null unique, -- normalised: as it is looked up
  email_as_typed text not null,
  full_name text not null,
  password_hash text, -- PHC string
  time_zone text,
  locale text,
  profile_at timestamptz, -- when name, zone and locale were last said
  verified_at timestamptz,
  last_tenant_id uuid,
  failed_logins int not null default 0,
  last_failed_at timestamptz,
  locked_until timestamptz,
  created_at timestamptz not null
);

create table if not exists identity.memberships (
  account_id uuid not null references identity.accounts on delete cascade,
  tenant_id uuid not null,
  role text not null,
  status text not null default 'active', -- active, suspended
  created_at timestamptz not null,
  primary key (account_id, tenant_id)
);
create index if not exists memberships_tenant on identity.memberships (tenant_id);

-- A session is a family of refresh tokens, of which the newest is alive.
create table if not exists identity.sessions (
  id uuid primary key,
  account_id uuid not null references identity.accounts on delete cascade,
  tenant_id uuid not null,
  amr text[] not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text, -- logout, refreshReused, passwordChanged
  user_agent text,
  ip text
);
create index if not exists sessions_account on identity.sessions (account_id) where revoked_at is null;
-- When a member was last seen, among sessions that may have ended.
create index if not exists sessions_seen on identity.sessions (account_id, tenant_id, last_used_at);
create index if not exists sessions_revoked on identity.sessions (revoked_at) where revoked_at is not null;
create index if not exists sessions_expiry on identity.sessions (expires_at);

-- Every node refuses a revoked session's access tokens from this notice on.
create or replace function identity.session_revoked() returns trigger language plpgsql as $$
begin
  perform pg_notify('crm', 'session:' || new.id);
  return null;
end $$;
create or replace trigger session_revoked after update of revoked_at on identity.sessions
  for each row when (new.revoked_at is not null) execute function identity.session_revoked();

create table if not exists identity.refresh_tokens (
  id uuid primary key,
  session_id uuid not null references identity.sessions on delete cascade,
  hash bytea not null unique,
  issued_at timestamptz not null,
  used_at timestamptz,
  heir_id uuid, -- the token that was given for this one
  sealed_heir bytea -- the heir itself, readable only with this token, until the heir is used
);
create index if not exists refresh_tokens_session on identity.refresh_tokens (session_id);

create table if not exists identity.password_resets (
  id uuid primary key,
  account_id uuid not null references identity.accounts on delete cascade,
  hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index if not exists password_resets_account on identity.password_resets (account_id, created_at);

create table if not exists identity.signing_keys (
  kid text primary key,
  alg text not null,
  state text not null, -- next: published; active: signs; retired: still published
  public_jwk jsonb not null,
  sealed_private text not null,
  created_at timestamptz not null,
  activated_at timestamptz,
  retired_at timestamptz
);
create unique index if not exists signing_keys_active on identity.signing_keys (state) where state = 'active';

create or replace function identity.signing_keys_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('crm', 'signing-keys:');
  return null;
end $$;
create or replace trigger signing_keys_changed after insert or update or delete on identity.signing_keys
  for each statement execute function identity.signing_keys_changed();
