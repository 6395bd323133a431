-- The catalog: which companies there are, where their databases stand, and who is awake.
create schema if not exists catalog;

create table if not exists catalog.servers (
  name text primary key,
  host text not null,
  port int not null,
  state text not null default 'open' -- open: takes new tenants
);

create table if not exists catalog.tenants (
  id uuid primary key,
  slug text not null unique,
  organization text not null,
  state text not null default 'provisioning', -- provisioning, active, readOnly, suspended, deleted
  server text not null references catalog.servers,
  database text not null unique,
  role text not null,
  sealed_password text not null,
  schema_version int not null default 0,
  time_zone text not null,
  currency text not null,
  created_at timestamptz not null,
  awake_until timestamptz,
  wake_at timestamptz,
  swept_at timestamptz
);
create index if not exists tenants_awake on catalog.tenants (awake_until) where awake_until is not null;
create index if not exists tenants_wake on catalog.tenants (wake_at) where wake_at is not null;
create index if not exists tenants_swept on catalog.tenants (swept_at nulls first) where awake_until is null;

-- Every node drops what it remembers of a tenant when this fires. Waking and sleeping do not.
create or replace function catalog.tenant_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('crm', 'tenant:' || replace(coalesce(new.id, old.id)::text, '-', ''));
  return null;
end $$;
create or replace trigger tenant_changed
  after insert or delete or update of slug, state, server, database, role, sealed_password, schema_version on catalog.tenants
  for each row execute function catalog.tenant_changed();

create table if not exists catalog.signups (
  id uuid primary key,
  slug text not null,
  organization text not null,
  full_name text not null,
  email text not null,
  password_hash text, -- waits for verification, then is cleared
  time_zone text not null,
  currency text not null,
  token_hash bytea not null,
  status text not null, -- awaitingVerification, provisioning, ready, failed, cancelled, expired
  account_id uuid,
  tenant_id uuid not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  verified_at timestamptz
);
create unique index if not exists signups_slug on catalog.signups (slug) where status in ('awaitingVerification', 'provisioning', 'failed');
create index if not exists signups_expiry on catalog.signups (expires_at) where status = 'awaitingVerification';

create index if not exists signups_open on catalog.signups (verified_at) where status = 'provisioning';

create table if not exists catalog.signup_steps (
  signup_id uuid not null references catalog.signups on delete cascade,
  ordinal int not null,
  name text not null,
  status text not null default 'pending', -- pending, running, done, failed
  attempts int not null default 0,
  started_at timestamptz,
  finished_at timestamptz,
  error text,
  primary key (signup_id, ordinal)
);

create or replace function catalog.signup_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('crm', 'signup:' || new.signup_id);
  return null;
end $$;
create or replace trigger signup_changed after insert or update on catalog.signup_steps
  for each row execute function catalog.signup_changed();

create table if not exists catalog.idempotency (
  id text primary key,
  body_hash text not null,
  status int not null,
  headers jsonb not null,
  body text not null,
  created_at timestamptz not null
);
create index if not exists idempotency_age on catalog.idempotency (created_at);
