-- Tells the change log, for the rest of the transaction, who changes data and by what means. A procedure, since a call returns no rows to a batch.
create schema if not exists kernel;

create or replace procedure kernel.set_change_origin(actor text, means text, request text, context text) language plpgsql as $$
begin
  perform set_config('crm.actor', actor, true), set_config('crm.means', means, true),
          set_config('crm.request', request, true), set_config('crm.context', context, true);
end $$;
