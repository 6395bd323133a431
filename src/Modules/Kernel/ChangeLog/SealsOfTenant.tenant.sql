-- All entries of a tenant's own database are one chain.
create or replace function kernel.chain_entries(chain uuid, since bigint, till bigint) returns setof kernel.changes language sql stable as $$
    select * from kernel.changes c where c.id > since and c.id <= till
$$;

create index if not exists changes_by_time on kernel.changes (at, id);
