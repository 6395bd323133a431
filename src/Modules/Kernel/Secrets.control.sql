-- The keys that seal secrets, themselves encrypted with the operator's master key.
create schema if not exists secrets;

create table if not exists secrets.data_protection_keys (
  name text primary key,
  xml text not null,
  created_at timestamptz not null default now()
);
