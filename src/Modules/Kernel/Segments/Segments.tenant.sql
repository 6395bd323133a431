-- Which records are in which segment, and since when; and who came and went. Written by the kernel alone, under one lock of the company (see SegmentDesk), so that ids follow the order of commits.
create table if not exists kernel.segment_members (
    segment_id uuid not null,
    record_id uuid not null,
    entered_at timestamptz not null,
    primary key (segment_id, record_id));

create index if not exists segment_members_record on kernel.segment_members (record_id, segment_id);

create table if not exists kernel.segment_events (
    id bigint generated always as identity primary key,
    segment_id uuid not null,
    record_id uuid not null,
    entered boolean not null,
    cause text not null,
    at timestamptz not null);

create index if not exists segment_events_segment on kernel.segment_events (segment_id, id);
