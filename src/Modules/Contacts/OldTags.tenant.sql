-- Tags lay with contacts once. Those that only companies bore come into being when one of these is written again.
do $$ begin
    if to_regclass('contacts.mt_doc_tag') is null then return; end if;
    insert into kernel.mt_doc_tag (id, data, mt_dotnet_type, key, created_at)
    select n.id, jsonb_build_object('id', n.id, 'name', t.data ->> 'name', 'createdAt', t.data ->> 'createdAt', 'createdBy', 'system', 'updatedAt', t.data ->> 'createdAt', 'updatedBy', 'system'),
        'Crm.Kernel.Tags.Tag', t.id, (t.data ->> 'createdAt')::timestamptz
    from contacts.mt_doc_tag t cross join lateral (select case when t.id is not null then gen_random_uuid() end as id) n
    on conflict do nothing;
    drop table contacts.mt_doc_tag cascade;
end $$;
