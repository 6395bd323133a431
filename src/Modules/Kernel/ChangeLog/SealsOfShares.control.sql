-- In the control database each tenant's share is a chain.
create or replace function kernel.chain_entries(chain uuid, since bigint, till bigint) returns setof kernel.changes language sql stable as $$
    select * from kernel.changes c where c.tenant_id = chain and c.id > since and c.id <= till
$$;

create index if not exists changes_of_tenant_by_time on kernel.changes (tenant_id, at, id) where tenant_id is not null;

-- The newest seal of each chain, under a key that no database holds: who rewrites or cuts a chain cannot make the anchor fit.
create table if not exists kernel.seal_anchors (
    chain uuid not null,
    source text not null,
    number bigint not null,
    last_id bigint not null,
    hash bytea not null,
    mac bytea not null,
    anchored_at timestamptz not null default now(),
    primary key (chain, source));

-- Up to which entry of this database's log all shares are sealed. Its row is also the turn of the nodes.
create table if not exists kernel.seal_progress (one boolean primary key default true check (one), through bigint not null);
insert into kernel.seal_progress (through) values (0) on conflict do nothing;
