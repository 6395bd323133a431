-- Those who run the service, and what they did inside companies. Operators are no accounts: no company can invite one, and none of them can sign up.
create table if not exists identity.operators (
  id uuid primary key,
  email text not null unique, -- normalised
  full_name text not null,
  password_hash text,
  sealed_totp text,
  confirmed_at timestamptz, -- when password and authenticator were set up
  last_step bigint not null default 0, -- a code works once
  setup_hash bytea unique,
  setup_expires_at timestamptz,
  security_version int not null default 1, -- tokens of before carry a lower one
  disabled_at timestamptz,
  failed_logins int not null default 0,
  last_failed_at timestamptz,
  locked_until timestamptz,
  created_at timestamptz not null
);

-- A grant to work as a member. Its session is one of the member's, so that ending sessions ends it; it has no refresh token.
create table if not exists identity.impersonations (
  id uuid primary key,
  operator_id uuid not null references identity.operators,
  tenant_id uuid not null,
  account_id uuid not null,
  session_id uuid not null,
  reason text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_by text -- operator:…, account:…, system
);
create index if not exists impersonations_tenant on identity.impersonations (tenant_id, id);
create index if not exists impersonations_session on identity.impersonations (session_id);

alter table identity.security_policies add column if not exists impersonation_allowed boolean not null default true;


-- However the session ends, the stay ends with it: nobody gets another token for it.
create or replace function identity.stay_ended() returns trigger language plpgsql as $$
declare stay record;
begin
  update identity.impersonations set ended_at = new.revoked_at, ended_by = 'system' where session_id = new.id and ended_at is null and expires_at > new.revoked_at returning id, tenant_id into stay;
  if found then
    perform kernel.append_change('system', 'system', null, stay.tenant_id, 'impersonation', stay.id::text, 'ended', null, jsonb_build_object('reason', new.revoked_reason));
  end if;
  return null;
end $$;
create or replace trigger stay_ended after update of revoked_at on identity.sessions
  for each row when (new.revoked_at is not null and 'operator' = any (new.amr)) execute function identity.stay_ended();
