
-- Nobody may do anything that isn't granted. The last of the files: it holds for all functions before it.
revoke all on all functions in schema "${schema}" from public;

-- Who may read a view may call what it computes with.
do $$
declare
  it regprocedure;
begin
  for it in select distinct d.refobjid from pg_depend d join pg_rewrite w on w.oid = d.objid
    where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_proc'::regclass
      and w.ev_class in (select c.oid from pg_class c where c.relnamespace = '"${schema}"'::regnamespace)
      and d.refobjid in (
        select p.oid from pg_proc p where p.pronamespace = '"${schema}"'::regnamespace)
  loop
    execute format('grant execute on function %s to public', it);
    -- What reads tables does so with the owner's rights, as the view does.
    if (select p.provolatile <> 'i' from pg_proc p where p.oid = it) then
      execute format('alter function %s security definer set search_path = pg_catalog, pg_temp', it);
    end if;
  end loop;
end $$;

-- Who submits or steers jobs needs no rights on tables.
do $$
declare
  it regprocedure;
begin
  for it in select p.oid from pg_proc p
    where p.pronamespace = '"${schema}"'::regnamespace and p.proname in ('announce', 'cancel', 'retry', 'delete', 'pause')
  loop
    execute format('alter function %s security definer set search_path = pg_catalog, pg_temp', it);
  end loop;
end $$;

-- Whoever may use the schema may see which version it has: programs check it before they ask for more.
grant select on "${schema}".migration to public;
