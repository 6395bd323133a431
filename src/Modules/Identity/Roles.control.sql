-- What members may do: roles that a company made for itself, and the teams whose records its people share.
create table if not exists identity.roles (
  id uuid primary key,
  tenant_id uuid not null,
  name text not null,
  description text,
  permissions jsonb not null, -- [{permission, scope}]
  fields jsonb not null default '[]', -- [{object, field, access}]
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index if not exists roles_name on identity.roles (tenant_id, lower(name));

create table if not exists identity.teams (
  id uuid primary key,
  tenant_id uuid not null,
  parent_id uuid references identity.teams,
  name text not null,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index if not exists teams_name on identity.teams (tenant_id, lower(name));
create index if not exists teams_parent on identity.teams (parent_id);

create table if not exists identity.team_members (
  team_id uuid not null references identity.teams on delete cascade,
  account_id uuid not null,
  tenant_id uuid not null,
  primary key (team_id, account_id),
  foreign key (account_id, tenant_id) references identity.memberships (account_id, tenant_id) on delete cascade
);
create index if not exists team_members_account on identity.team_members (account_id, tenant_id);

-- Every node drops what it remembers of the company's people, and reads it again when one of them comes.
create or replace function identity.rights_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('crm', 'rights:' || replace(coalesce(new.tenant_id, old.tenant_id)::text, '-', ''));
  return null;
end $$;
create or replace trigger rights_changed after insert or update or delete on identity.memberships for each row execute function identity.rights_changed();
create or replace trigger rights_changed after insert or update or delete on identity.roles for each row execute function identity.rights_changed();
create or replace trigger rights_changed after insert or update or delete on identity.teams for each row execute function identity.rights_changed();
create or replace trigger rights_changed after insert or update or delete on identity.team_members for each row execute function identity.rights_changed();

-- A team shows how many are in it, so coming and going makes a new version of it, also where a membership ends.
create or replace function identity.team_members_changed() returns trigger language plpgsql as $$
begin
  update identity.teams set version = version + 1 where id = coalesce(new.team_id, old.team_id);
  return null;
end $$;
create or replace trigger team_members_changed after insert or delete on identity.team_members for each row execute function identity.team_members_changed();

alter table identity.memberships add column if not exists version int not null default 1;

create table if not exists identity.invitations (
  id uuid primary key,
  tenant_id uuid not null,
  email text not null, -- normalised
  email_as_typed text not null,
  role text not null,
  hash bytea not null unique,
  invited_by uuid not null,
  created_at timestamptz not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz
);
create unique index if not exists invitations_open on identity.invitations (tenant_id, email) where accepted_at is null and revoked_at is null;
create index if not exists invitations_recipient on identity.invitations (tenant_id, email, created_at);
create index if not exists invitations_tenant on identity.invitations (tenant_id, id);
