-- What stands beside the password: authenticator apps, recovery codes, logins that wait for one of them, and what a company demands of its members.
create table if not exists identity.authenticators (
  account_id uuid primary key references identity.accounts on delete cascade,
  sealed_secret text not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  last_step bigint not null default 0 -- a code works once: steps up to this one are used up
);

create table if not exists identity.recovery_codes (
  hash bytea primary key, -- 120 random bits each, so a plain hash suffices
  account_id uuid not null references identity.accounts on delete cascade,
  used_at timestamptz
);
alter table identity.recovery_codes add column if not exists created_at timestamptz not null default now();
create index if not exists recovery_codes_account on identity.recovery_codes (account_id);

create table if not exists identity.mfa_challenges (
  id uuid primary key,
  hash bytea not null unique,
  account_id uuid not null references identity.accounts on delete cascade,
  tenant_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  attempts int not null default 0,
  used_at timestamptz
);
create index if not exists mfa_challenges_expiry on identity.mfa_challenges (expires_at);

create table if not exists identity.security_policies (
  tenant_id uuid primary key,
  mfa_required boolean not null default false,
  version int not null default 1,
  updated_at timestamptz not null
);

alter table identity.sessions add column if not exists authenticated_at timestamptz;
