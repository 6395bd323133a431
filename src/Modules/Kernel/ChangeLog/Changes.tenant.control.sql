-- The change log of a database: what happened, in an order that readers can follow. The same in tenants' databases and in the control database.
create schema if not exists kernel;

-- Without CACHE: a session that keeps ids for later would draw them before its mark.
create sequence if not exists kernel.changes_id_seq as bigint cache 1;

-- What will be hash-chained: it holds no personal value.
create table if not exists kernel.changes (
    id bigint primary key default nextval('kernel.changes_id_seq'),
    at timestamptz not null default statement_timestamp(),
    actor text not null,
    means text not null,
    request_id text,
    object text not null,
    object_id text,
    action text not null,
    fields text[] not null default '{}',
    version int,
    values_digest bytea not null);

create index if not exists changes_of_object on kernel.changes (object_id, object, id);

-- What a job did, so that it can be taken back.
create index if not exists changes_of_job on kernel.changes (means, id) where means like 'job:%';

-- What can be erased. No foreign key: only the functions here write, and a key would lock and rewrite each entry it points to (a fifth of the cost).
create table if not exists kernel.change_values (
    change_id bigint primary key,
    salt bytea not null,
    before jsonb,
    after jsonb,
    context jsonb);

-- The text of a jsonb holds no raw line feed, so the parts cannot be mistaken for each other.
create or replace function kernel.change_digest(salt bytea, before jsonb, after jsonb, context jsonb) returns bytea language sql stable parallel safe
return sha256(salt || convert_to(coalesce(before::text, '') || E'\n' || coalesce(after::text, '') || E'\n' || coalesce(context::text, ''), 'UTF8'));

-- Members that differ; nulls where none does. The revision is no member: it changes with every write, and entries tell it apart.
-- OFFSET 0 keeps the two values from being unpacked once per member.
create or replace function kernel.change_diff(was jsonb, became jsonb) returns table (fields text[], before jsonb, after jsonb) language sql immutable parallel safe as $$
    select array_agg(key), jsonb_object_agg(key, v.was -> key) filter (where v.was ? key), jsonb_object_agg(key, v.became -> key) filter (where v.became ? key)
    from (select was - 'version' as was, became - 'version' as became offset 0) v, jsonb_object_keys(v.was || v.became) as key
    where v.was -> key is distinct from v.became -> key
$$;

-- Order. Ids are drawn before commit, so a reader of "id > since" alone skips an entry that commits after a later one. Therefore:
--   writer: notes the last id drawn (M), holds a shared lock named M to the end of its transaction, and only then draws ids;
--   reader: (a) notes the last id drawn (L), (b) then looks for held locks, (c) then, with a new snapshot, reads up to least(L, every M).
-- Proof: let an entry have id <= least(L, every M). It was drawn before (a), so its writer locked its mark m < id before (a). Were that lock held
-- at (b), the horizon would be <= m < id. So it was released before (b): its writer had ended, and (c) sees the entry or it never was.
-- Reading an outdated last id, in either role, only lowers the mark or the horizon. Ids drawn outlive dump, restore and move, locks need not:
-- no transaction does. Writers never wait (all locks are shared) and other databases do not count. A standby has no marks: read the primary.
-- A savepoint's rollback takes back lock and setting together; the setting names its transaction, so a leftover is never believed.
create or replace function kernel.mark_changes() returns void language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(17234::bigint << 48 | last_value - (not is_called)::int),
        set_config('crm.change_mark', pg_current_xact_id()::text, true)
    from kernel.changes_id_seq;
end $$;

create or replace function kernel.change_horizon() returns bigint language plpgsql volatile as $$
declare
    drawn bigint;
    marked bigint;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'The change log is read in READ COMMITTED: with an older snapshot entries would be skipped.';
    end if;
    select last_value - (not is_called)::int into drawn from kernel.changes_id_seq;
    select min((classid::bigint & 65535) << 32 | objid::bigint) into marked
    from pg_locks
    where locktype = 'advisory' and mode = 'ShareLock' and objsubid = 1 and classid::bigint >> 16 = 17234
        and database = (select oid from pg_database where datname = current_database());
    return least(drawn, marked);
end $$;

-- VOLATILE matters: each statement in it has its own snapshot, so the rows are read after the horizon was taken.
create or replace function kernel.read_changes(since bigint, page int)
returns table (id bigint, at timestamptz, actor text, means text, request_id text, object text, object_id text, action text, fields text[], version int, before jsonb, after jsonb, context jsonb)
language plpgsql volatile as $$
declare
    horizon bigint := kernel.change_horizon();
begin
    return query
        select c.id, c.at, c.actor, c.means, c.request_id, c.object, c.object_id, c.action, c.fields, c.version, v.before, v.after, v.context
        from kernel.changes c left join kernel.change_values v on v.change_id = c.id
        where c.id > since and c.id <= horizon
        order by c.id limit page;
end $$;

-- Forgets the values of one record's entries; the entries and their digests stay.
create or replace function kernel.erase_change_values(object text, object_id text) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
    with erased as (
        delete from kernel.change_values v using kernel.changes c
        where v.change_id = c.id and c.object = $1 and c.object_id = $2
        returning 1)
    select count(*) from erased
$$;

-- The same for single entries: another record's, where it tells of the one.
create or replace function kernel.erase_change_values(changes bigint[]) returns bigint
language sql security definer set search_path = pg_catalog, pg_temp as $$
    with erased as (delete from kernel.change_values v where v.change_id = any($1) returning 1)
    select count(*) from erased
$$;

revoke execute on function kernel.erase_change_values(text, text), kernel.erase_change_values(bigint[]) from public;

-- All that a role may do here, whatever default privileges gave it.
create or replace function kernel.grant_change_log(grantee name) returns void language plpgsql as $$
begin
    execute format('revoke all on kernel.changes, kernel.change_values, kernel.changes_id_seq, kernel.seals from public, %I', grantee);
    execute format('grant usage on schema kernel to %I', grantee);
    execute format('grant select on kernel.changes, kernel.change_values, kernel.changes_id_seq, kernel.seals to %I', grantee);
    execute format('grant execute on function kernel.erase_change_values(text, text), kernel.erase_change_values(bigint[]), kernel.seal_changes(uuid, int) to %I', grantee);
end $$;
