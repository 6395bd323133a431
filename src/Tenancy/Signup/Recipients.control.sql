-- How often strangers made us write to an address.
create index if not exists signups_recipient on catalog.signups (lower(email), created_at);
