-- What clients are told of records: entries of some kinds of record after a position, up to the horizon (see kernel.change_horizon) and over a bounded stretch of the log. Every row, and one without an
-- entry if there is none, says up to where it looked and where the horizon was. VOLATILE matters: the entries are read with a snapshot taken after the horizon.
create or replace function kernel.read_record_changes(since bigint, objects text[], page int, span int)
returns table (till bigint, horizon bigint, id bigint, at timestamptz, object text, object_id text, action text, fields text[], version int, known boolean, owner_before text, merged_into text)
language plpgsql volatile as $$
declare
    safe bigint := kernel.change_horizon();
    reach bigint := least(safe, since + span);
begin
    return query
        select reach, safe, e.* from (values (1)) one left join lateral (
            select c.id, c.at, c.object, c.object_id, c.action, c.fields, c.version, v.change_id is not null, v.before ->> 'ownerId', v.after ->> 'mergedInto'
            from kernel.changes c left join kernel.change_values v on v.change_id = c.id
            where c.id > since and c.id <= reach and c.object = any(objects)
            order by c.id limit page) e on true
        order by e.id;
end $$;
