-- How jobs and queues are looked at and steered. What those call who may see and steer runs with the rights of the
-- owner: they need none on tables.

-- Jobs with all that is known of each, for the functions below. "tasks" that no living service declares are held.
create view "${schema}".job_state as
select j.id, j.uuid, j.task, j.queue, j.key,
  case
    when e.final then case e.outcome when 1 then 'done' when 4 then 'cancelled' when 7 then 'discarded' else 'dead' end
    else w.state
  end as state,
  w.reason,
  coalesce(w.attempt, e.attempt, 0) as attempt,
  coalesce((select g.max_attempts from "${schema}".granted g where g.id = j.id), j.max_attempts) as max_attempts,
  j.priority,
  "${schema}".time_of(j.id) as submitted_at,
  coalesce(w.run_at, j.run_at) as run_at,
  coalesce(w.started_at, e.started_at) as started_at,
  case when e.final then e.ended_at end as finished_at,
  (select s.node from "${schema}".service s where s.id = coalesce(w.service, e.service)) as node_id,
  (select r.error from "${schema}".run r where r.id = j.id and r.error is not null order by r.run desc limit 1) as error,
  case when e.final then e.result end as result,
  p.part as progress,
  p.says as progress_text,
  (select o.uuid from "${schema}".job o where o.id = j.parent) as parent_uuid
from "${schema}".job j
left join lateral (
  select r.* from "${schema}".run r where r.id = j.id order by r.final desc, r.run desc limit 1) e on true
left join "${schema}".progress p on p.id = j.id
left join lateral (
  select case when d.declared then 'ready' else 'held' end as state,
    case when not d.declared then 'undeclared' when not d.attended then 'no living service works on its queue' end as reason,
    r.attempt, null::timestamptz as run_at, null::timestamptz as started_at, null::bigint as service
  from "${schema}".ready r cross join lateral (
    select exists (select from "${schema}".service s join "${schema}".heartbeat b on b.service = s.id
      where r.task = any (s.tasks)) as declared,
      exists (select from "${schema}".service s join "${schema}".heartbeat b on b.service = s.id
        where j.queue = any (s.queues)) as attended) d
  where not coalesce(e.final, false)
    and r.queue = "${schema}".name_id(j.queue) and r.rank = -j.priority and r.id = j.id
  union all
  select 'scheduled', (select 'signal ' || to_json(s.name)::text from "${schema}".waiting s where s.id = l.id and s.parked),
    l.attempt, l.run_at, null, null from "${schema}".later l
  where not coalesce(e.final, false) and l.id = j.id
  union all
  select case h.reason when 'turn' then 'ready' else 'held' end,
    case h.reason when 'turn' then null else "${schema}".reason_of(h.reason, h.gate) end, h.attempt, null, null, null from "${schema}".held h
  where not coalesce(e.final, false) and h.id = j.id
  union all
  select 'running', null, c.attempts[array_position(c.jobs, j.id)] + 1, null, c.claimed_at, c.service
  from "${schema}".lease c
  where not coalesce(e.final, false) and j.id = any (c.jobs)
    and not exists (select from "${schema}".run r where r.id = j.id and r.run = c.run)
  limit 1) w on true;

-- Jobs as users see them.
create view "${schema}".jobs as
select s.uuid, s.task, s.queue, s.key, s.state, s.reason, s.attempt, s.max_attempts, s.priority, s.submitted_at, s.run_at,
  s.started_at, s.finished_at, s.node_id, s.error, s.result, s.progress, s.parent_uuid
from "${schema}".job_state s;

-- The jobs that match all that isn't null, the latest first, from the place where jobs of this state are: the time
-- that it takes doesn't depend on the length of the history, but for a queue or task among what is done.
create function "${schema}".find_jobs(
  in_queue text, in_state text, of_task text, with_key text, before_id bigint, most integer)
returns bigint[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set jit = off set plan_cache_mode = force_custom_plan as $$
declare
  queue_id bigint := "${schema}".name_id(in_queue);
  task_id bigint := "${schema}".name_id(of_task);
  before bigint := coalesce(before_id, 9223372036854775807);
  declared bigint[];
begin
  if with_key is not null then
    return array(select s.id from "${schema}".job_state s
      where hashtext(s.key) = hashtext(with_key) and s.key = with_key and s.id < before
        and (in_queue is null or s.queue = in_queue) and (of_task is null or s.task = of_task)
        and (in_state is null or s.state = in_state)
      order by s.id desc limit most);
  elsif in_state is null then
    return array(select j.id from "${schema}".job j where j.id < before
      and (in_queue is null or j.queue = in_queue) and (of_task is null or j.task = of_task)
      order by j.id desc limit most);
  elsif in_state in ('done', 'cancelled', 'discarded') then
    if in_queue is null and of_task is null then
      if in_state = 'done' then
        return array(select r.id from "${schema}".run r where r.final and r.outcome = 1 and r.id < before
          order by r.id desc limit most);
      end if;
      return array(select r.id from "${schema}".run r
        where r.final and r.outcome in (4, 7) and r.outcome = case in_state when 'cancelled' then 4 else 7 end
          and r.id < before order by r.id desc limit most);
    end if;
    return array(select r.id from "${schema}".run r join "${schema}".job j on j.id = r.id
      where r.final and r.outcome = case in_state when 'done' then 1 when 'cancelled' then 4 else 7 end and r.id < before
        and (in_queue is null or j.queue = in_queue) and (of_task is null or j.task = of_task)
      order by r.id desc limit most);
  elsif in_state = 'dead' then
    return array(select d.id from "${schema}".dead d where d.id < before and (queue_id is null or d.queue = queue_id)
      and (of_task is null or exists (select from "${schema}".job j where j.id = d.id and j.task = of_task))
      order by d.id desc limit most);
  elsif in_state = 'scheduled' then
    return array(select l.id from "${schema}".later l where l.id < before and (queue_id is null or l.queue = queue_id)
      and (task_id is null or l.task = task_id) order by l.id desc limit most);
  elsif in_state = 'running' then
    return array(select o.id from "${schema}".lease l cross join lateral unnest(l.jobs) as o (id)
      where o.id < before and not exists (select from "${schema}".run r where r.id = o.id and r.run = l.run)
        and (in_queue is null and of_task is null or exists (select from "${schema}".job j where j.id = o.id
          and (in_queue is null or j.queue = in_queue) and (of_task is null or j.task = of_task)))
      order by o.id desc limit most);
  elsif in_state not in ('ready', 'held') then
    raise invalid_parameter_value using message = format('there is no state %s', in_state),
      hint = 'Give scheduled, ready, held, running, done, dead, cancelled or discarded.';
  end if;
  -- What is ready has an order of its own: the latest of each priority in each queue. What no living service declares
  -- counts as held.
  select coalesce(array_agg(distinct t), '{}') into declared
  from "${schema}".heartbeat b join "${schema}".service s on s.id = b.service cross join lateral unnest(s.tasks) as t;
  return array(
    with recursive places as (
      (select r.queue, r.rank from "${schema}".ready r where queue_id is null or r.queue = queue_id
        order by r.queue, r.rank limit 1)
      union all
      select n.queue, n.rank from places p cross join lateral (
        select r.queue, r.rank from "${schema}".ready r
        where (r.queue, r.rank) > (p.queue, p.rank) and (queue_id is null or r.queue = queue_id)
        order by r.queue, r.rank limit 1) n)
    select a.id from (
      select l.id from places p cross join lateral (
        select r.id from "${schema}".ready r where r.queue = p.queue and r.rank = p.rank and r.id < before
          and (task_id is null or r.task = task_id) and (in_state = 'ready') = (r.task = any (declared))
        order by r.id desc limit most) l
      union all
      (select h.id from "${schema}".held h where (in_state = 'held') = (h.reason <> 'turn') and h.id < before
          and (queue_id is null or h.queue = queue_id) and (task_id is null or h.task = task_id)
        order by h.id desc limit most)) a
    order by a.id desc limit most);
end $$;

-- The same with all that is known of them.
create function "${schema}".list_jobs(in_queue text, in_state text, of_task text, with_key text, most integer)
returns setof "${schema}".job_state language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set jit = off set plan_cache_mode = force_custom_plan as $$
declare
  found_ids bigint[] := "${schema}".find_jobs(in_queue, in_state, of_task, with_key, null, most);
begin
  return query select s.* from "${schema}".job_state s where s.id = any (found_ids) and s.state is not null
    order by s.id desc;
end $$;

-- One job with all that is known of it.
create function "${schema}".show_job(uuid text) returns setof "${schema}".job_state language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  job_id bigint := "${schema}".job_of(uuid);
begin
  return query select s.* from "${schema}".job_state s where s.id = job_id;
end $$;

-- The runs of a job that have ended, in their order.
create function "${schema}".list_runs(
  uuid text, out attempt integer, out outcome smallint, out node_id text, out started_at timestamptz,
  out ended_at timestamptz, out error text)
returns setof record language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.attempt, r.outcome, (select s.node from "${schema}".service s where s.id = r.service), r.started_at, r.ended_at,
    r.error
  from "${schema}".run r where r.id = "${schema}".job_of(uuid) order by r.run $$;

-- What was submitted, arguments included.
create function "${schema}".message_of(uuid text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select j.message from "${schema}".job j where j.id = "${schema}".job_of(message_of.uuid) $$;

-- Says that somebody waits for the end of a job, for so long. Nothing if there is no such job.
create function "${schema}".await_job(uuid text, within interval, out job_id bigint, out waiter bigint)
returns setof record language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into "${schema}".awaited as a (id, until)
  select j.id, clock_timestamp() + within from "${schema}".job_of(uuid) as j (id) where j.id is not null
  returning a.id, a.waiter $$;

-- Nobody waits any more. What was seen of the job is on disk when this has been committed.
create function "${schema}".stop_waiting(of_job bigint, of_waiter bigint) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as
$$ delete from "${schema}".awaited a where a.id = of_job and a.waiter = of_waiter $$;

-- Those of these jobs that have ended.
create function "${schema}".ended_among(ids bigint[]) returns bigint[]
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select coalesce(array_agg(i), '{}') from unnest(ids) as i
   where exists (select from "${schema}".run r where r.id = i and r.final)
     or not exists (select from "${schema}".job j where j.id = i) $$;

-- Cancels, retries or deletes some of the jobs that match, in the order of their keys. Says how many, and before which
-- one to go on; null if these were the last.
create function "${schema}".steer(
  action text, in_queue text, in_state text, of_task text, with_key text, before_id bigint, most integer,
  default_attempts integer, out changed bigint, out next_before bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_ids bigint[] := "${schema}".find_jobs(in_queue, in_state, of_task, with_key, before_id, most);
  it record;
begin
  changed := 0;
  if cardinality(found_ids) = most then
    next_before := found_ids[most];
  end if;
  for it in select j.uuid from "${schema}".job j where j.id = any (found_ids) order by j.claim nulls first, j.id loop
    if (case action
        when 'cancel' then "${schema}".cancel(it.uuid)
        when 'retry' then "${schema}".retry(it.uuid, default_attempts)
        when 'delete' then "${schema}".delete(it.uuid)
      end)
    then
      changed := changed + 1;
    end if;
  end loop;
end $$;

-- Changes what is given of a queue's limits, as {"max_running": 4, "rate": "100/1m", "weight": 2, "max_attempts": 5,
-- "keep_done": "7 days", "max_ready": 1000}; null takes one away.
create function "${schema}".change_queue(queue text, changes json) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  given jsonb := changes::jsonb;
  settings jsonb;
  rate record;
begin
  select coalesce(jsonb_object_agg(e.key, case when e.key = 'weight' and e.value = 'null' then '1' else e.value end), '{}')
  into settings from jsonb_each(given) e
  where e.key in ('max_running', 'weight', 'max_attempts', 'keep_done', 'max_ready');
  if given ? 'rate' then
    rate := "${schema}".rate_of(given ->> 'rate');
    if rate.burst is not null then
      raise invalid_parameter_value using message = format('the rate of the queue %s has a burst', queue),
        hint = 'Only rates of tasks and keys may have one.';
    end if;
    settings := settings || jsonb_build_object('rate_number', rate.starts, 'rate_period', rate.period);
  end if;
  perform "${schema}".configure_queue(queue, settings::json);
end $$;

-- The services that live, with how many jobs each has taken.
create function "${schema}".list_nodes(
  out node_id text, out started_at timestamptz, out expires_at timestamptz, out queues text[], out running bigint)
returns setof record language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.node, s.started_at, h.expires_at, s.queues, (
    select count(*) from "${schema}".lease l cross join lateral unnest(l.jobs) as o (id)
    where l.service = s.id and not exists (select from "${schema}".run r where r.id = o.id and r.run = l.run))
  from "${schema}".heartbeat h join "${schema}".service s on s.id = h.service
  where h.expires_at > clock_timestamp()
  order by s.node, s.id $$;

-- Queues that nobody has configured but that have jobs: each gets a row.
create function "${schema}".note_queues() returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off set jit = off as $$
declare
  missing bigint[];
begin
  with recursive places as (
    (select r.queue, r.id from "${schema}".ready r order by r.queue limit 1)
    union all
    select n.queue, n.id from places p cross join lateral (
      select r.queue, r.id from "${schema}".ready r where r.queue > p.queue order by r.queue limit 1) n)
  select array_agg(c.id) into missing from (
    select p.queue, p.id from places p
    union all (select h.queue, h.id from "${schema}".held h order by h.id desc limit 1000)
    union all (select l.queue, l.id from "${schema}".later l order by l.id desc limit 1000)) c
  where not exists (select from "${schema}".queue q where q.id = c.queue);
  if missing is not null then
    insert into "${schema}".queue (id, name)
    select distinct "${schema}".name_id(j.queue), j.queue from "${schema}".job j where j.id = any (missing)
    order by 2 on conflict do nothing;
  end if;
end $$;

-- All queues with their numbers, as queue_counts has them, and what holds for each. Times are seconds.
create function "${schema}".list_queues(
  out queue text, out paused boolean, out ready bigint, out oldest_ready double precision, out running bigint,
  out scheduled bigint, out held json, out dead bigint, out ended json, out max_running integer, out rate_number integer,
  out rate_period double precision, out weight integer, out max_attempts integer, out keep_done double precision,
  out max_ready bigint)
returns setof record language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform "${schema}".note_queues();
  return query select c.queue, c.paused, c.ready, extract(epoch from c.oldest_ready)::double precision, c.running,
    c.scheduled, c.held, c.dead, c.ended, b.max_running, b.starts,
    extract(epoch from b.period)::double precision, q.weight, q.max_attempts,
    extract(epoch from q.keep_done)::double precision, q.max_ready
  from "${schema}".queue_counts() c join "${schema}".queue q on q.name = c.queue
    left join "${schema}".bound b on b.subject = q.id and b.of_queue and not b.per_key order by c.queue;
end $$;
