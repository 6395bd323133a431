-- The control database has no document triggers: what has no tenant yet (a failed login, a signup) is told by a call, in the transaction of the deed.
alter table kernel.changes add column if not exists tenant_id uuid;

create index if not exists changes_of_tenant on kernel.changes (tenant_id, id) where tenant_id is not null;

create or replace function kernel.append_change(
    actor text, means text, request_id text, tenant_id uuid, object text, object_id text, action text,
    before jsonb default null, after jsonb default null, context jsonb default null) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    entry bigint;
    salt bytea := uuid_send(gen_random_uuid());
begin
    if current_setting('crm.change_mark', true) is distinct from pg_current_xact_id()::text then
        perform kernel.mark_changes();
    end if;
    insert into kernel.changes (actor, means, request_id, tenant_id, object, object_id, action, fields, values_digest)
    values (actor, means, request_id, tenant_id, object, object_id, action,
        coalesce((select d.fields from kernel.change_diff(before, after) d), '{}'), kernel.change_digest(salt, before, after, context))
    returning id into entry;
    insert into kernel.change_values values (entry, salt, before, after, context);
    return entry;
end $$;

revoke execute on function kernel.append_change(text, text, text, uuid, text, text, text, jsonb, jsonb, jsonb) from public;
