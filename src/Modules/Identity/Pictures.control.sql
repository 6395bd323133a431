-- The picture of an account: the hash that names its file, and the kind that its first bytes tell.
alter table identity.accounts add column if not exists picture text;
alter table identity.accounts add column if not exists picture_type text;
