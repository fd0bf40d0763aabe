-- Workflows: jobs of which some wait for others. A job that waits is held for "dependency"; how many it still waits for
-- is counted down in the transaction of each end, and at 0 it is let go, once. Locks are taken in the order of ids.

create table "${schema}".workflow (
  id bigint primary key,
  uuid text not null unique,
  name text not null,
  submitted_at timestamptz not null default clock_timestamp(),
  cancelled_at timestamptz
);

-- The jobs of workflows, by the names that their dependents know them by.
create table "${schema}".step (
  job bigint primary key,
  workflow bigint not null,
  name text not null,
  number integer not null,
  -- How long it waits once nothing else holds it.
  delay interval,
  unique (workflow, name)
);

-- Which job waits for which. If the first one isn't done, the second is cancelled (1) or runs all the same (2).
create table "${schema}".dependency (
  before bigint not null,
  after bigint not null,
  on_failure smallint not null check (on_failure in (1, 2)),
  -- Whether the end of the first one has been counted.
  settled boolean not null default false,
  primary key (before, after)
) with (fillfactor = 50);
create index dependency_after on "${schema}".dependency (after);

-- How many ends a job still waits for.
create table "${schema}".countdown (
  job bigint primary key,
  open integer not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Puts steps into a workflow: those that wait for nothing are submitted, the others held. They come in an order in
-- which each stands behind what it waits for.
create function "${schema}".insert_steps(
  of_workflow bigint, messages text[], task_names text[], queue_names text[], priorities integer[],
  attempt_limits integer[], times timestamptz[], delays double precision[], rules text[], claims bytea[], keys text[],
  names text[], steps text[], befores text[], afters text[], policies smallint[], by_job bigint)
returns void language plpgsql volatile
set enable_seqscan = off set jit = off set plan_cache_mode = force_custom_plan as $$
declare
  first_number integer := (select coalesce(max(s.number), 0) from "${schema}".step s where s.workflow = of_workflow);
  roots record;
  early bigint[];
begin
  -- Those that wait for nothing.
  select count(*) as number, array_agg(g.message order by g.n) as messages, array_agg(g.task order by g.n) as tasks,
    array_agg(g.queue order by g.n) as queues, array_agg(g.priority order by g.n) as priorities,
    array_agg(g.attempts order by g.n) as attempts,
    case when count(g.run_at) > 0 then array_agg(g.run_at order by g.n) end as times,
    case when count(g.delay) > 0 then array_agg(g.delay order by g.n) end as delays,
    case when count(g.rule) > 0 then array_agg(g.rule order by g.n) end as rules,
    case when count(g.claim) > 0 then array_agg(g.claim order by g.n) end as claims,
    array_agg(g.key order by g.n) as keys, array_agg(g.name order by g.n) as names
  into roots
  from unnest(messages, task_names, queue_names, priorities, attempt_limits, times, delays, rules, claims, keys, names, steps)
    with ordinality as g (message, task, queue, priority, attempts, run_at, delay, rule, claim, key, name, step, n)
    left join (select distinct a.step from unnest(afters) as a (step)) w on w.step = g.step
  where w.step is null;
  if roots.number > 0 then
    perform "${schema}".submit_jobs(roots.messages, roots.tasks, roots.queues, roots.priorities, roots.attempts,
      roots.times, roots.delays, roots.rules, roots.claims, roots.keys, null,
      case when by_job is not null then array_fill(by_job, array[roots.number::integer]) end, roots.names);
    insert into "${schema}".step (job, workflow, name, number)
    select j.id, of_workflow, g.step, first_number + g.n
    from unnest(names, steps) with ordinality as g (name, step, n)
      join "${schema}".job j on j.uuid = g.name and j.id > of_workflow
    where g.name = any (roots.names);
  end if;
  if cardinality(roots.names) is distinct from cardinality(names) then
    with waiting as materialized (
      select g.*, "${schema}".next_id() as id
      from unnest(messages, task_names, queue_names, priorities, attempt_limits, times, delays, rules, claims, keys, names,
          steps)
        with ordinality as g (message, task, queue, priority, attempts, run_at, delay, rule, claim, key, name, step, n)
        join (select distinct a.step from unnest(afters) as a (step)) w on w.step = g.step
    ), numbered as materialized (
      -- The join may have changed the order, in which the ids have to be.
      select w.*, i.id as job
      from (select o.*, row_number() over (order by o.n) as place from waiting o) w
        join (select o.id, row_number() over (order by o.id) as place from waiting o) i on i.place = w.place
    ), full_rows as materialized (
      select w.*, coalesce(w.queue, t.queue, 'default') as queue_name, coalesce(w.priority, t.priority, 0) as rank,
        coalesce(w.attempts, t.max_attempts) as most
      from numbered w left join "${schema}".task t on t.name = w.task
    ), bodies as (
      insert into "${schema}".job (id, queue, task, message, priority, max_attempts, run_at, key, rule, claim, uuid, parent)
      select f.job, f.queue_name, f.task, f.message, f.rank,
        coalesce(f.most, (select q.max_attempts from "${schema}".queue q where q.name = f.queue_name)), f.run_at, f.key,
        f.rule, f.claim, f.name, by_job
      from full_rows f
    ), places as (
      insert into "${schema}".held (id, reason, queue, rank, task, attempt)
      select f.job, 'dependency', "${schema}".name_id(f.queue_name), -f.rank, "${schema}".name_id(f.task), 0 from full_rows f
    )
    insert into "${schema}".step (job, workflow, name, number, delay)
    select f.job, of_workflow, f.step, first_number + f.n, make_interval(secs => f.delay) from full_rows f;
    insert into "${schema}".dependency (before, after, on_failure)
    select b.job, a.job, e.policy
    from unnest(befores, afters, policies) as e (before, after, policy)
      join "${schema}".step b on b.workflow = of_workflow and b.name = e.before
      join "${schema}".step a on a.workflow = of_workflow and a.name = e.after;
    insert into "${schema}".countdown as c (job, open)
    select a.job, count(*)
    from unnest(afters) as e (after) join "${schema}".step a on a.workflow = of_workflow and a.name = e.after
    group by a.job order by a.job
    on conflict (job) do update set open = c.open + excluded.open;
  end if;
  if roots.rules is not null then
    -- A rule for duplicates may have dropped some already.
    select array_agg(j.id) into early from "${schema}".job j where j.uuid = any (roots.names) and j.id > of_workflow;
    perform "${schema}".workflow_ended(early);
  end if;
end $$;

-- Submits a workflow in the caller's transaction. False if there is one of this uuid already, which stays as it is.
create function "${schema}".submit_workflow(
  of_uuid text, of_name text, messages text[], task_names text[], queue_names text[], priorities integer[],
  attempt_limits integer[], times timestamptz[], delays double precision[], rules text[], claims bytea[], keys text[],
  names text[], steps text[], befores text[], afters text[], policies smallint[])
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  workflow_id bigint := "${schema}".next_id();
begin
  insert into "${schema}".workflow (id, uuid, name) values (workflow_id, of_uuid, of_name) on conflict do nothing;
  if not found then
    return false;
  end if;
  perform "${schema}".insert_steps(workflow_id, messages, task_names, queue_names, priorities, attempt_limits, times,
    delays, rules, claims, keys, names, steps, befores, afters, policies, null);
  return true;
end $$;

-- Adds steps to a workflow, by one of its jobs that runs: while the lease is held that long, the job doesn't end, and
-- neither does the workflow. They may wait for that job and for each other; a step that waits already may be made to
-- wait for them. A step whose name is there already stays as it is, since the job may have added it before.
create function "${schema}".add_steps(
  by_uuid text, of_uuid text, messages text[], task_names text[], queue_names text[], priorities integer[],
  attempt_limits integer[], times timestamptz[], delays double precision[], rules text[], claims bytea[], keys text[],
  names text[], steps text[], befores text[], afters text[], policies smallint[])
returns integer language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  adder bigint := "${schema}".job_of(by_uuid);
  in_run bigint;
  flow record;
  it record;
  wanted text;
begin
  -- Ends wait for this lock, or it waits for them: then a new statement sees the end.
  select l.run into in_run from "${schema}".lease l where adder = any (l.jobs)
    and not exists (select from "${schema}".run r where r.id = adder and r.run = l.run)
  for share;
  if in_run is null or exists (select from "${schema}".run r where r.id = adder and r.run = in_run) then
    raise invalid_parameter_value using message = 'the task that adds steps to a workflow isn''t running any more';
  end if;
  select w.*, s.name as step into flow from "${schema}".workflow w join "${schema}".step s on s.workflow = w.id
  where w.uuid = of_uuid and s.job = adder for key share of w;
  if not found then
    raise invalid_parameter_value using message = 'the task that adds steps isn''t part of this workflow';
  elsif flow.cancelled_at is not null then
    raise invalid_parameter_value using message = format('the workflow %s is cancelled, and takes no more steps', flow.name);
  end if;
  select n.message_list, n.task_list, n.queue_list, n.priority_list, n.attempt_list, n.time_list, n.delay_list, n.rule_list,
    n.claim_list, n.key_list, n.name_list, n.step_list into it
  from (select array_agg(g.message order by g.n) as message_list, array_agg(g.task order by g.n) as task_list,
      array_agg(g.queue order by g.n) as queue_list, array_agg(g.priority order by g.n) as priority_list,
      array_agg(g.attempts order by g.n) as attempt_list, array_agg(g.run_at order by g.n) as time_list,
      array_agg(g.delay order by g.n) as delay_list, array_agg(g.rule order by g.n) as rule_list,
      array_agg(g.claim order by g.n) as claim_list, array_agg(g.key order by g.n) as key_list,
      array_agg(g.name order by g.n) as name_list, array_agg(g.step order by g.n) as step_list
    from unnest(messages, task_names, queue_names, priorities, attempt_limits, times, delays, rules, claims, keys, names, steps)
      with ordinality as g (message, task, queue, priority, attempts, run_at, delay, rule, claim, key, name, step, n)
    where not exists (select from "${schema}".step s where s.workflow = flow.id and s.name = g.step)) n;
  if it.step_list is null then
    return 0;
  end if;
  select e.before into wanted from unnest(befores, afters) as e (before, after)
  where e.before <> flow.step and not e.before = any (it.step_list)
    and not (e.before = any (steps) and not e.after = any (it.step_list)) limit 1;
  if found then
    raise invalid_parameter_value using message = format('an added step can''t wait for %L', wanted),
      hint = 'It may wait for the step that adds it, and for steps that are added with it.';
  end if;
  perform from "${schema}".countdown c where c.job in (
    select s.job from "${schema}".step s where s.workflow = flow.id and s.name = any (afters)) and c.open > 0
  order by c.job for update;
  select e.after into wanted from unnest(befores, afters) as e (before, after)
  where e.before = any (it.step_list) and not e.after = any (it.step_list) and not exists (
    select from "${schema}".step s join "${schema}".countdown c on c.job = s.job
    where s.workflow = flow.id and s.name = e.after and c.open > 0) limit 1;
  if found then
    raise invalid_parameter_value using message = format('%L can''t be made to wait for an added step: it doesn''t wait any more', wanted),
      hint = 'Let it wait for the step that adds others.';
  end if;
  perform "${schema}".insert_steps(flow.id, it.message_list, it.task_list, it.queue_list, it.priority_list,
    it.attempt_list, it.time_list, it.delay_list, it.rule_list, it.claim_list, it.key_list, it.name_list, it.step_list,
    e.befores, e.afters, e.policies, adder)
  from (select coalesce(array_agg(g.before), '{}') as befores, coalesce(array_agg(g.after), '{}') as afters,
      coalesce(array_agg(g.policy), '{}') as policies
    from unnest(befores, afters, policies) as g (before, after, policy)
    where g.before = any (it.step_list) or g.after = any (it.step_list)) e;
  return cardinality(it.step_list);
end $$;

-- Lets go of steps that wait for nothing more, and tells the services of their queues. One whose place is locked
-- elsewhere is left for the next look.
create function "${schema}".release_steps(free bigint[], is_ours boolean default false) returns void language plpgsql volatile
set enable_seqscan = off set jit = off as $$
declare
  it record;
begin
  with gone as (
    delete from "${schema}".held h where h.id = any (array(
      select c.id from "${schema}".held c where c.id = any (free) and c.reason = 'dependency' order by c.id
      for update skip locked))
    returning *
  ), known as materialized (
    select g.id, g.queue, g.rank, g.task, g.attempt, j.rule, j.claim, case when j.run_at is null or s.delay is not null then clock_timestamp() + s.delay else j.run_at end as due
    from gone g join "${schema}".job j on j.id = g.id join "${schema}".step s on s.job = g.id
  ), waiting as (
    insert into "${schema}".later (run_at, id, queue, rank, task, attempt)
    select k.due, k.id, k.queue, k.rank, k.task, k.attempt from known k where k.due > clock_timestamp()
    returning id
  ), counted as (
    delete from "${schema}".countdown c where c.job in (select g.id from gone g)
  )
  select array_agg(k.id order by k.id) filter (where k.now) as ids, array_agg(k.queue order by k.id) filter (where k.now) as queues,
    array_agg(k.rank order by k.id) filter (where k.now) as ranks, array_agg(k.task order by k.id) filter (where k.now) as tasks,
    array_agg(k.attempt order by k.id) filter (where k.now) as attempts, array_agg(k.rule order by k.id) filter (where k.now) as rules,
    array_agg(k.claim order by k.id) filter (where k.now) as claims, array_agg(distinct k.queue) as told
  into it from (select n.*, n.id not in (select w.id from waiting w) as now from known n) k;
  if it.told is not null then
    perform "${schema}".announce(it.told, is_ours);
  end if;
  if it.ids is not null then
    perform "${schema}".admit_or_defer(it.ids, it.queues, it.ranks, it.tasks, it.attempts, it.rules, it.claims);
  end if;
end $$;

-- Jobs have ended: what waited for them alone is let go or, if it isn't to run after a failure, cancelled with all that
-- waits for it. Called in the transaction of the end; jobs that belong to no workflow cost one look at an index.
create function "${schema}".workflow_ended(ended bigint[], is_ours boolean default false) returns void language plpgsql volatile
set enable_seqscan = off set jit = off as $$
declare
  level bigint[];
  failed bigint[];
  doomed bigint[];
  free bigint[];
begin
  if not exists (select from "${schema}".step s where s.job = any (ended)) then
    return;
  end if;
  select array_agg(e.id), coalesce(array_agg(e.id) filter (where e.outcome <> 1), '{}') into level, failed
  from (select r.id, r.outcome from "${schema}".run r where r.id = any (ended) and r.final
    and exists (select from "${schema}".dependency d where d.before = r.id and not d.settled)) e;
  if level is null then
    return;
  end if;
  perform from "${schema}".countdown c where c.job in (
    select d.after from "${schema}".dependency d where d.before = any (level) and not d.settled
    union
    select d.after from (
      with recursive stopped (job) as (
        select d.after from "${schema}".dependency d where d.before = any (failed) and d.on_failure = 1
        union
        select d.after from stopped p join "${schema}".dependency d on d.before = p.job where d.on_failure = 1)
      select job from stopped) s join "${schema}".dependency d on d.before = s.job)
  order by c.job for update;
  loop
    with settled as (
      update "${schema}".dependency d set settled = true where d.before = any (level) and not d.settled
      returning d.before, d.after, d.on_failure
    ), sums as (
      select s.after, count(*) as number, bool_or(f.id is not null and s.on_failure = 1) as stop
      from settled s left join unnest(failed) as f (id) on f.id = s.before group by s.after
    ), counted as (
      update "${schema}".countdown c set open = c.open - s.number from sums s where c.job = s.after
      returning c.job, c.open, s.stop
    )
    select array_agg(c.job) filter (where c.stop), array_agg(c.job) filter (where not c.stop and c.open <= 0)
    into doomed, free from counted c;
    if free is not null then
      perform "${schema}".release_steps(free, is_ours);
    end if;
    exit when doomed is null;
    with gone as (
      delete from "${schema}".held h where h.id = any (doomed) and h.reason = 'dependency' returning h.id, h.attempt
    ), cancelled as (
      insert into "${schema}".run (id, run, attempt, outcome, final, ended_at, error)
      select g.id, "${schema}".next_id(), g.attempt, 4, true, clock_timestamp(), 'a step that it waits for was not done'
      from gone g returning id
    )
    select array_agg(c.id) into level from cancelled c;
    delete from "${schema}".countdown c where c.job = any (doomed);
    exit when level is null;
    failed := level;
  end loop;
end $$;

-- Lets go of what a locked place has kept back, and forgets workflows of whose jobs nothing is kept any more. For any
-- service, now and then.
create function "${schema}".sweep_workflows() returns void language plpgsql volatile
security definer set search_path = pg_catalog, pg_temp as $$
declare
  over bigint[];
begin
  if not pg_try_advisory_xact_lock(hashtext('"${schema}".workflows')) then
    return;
  end if;
  select array_agg(z.job) into over from (
    select c.job from "${schema}".countdown c where c.open <= 0 order by c.job for update skip locked) z;
  if over is not null then
    perform "${schema}".release_steps(over, is_ours => true);
    delete from "${schema}".countdown c where c.job = any (over)
      and not exists (select from "${schema}".held h where h.id = c.job);
  end if;
  select array_agg(w.id) into over from (select o.id from "${schema}".workflow o order by o.id limit 20) w
  where not exists (select from "${schema}".step s join "${schema}".job j on j.id = s.job where s.workflow = w.id);
  if over is not null then
    delete from "${schema}".dependency d using "${schema}".step s where s.workflow = any (over) and d.before = s.job;
    delete from "${schema}".countdown c using "${schema}".step s where s.workflow = any (over) and c.job = s.job;
    delete from "${schema}".step s where s.workflow = any (over);
    delete from "${schema}".workflow w where w.id = any (over);
  end if;
end $$;

-- Whether somebody waits for a job, so that its result is still wanted.
create function "${schema}".is_awaited(job_id bigint) returns boolean language sql stable as
$$ select exists (select from "${schema}".dependency d join "${schema}".countdown c on c.job = d.after where d.before = job_id) $$;

-- How the jobs ended that these waited for.
create function "${schema}".handed_on(of_jobs bigint[])
returns table (job bigint, step text, uuid text, outcome text, result text, error text) language sql stable as $$
  select d.after, s.name, j.uuid,
    case r.outcome when 1 then 'done' when 4 then 'cancelled' when 7 then 'discarded' else 'dead' end, r.result, r.error
  from "${schema}".dependency d
    join "${schema}".step s on s.job = d.before
    left join "${schema}".job j on j.id = d.before
    left join lateral (select o.* from "${schema}".run o where o.id = d.before and o.final limit 1) r on true
  where d.after = any (of_jobs)
  order by d.after, s.number $$;

-- Cancels what hasn't ended of a workflow, and returns how many jobs that is; null if there is no such workflow.
create function "${schema}".cancel_workflow(of_uuid text) returns integer language plpgsql volatile
security definer set search_path = pg_catalog, pg_temp as $$
declare
  flow bigint;
  waiting bigint[];
  it record;
  number integer;
begin
  update "${schema}".workflow w set cancelled_at = coalesce(w.cancelled_at, clock_timestamp()) where w.uuid = of_uuid
  returning w.id into flow;
  if not found then
    return null;
  end if;
  -- Leases before countdowns, as ends take them.
  perform from "${schema}".lease l where exists (
    select from unnest(l.jobs) as j (id) join "${schema}".step s on s.job = j.id where s.workflow = flow)
  order by l.run for no key update;
  perform from "${schema}".countdown c where c.job in (select s.job from "${schema}".step s where s.workflow = flow)
  order by c.job for update;
  with gone as (
    delete from "${schema}".held h using "${schema}".step s
    where s.workflow = flow and h.id = s.job and h.reason = 'dependency' returning h.id, h.attempt
  ), ended as (
    insert into "${schema}".run (id, run, attempt, outcome, final, ended_at)
    select g.id, "${schema}".next_id(), g.attempt, 4, true, clock_timestamp() from gone g returning id
  )
  select array_agg(e.id) into waiting from ended e;
  number := coalesce(cardinality(waiting), 0);
  delete from "${schema}".countdown c where c.job = any (waiting);
  update "${schema}".dependency d set settled = true where d.before = any (waiting) and not d.settled;
  for it in select j.uuid from "${schema}".step s join "${schema}".job j on j.id = s.job
    where s.workflow = flow and not exists (select from "${schema}".run r where r.id = j.id and r.final)
    order by j.id
  loop
    if "${schema}".cancel(it.uuid) then
      number := number + 1;
    end if;
  end loop;
  return number;
end $$;

-- Runs again what has ended of a workflow without being done; with a step, that one and all behind it, done or not.
-- Returns how many jobs that is; null if there is no such workflow or step.
create function "${schema}".retry_workflow(of_uuid text, from_step text default null, default_attempts integer default 20)
returns integer language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  flow bigint := (select w.id from "${schema}".workflow w where w.uuid = of_uuid);
  chosen bigint[];
  it record;
begin
  if flow is null or from_step is not null and not exists (
    select from "${schema}".step s where s.workflow = flow and s.name = from_step)
  then
    return null;
  end if;
  perform from "${schema}".countdown c where c.job in (select s.job from "${schema}".step s where s.workflow = flow)
  order by c.job for update;
  with recursive behind (job) as (
    select s.job from "${schema}".step s where s.workflow = flow and s.name = from_step
    union
    select d.after from behind b join "${schema}".dependency d on d.before = b.job
  )
  select array_agg(r.id) into chosen from "${schema}".step s join "${schema}".run r on r.id = s.job and r.final
  where s.workflow = flow and case when from_step is null then r.outcome <> 1 else s.job in (select b.job from behind b) end;
  if chosen is null then
    return 0;
  end if;
  update "${schema}".workflow w set cancelled_at = null where w.id = flow;
  update "${schema}".run r set final = false where r.id = any (chosen) and r.final;
  delete from "${schema}".dead d where d.id = any (chosen);
  update "${schema}".dependency d set settled = false where d.before = any (chosen) and d.settled;
  insert into "${schema}".countdown as c (job, open)
  select d.after, count(*) from "${schema}".dependency d
  where not d.settled and (d.after = any (chosen) or exists (select from "${schema}".countdown k where k.job = d.after))
    and d.after in (select s.job from "${schema}".step s where s.workflow = flow)
  group by d.after order by d.after
  on conflict (job) do update set open = excluded.open;
  insert into "${schema}".granted as g (id, max_attempts)
  select j.id, coalesce((select max(r.attempt) from "${schema}".run r where r.id = j.id), 0)
    + coalesce(j.max_attempts, default_attempts)
  from "${schema}".job j where j.id = any (chosen)
  on conflict (id) do update set max_attempts = excluded.max_attempts;
  select array_agg(p.id order by p.id) filter (where p.open is null) as ids,
    array_agg(p.queue order by p.id) filter (where p.open is null) as queues,
    array_agg(p.rank order by p.id) filter (where p.open is null) as ranks,
    array_agg(p.task order by p.id) filter (where p.open is null) as tasks,
    array_agg(p.attempt order by p.id) filter (where p.open is null) as attempts,
    array_agg(p.rule order by p.id) filter (where p.open is null) as rules,
    array_agg(p.claim order by p.id) filter (where p.open is null) as claims
  into it from (
    select j.id, "${schema}".name_id(j.queue) as queue, -j.priority as rank, "${schema}".name_id(j.task) as task,
      (select coalesce(max(r.attempt), 0) from "${schema}".run r where r.id = j.id) as attempt, j.rule, j.claim,
      (select c.open from "${schema}".countdown c where c.job = j.id) as open
    from "${schema}".job j where j.id = any (chosen)) p;
  insert into "${schema}".held (id, reason, queue, rank, task, attempt)
  select j.id, 'dependency', "${schema}".name_id(j.queue), -j.priority, "${schema}".name_id(j.task),
    (select coalesce(max(r.attempt), 0) from "${schema}".run r where r.id = j.id)
  from "${schema}".job j join "${schema}".countdown c on c.job = j.id where j.id = any (chosen);
  if it.ids is not null then
    perform "${schema}".admit(it.ids, it.queues, it.ranks, it.tasks, it.attempts, it.rules, it.claims);
    perform "${schema}".announce(it.queues);
  end if;
  return cardinality(chosen);
end $$;

-- The steps of a workflow as users see them.
create function "${schema}".workflow_steps(of_uuid text)
returns table (workflow text, submitted_at timestamptz, cancelled_at timestamptz, name text, uuid text, task text,
  state text, error text, started_at timestamptz, finished_at timestamptz, after text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select w.name, w.submitted_at, w.cancelled_at, s.name, v.uuid, v.task, v.state, v.error, v.started_at, v.finished_at,
    array(select b.name from "${schema}".dependency d join "${schema}".step b on b.job = d.before
      where d.after = s.job order by b.number)
  from "${schema}".workflow w join "${schema}".step s on s.workflow = w.id
    left join "${schema}".job_state v on v.id = s.job
  where w.uuid = of_uuid order by s.number $$;
