-- Every change of a document is logged by its table's triggers: no slice can forget it. Who and why come from settings of the transaction:
-- crm.actor, crm.means, crm.request, crm.context (JSON). crm.set_based = 'on' opens the door for statements that write many rows.

-- One row. Deferred to the commit, so that the settings may come from any statement of the transaction.
create or replace function kernel.log_row() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    salt bytea := uuid_send(gen_random_uuid());
    entry bigint;
    action text;
    revision int;
    fields text[] := '{}';
    was jsonb;
    became jsonb;
    context jsonb := nullif(current_setting('crm.context', true), '')::jsonb;
begin
    if tg_op = 'INSERT' then
        -- Who changes a record writes it whether it is there or not: one that was erased or removed for good meanwhile must not come back by that.
        if tg_argv[1] = 'revision' and tg_argv[2] = 'trash' then
            if new.mt_version > 1 then raise exception 'The % % is gone.', tg_argv[0], new.id using errcode = 'serialization_failure'; end if;
        end if;
        action := 'created';
        became := new.data - 'version';
    elsif tg_op = 'DELETE' then
        action := 'deleted';
        was := old.data - 'version';
    else
        action := 'updated';
        if tg_argv[2] = 'trash' then
            action := case when new.mt_deleted is not distinct from old.mt_deleted then 'updated' when new.mt_deleted then 'trashed' else 'restored' end;
        end if;
        select coalesce(d.fields, '{}'), d.before, d.after into fields, was, became from kernel.change_diff(old.data, new.data) d;
        if action = 'updated' and fields = '{}' then return null; end if;
    end if;
    if tg_argv[1] = 'revision' then revision := coalesce(new.mt_version, old.mt_version); end if;
    if current_setting('crm.change_mark', true) is distinct from pg_current_xact_id()::text then perform kernel.mark_changes(); end if;
    insert into kernel.changes (actor, means, request_id, object, object_id, action, fields, version, values_digest)
    values (coalesce(nullif(current_setting('crm.actor', true), ''), 'system'), coalesce(nullif(current_setting('crm.means', true), ''), 'sql'),
        nullif(current_setting('crm.request', true), ''), tg_argv[0], coalesce(new.id, old.id), action, fields, revision,
        kernel.change_digest(salt, was, became, context))
    returning id into entry;
    insert into kernel.change_values values (entry, salt, was, became, context);
    return null;
end $$;

-- All rows of a statement by one statement, made as text because the columns and the transition tables differ. Compiling it (JIT) costs more than it saves.
create or replace function kernel.log_set() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare
    revision text := case tg_argv[1] when 'revision' then 'n.mt_version' else 'null' end;
    action text := case tg_argv[2] when 'trash'
        then $sql$case when n.mt_deleted is not distinct from o.mt_deleted then 'updated' when n.mt_deleted then 'trashed' else 'restored' end$sql$
        else $sql$'updated'$sql$ end;
    source text := case tg_op
        when 'INSERT' then $sql$select n.id, %1$s, 'created', '{}'::text[], null::jsonb, n.data - 'version' from became n$sql$
        when 'DELETE' then $sql$select n.id, %1$s, 'deleted', '{}'::text[], n.data - 'version', null::jsonb from was n$sql$
        else $sql$
            select n.id, %1$s, a.action, coalesce(d.fields, '{}'), d.before, d.after
            from was o join became n on n.id = o.id
            cross join lateral (select %2$s) a(action) cross join lateral kernel.change_diff(o.data, n.data) d
            where a.action <> 'updated' or d.fields is not null$sql$ end;
begin
    if current_setting('crm.change_mark', true) is distinct from pg_current_xact_id()::text then perform kernel.mark_changes(); end if;
    execute format($sql$
        with change(object_id, version, action, fields, before, after) as (%s),
        entry as materialized (select nextval('kernel.changes_id_seq') as id, uuid_send(gen_random_uuid()) as salt, * from change),
        logged as (
            insert into kernel.changes (id, actor, means, request_id, object, object_id, action, fields, version, values_digest)
            select id, $1, $2, $3, $4, object_id, action, fields, version::int, kernel.change_digest(salt, before, after, $5) from entry)
        insert into kernel.change_values select id, salt, before, after, $5 from entry$sql$, format(source, revision, action))
    using coalesce(nullif(current_setting('crm.actor', true), ''), 'system'), coalesce(nullif(current_setting('crm.means', true), ''), 'sql'),
        nullif(current_setting('crm.request', true), ''), tg_argv[0], nullif(current_setting('crm.context', true), '')::jsonb;
    return null;
end $$;

-- A role with temporary tables could otherwise hang these on one and forge entries.
revoke execute on function kernel.log_row(), kernel.log_set() from public;

-- Idempotent: a trigger is made anew only if its definition, kept as its comment, has changed.
create or replace function kernel.attach_change_log(in_schema name, in_table name, object text) returns void language plpgsql as $$
declare
    target regclass := format('%I.%I', in_schema, in_table);
    revised boolean := exists (select from pg_attribute where attrelid = target and attname = 'mt_version' and atttypid in ('int'::regtype, 'bigint'::regtype) and not attisdropped);
    trashed boolean := exists (select from pg_attribute where attrelid = target and attname = 'mt_deleted' and not attisdropped);
    arguments text := format('%L, %L, %L', object, case when revised then 'revision' else '' end, case when trashed then 'trash' else '' end);
    trigger_name name;
    definition text;
begin
    for trigger_name, definition in values
        ('change_log_row', 'create constraint trigger change_log_row after insert or update or delete on %s deferrable initially deferred for each row
            when (current_setting(''crm.set_based'', true) is distinct from ''on'') execute function kernel.log_row(%s)'),
        ('change_log_insert', 'create trigger change_log_insert after insert on %s referencing new table as became for each statement
            when (current_setting(''crm.set_based'', true) = ''on'') execute function kernel.log_set(%s)'),
        ('change_log_update', 'create trigger change_log_update after update on %s referencing old table as was new table as became for each statement
            when (current_setting(''crm.set_based'', true) = ''on'') execute function kernel.log_set(%s)'),
        ('change_log_delete', 'create trigger change_log_delete after delete on %s referencing old table as was for each statement
            when (current_setting(''crm.set_based'', true) = ''on'') execute function kernel.log_set(%s)')
    loop
        definition := format(definition, target, arguments);
        continue when exists (select from pg_trigger t where t.tgrelid = target and t.tgname = trigger_name and obj_description(t.oid, 'pg_trigger') = md5(definition));
        execute format('drop trigger if exists %I on %s', trigger_name, target);
        execute definition;
        execute format('comment on trigger %I on %s is %L', trigger_name, target, md5(definition));
    end loop;
end $$;

create or replace function kernel.detach_change_log(in_schema name, in_table name) returns void language plpgsql as $$
declare
    trigger_name name;
begin
    for trigger_name in select tgname from pg_trigger where tgrelid = format('%I.%I', in_schema, in_table)::regclass and tgname like 'change\_log\_%' loop
        execute format('drop trigger %I on %I.%I', trigger_name, in_schema, in_table);
    end loop;
end $$;

-- Every document table but those named ('schema.table'). Leaving one out is said aloud, and a name that fits no table is an error.
create or replace function kernel.attach_change_logs(excluded text[] default '{}') returns int language plpgsql as $$
declare
    document record;
    attached int := 0;
    objects text[] := '{}';
begin
    for document in
        select n.nspname as in_schema, c.relname as in_table, substr(c.relname, length('mt_doc_') + 1) as object, format('%s.%s', n.nspname, c.relname) as name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relname like 'mt\_doc\_%' and c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
        order by 1, 2
    loop
        if document.name = any (excluded) then
            excluded := array_remove(excluded, document.name);
            perform kernel.detach_change_log(document.in_schema, document.in_table);
            continue;
        end if;
        if document.object = any (objects) then raise exception 'Two document tables would be logged as "%".', document.object; end if;
        objects := objects || document.object;
        perform kernel.attach_change_log(document.in_schema, document.in_table, document.object);
        attached := attached + 1;
    end loop;
    if excluded <> '{}' then raise exception 'Excluded from the change log, but not there: %.', array_to_string(excluded, ', '); end if;
    return attached;
end $$;
