-- Keys by which programs work for a company, on behalf of the member who made them.
create table if not exists identity.api_keys (
  id uuid primary key,
  tenant_id uuid not null,
  public_id text not null unique,
  hash bytea not null,
  former_hash bytea, -- still valid for a while after a rotation
  former_until timestamptz,
  name text not null,
  permissions jsonb not null, -- [{permission, scope}]
  allowed_ips text[] not null default '{}', -- CIDR; none: from anywhere
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz, -- to the minute
  revoked_at timestamptz,
  version int not null default 1
);
create index if not exists api_keys_tenant on identity.api_keys (tenant_id, id);

create or replace function identity.api_key_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('crm', 'api-key:' || old.public_id);
  return null;
end $$;
create or replace trigger api_key_changed after update of hash, former_hash, former_until, permissions, allowed_ips, expires_at, revoked_at on identity.api_keys
  for each row execute function identity.api_key_changed();
