-- Steps: what parts of a job's task came to, so that its next run goes on behind them; and signals, which a job waits
-- for without a worker. Both are kept as long as the job.

-- What a step came to, or which signal a job got. Immutable.
create table "${schema}".checkpoint (
  id bigint not null,
  -- 1: a step; 2: a signal, the number of those of its name before it; 3: the time for one was over.
  kind smallint not null,
  name text not null,
  number integer not null default 0,
  value text,
  made_at timestamptz not null default clock_timestamp(),
  primary key (id, name, number, kind)
);

-- Signals that were sent to a job and that it hasn't asked for yet.
create table "${schema}".signal (
  number bigint generated always as identity primary key,
  id bigint not null,
  name text not null,
  value text
);
create index signal_id on "${schema}".signal (id, name, number);

-- Which signal a job waits for, and until when. It is parked once its run has ended for that.
create table "${schema}".waiting (
  id bigint primary key,
  name text not null,
  number integer not null,
  until timestamptz not null,
  parked boolean not null default false
);

-- Jobs that were sent a signal, until a look at the queue has seen to them. A row of its own, since its sender may see
-- an old snapshot, in which the job doesn't wait yet.
create table "${schema}".signalled (
  number bigint generated always as identity primary key,
  id bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

-- Whether this run is the service's, and isn't over.
create function "${schema}".is_running(of_service bigint, of_run bigint, job_id bigint) returns boolean
language plpgsql volatile as $$
begin
  perform from "${schema}".lease l where l.run = of_run and l.service = of_service and job_id = any (l.jobs) for key share;
  return found and not exists (select from "${schema}".run r where r.id = job_id and r.run = of_run);
end $$;

-- Keeps what a step came to, in the caller's transaction. False if the run is no longer the service's.
create function "${schema}".keep_step(
  of_service bigint, of_run bigint, job_id bigint, most_bytes integer, step text, result text)
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not "${schema}".is_running(of_service, of_run, job_id) then
    return false;
  elsif octet_length(result) > most_bytes then
    raise program_limit_exceeded using message =
      format('the result of step %s has %s bytes, more than result_bytes (%s)', to_json(step), octet_length(result), most_bytes);
  elsif (select count(*) from "${schema}".checkpoint c where c.id = job_id) >= 1000 then
    raise program_limit_exceeded using message = 'a task may keep 1000 steps and signals';
  end if;
  insert into "${schema}".checkpoint (id, kind, name, value) values (job_id, 1, step, result) on conflict do nothing;
  if not found then
    raise unique_violation using message = format('step %s is kept already', to_json(step));
  end if;
  return true;
end $$;

create function "${schema}".step_names(job_id bigint) returns setof text language sql stable as
$$ select c.name from "${schema}".checkpoint c where c.id = job_id and c.kind = 1 $$;

create function "${schema}".step_result(job_id bigint, step text) returns text language sql stable as
$$ select c.value from "${schema}".checkpoint c where c.id = job_id and c.kind = 1 and c.name = step and c.number = 0 $$;

-- Takes a signal of this name: the same one again if the job has taken its number of them before. State 0: the run is
-- no longer the service's; 1: here it is; 2: the time for it was over; 3: none has come, the rest of the time is left.
create function "${schema}".take_signal(
  of_service bigint, of_run bigint, job_id bigint, signal_name text, which integer, within interval,
  out state integer, out value text, out rest interval)
language plpgsql volatile as $$
declare
  deadline timestamptz;
begin
  state := 0;
  if not "${schema}".is_running(of_service, of_run, job_id) then
    return;
  end if;
  select c.kind - 1, c.value into state, value from "${schema}".checkpoint c
  where c.id = job_id and c.name = signal_name and c.number = which and c.kind > 1;
  if found then
    return;
  end if;
  insert into "${schema}".waiting as w (id, name, number, until)
  values (job_id, signal_name, which, clock_timestamp() + within)
  on conflict (id) do update set name = excluded.name, number = excluded.number, parked = false,
    until = case when w.name = excluded.name and w.number = excluded.number then w.until else excluded.until end
  returning w.until into deadline;
  delete from "${schema}".signal s where s.number = (
    select t.number from "${schema}".signal t where t.id = job_id and t.name = signal_name order by t.number limit 1)
  returning s.value into value;
  if found then
    state := 1;
  elsif deadline <= clock_timestamp() then
    state := 2;
  else
    state := 3;
    rest := deadline - clock_timestamp();
    return;
  end if;
  if (select count(*) from "${schema}".checkpoint c where c.id = job_id) >= 1000 then
    raise program_limit_exceeded using message = 'a task may keep 1000 steps and signals';
  end if;
  insert into "${schema}".checkpoint (id, kind, name, number, value) values (job_id, state + 1, signal_name, which, take_signal.value);
  delete from "${schema}".waiting w where w.id = job_id;
end $$;

-- Of jobs whose run has ended to wait, those that needn't: their signal is there.
create function "${schema}".park(ids bigint[]) returns bigint[] language plpgsql volatile as $$
begin
  perform from "${schema}".waiting w where w.id = any (ids) order by w.id for update;
  update "${schema}".waiting w set parked = true where w.id = any (ids);
  return array(select w.id from "${schema}".waiting w
    where w.id = any (ids) and exists (select from "${schema}".signal s where s.id = w.id and s.name = w.name));
end $$;

-- Makes those due that were sent the signal which they wait for. What another transaction is about to park waits for
-- the next look.
create function "${schema}".wake() returns void language plpgsql volatile as $$
declare
  it record;
  place record;
begin
  for it in select s.number, s.id from "${schema}".signalled s order by s.number limit 200 for update skip locked loop
    perform from "${schema}".waiting w where w.id = it.id for update skip locked;
    continue when not found and exists (select from "${schema}".waiting w where w.id = it.id);
    delete from "${schema}".later l where l.id = it.id and exists (
      select from "${schema}".waiting w join "${schema}".signal s on s.id = w.id and s.name = w.name
      where w.id = it.id and w.parked)
    returning l.* into place;
    if found then
      insert into "${schema}".later (run_at, id, queue, rank, task, attempt)
      values (clock_timestamp(), place.id, place.queue, place.rank, place.task, place.attempt);
    end if;
    delete from "${schema}".signalled s where s.number = it.number;
  end loop;
end $$;

-- Sends a signal to a job, in the caller's transaction: it is kept until the job asks for one of this name. False if
-- there is no such job, or it has ended.
create function "${schema}".signal(uuid text, name text, value json default null) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  job_id bigint := "${schema}".job_of(signal.uuid);
  of_queue text;
begin
  if signal.name is null or signal.name !~ '\S' or length(signal.name) > 200 then
    raise invalid_parameter_value using message = 'a signal has a name of 1 to 200 characters';
  end if;
  select j.queue into of_queue from "${schema}".job j where j.id = job_id;
  if not found or exists (select from "${schema}".run r where r.id = job_id and r.final) then
    return false;
  elsif octet_length(value::text) > 1048576 then
    raise program_limit_exceeded using message =
      format('the value of signal %s has %s bytes, more than 1048576', to_json(signal.name), octet_length(value::text));
  elsif (select count(*) from "${schema}".signal s where s.id = job_id) >= 1000 then
    raise program_limit_exceeded using message = 'the job was sent 1000 signals that it hasn''t asked for';
  end if;
  insert into "${schema}".signal (id, name, value) values (job_id, signal.name, coalesce(value::text, 'null'));
  insert into "${schema}".signalled (id) values (job_id);
  perform "${schema}".announce(array["${schema}".name_id(of_queue)]);
  return true;
end $$;

-- Forgets all steps and signals of a job.
create function "${schema}".forget_steps(job_id bigint) returns void language sql volatile as $$
  delete from "${schema}".checkpoint c where c.id = job_id;
  delete from "${schema}".signal s where s.id = job_id;
  delete from "${schema}".waiting w where w.id = job_id;
$$;

-- Forgets steps and signals whose job is gone, those of some jobs at a time.
create function "${schema}".prune_steps(most integer) returns void language sql volatile as $$
  select "${schema}".forget_steps(g.id) from (
    select distinct k.id from (
      select c.id from "${schema}".checkpoint c union all select s.id from "${schema}".signal s
      union all select w.id from "${schema}".waiting w) k
    where not exists (select from "${schema}".job j where j.id = k.id) limit most) g
$$;
