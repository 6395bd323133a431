-- Which releases' schemas the databases have been brought to: a node is not ready before its own.
create schema if not exists catalog;

create table if not exists catalog.releases (
  schema int primary key,
  migrated_at timestamptz not null default now()
);
