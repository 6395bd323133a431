-- Seals make a change of history evident. Each covers the entries of one chain that came after the seal before it, up to the horizon: nothing can
-- appear among them later. A chain is named by its tenant: all entries of a tenant's own database, its share of the control database's.
create table if not exists kernel.seals (
    chain uuid not null,
    number bigint not null,
    first_id bigint not null,
    last_id bigint not null,
    entries int not null,
    previous bytea not null,
    hash bytea not null,
    sealed_at timestamptz not null,
    primary key (chain, number));

-- What is hashed, so that anybody can do it again. A part is its length in UTF-8 bytes, ':', its text and ','; null is '-,'. Moments are microseconds
-- since 1970.
--   entry = sha256(parts of id, at, actor, means, request_id, object, object_id, action, number of fields, each field, version, values_digest in hex)
--   seal  = sha256(previous || parts of chain, number, first_id, last_id, entries, sealed_at || entries of the batch by id)
-- The first seal's previous is 32 zero bytes. Values are covered by values_digest alone, so that they can be erased.
create or replace function kernel.seal_part(value text) returns text language sql immutable parallel safe
return coalesce(octet_length(value) || ':' || value, '-') || ',';

create or replace function kernel.seal_part(value timestamptz) returns text language sql stable parallel safe
return kernel.seal_part(((extract(epoch from value) * 1000000)::bigint)::text);

create or replace function kernel.seal_parts(each text[]) returns text language sql immutable parallel safe
return (select string_agg(kernel.seal_part(f.name), '' order by f.place) from unnest(each) with ordinality f(name, place));

-- Without a query of its own, so that it is written out where it is called: a call costs ten times what it does.
create or replace function kernel.entry_digest(e kernel.changes) returns bytea language sql stable parallel safe
return sha256(convert_to(
    kernel.seal_part(e.id::text) || kernel.seal_part(e.at) || kernel.seal_part(e.actor) || kernel.seal_part(e.means) || kernel.seal_part(e.request_id)
    || kernel.seal_part(e.object) || kernel.seal_part(e.object_id) || kernel.seal_part(e.action) || kernel.seal_part(cardinality(e.fields)::text)
    || case when e.fields = '{}' then '' else kernel.seal_parts(e.fields) end
    || kernel.seal_part(e.version::text) || kernel.seal_part(encode(e.values_digest, 'hex')), 'UTF8'));

-- Seals the next batch, if there is one. Whoever comes second waits, and then sees the seal of the first. Entries are read in the order of an index: while much
-- is waiting, the statistics do not know it yet, and sorting all that waits for each batch would take ever longer.
create or replace function kernel.seal_changes(of_chain uuid, most int) returns setof kernel.seals
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set enable_sort = off set enable_bitmapscan = off set jit = off as $$
declare
    horizon bigint;
    last kernel.seals;
    batch record;
    next bigint;
    now timestamptz := clock_timestamp();
begin
    perform pg_advisory_xact_lock(17235, hashtext(of_chain::text));
    select * into last from kernel.seals s where s.chain = of_chain order by s.number desc limit 1;
    horizon := kernel.change_horizon();
    select min(e.id) as first_id, max(e.id) as last_id, count(*)::int as entries, string_agg(e.digest, ''::bytea order by e.id) as digests into batch
    from (
        select c.id, kernel.entry_digest(c) as digest
        from kernel.chain_entries(of_chain, coalesce(last.last_id, -9223372036854775808), horizon) c
        order by c.id limit most) e;
    if batch.entries = 0 then return; end if;
    next := coalesce(last.number, 0) + 1;
    last.hash := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
    return query insert into kernel.seals values (of_chain, next, batch.first_id, batch.last_id, batch.entries, last.hash,
        sha256(last.hash || convert_to(kernel.seal_part(of_chain::text) || kernel.seal_part(next::text) || kernel.seal_part(batch.first_id::text)
            || kernel.seal_part(batch.last_id::text) || kernel.seal_part(batch.entries::text) || kernel.seal_part(now), 'UTF8') || batch.digests), now)
        returning *;
end $$;

revoke execute on function kernel.seal_changes(uuid, int) from public;
