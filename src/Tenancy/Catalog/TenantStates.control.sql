-- A tenant's state is its company's history, whoever changes it.
create or replace function catalog.log_state() returns trigger language plpgsql as $$
begin
  perform kernel.append_change(coalesce(nullif(current_setting('crm.actor', true), ''), 'system'), 'system', null, new.id, 'tenant', new.id::text, 'stateChanged',
    jsonb_build_object('state', old.state), jsonb_build_object('state', new.state));
  return null;
end $$;
create or replace trigger log_state after update of state on catalog.tenants for each row when (old.state is distinct from new.state) execute function catalog.log_state();
