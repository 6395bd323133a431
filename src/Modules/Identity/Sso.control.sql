-- Single sign-on: a company's connection to its OpenID provider, the mail domains it proved, logins under way, and who is known by which subject.
create table if not exists identity.sso_connections (
  id uuid primary key,
  tenant_id uuid not null constraint sso_connections_tenant unique,
  issuer text not null,
  client_id text not null,
  sealed_secret text not null,
  scopes text[] not null,
  default_role text not null,
  jit_provisioning boolean not null,
  status text not null, -- active, disabled
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table if not exists identity.sso_domains (
  id uuid primary key,
  tenant_id uuid not null,
  domain text not null, -- ASCII, lower case
  challenge text not null,
  created_at timestamptz not null,
  verified_at timestamptz,
  constraint sso_domains_listed unique (tenant_id, domain)
);
create unique index if not exists sso_domains_verified on identity.sso_domains (domain) where verified_at is not null;

create table if not exists identity.sso_attempts (
  state_hash bytea primary key,
  connection_id uuid not null references identity.sso_connections on delete cascade,
  binding_hash bytea not null, -- of what the browser holds that began
  sealed text not null, -- nonce and PKCE verifier
  reauthenticate boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index if not exists sso_attempts_expiry on identity.sso_attempts (expires_at);
create index if not exists sso_attempts_connection on identity.sso_attempts (connection_id);

-- A link belongs to a membership: what one company's provider says about a subject means nothing to another company.
create table if not exists identity.external_identities (
  tenant_id uuid not null,
  issuer text not null,
  subject text not null,
  account_id uuid not null,
  domain text not null, -- by whose proof it was made
  created_at timestamptz not null,
  primary key (tenant_id, issuer, subject),
  constraint external_identities_account unique (tenant_id, issuer, account_id),
  foreign key (account_id, tenant_id) references identity.memberships (account_id, tenant_id) on delete cascade
);

alter table identity.sessions add column if not exists sso_connection_id uuid;
create index if not exists sessions_sso on identity.sessions (sso_connection_id) where sso_connection_id is not null and revoked_at is null;
alter table identity.mfa_challenges add column if not exists sso_connection_id uuid;
alter table identity.mfa_challenges add column if not exists authenticated_at timestamptz;
alter table identity.security_policies add column if not exists sso_required boolean not null default false;
