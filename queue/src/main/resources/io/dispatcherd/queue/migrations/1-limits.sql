-- Limits over all services: how many jobs run at once, and how many start in a time; of a queue, of a task, or of each
-- key of one of these by itself. What may not start is held, where no claim looks.
--
-- A gate is what a limit counts by: the queue or task, or one key of it. Who counts at a gate, or frees a place there,
-- holds the lock of its limit until the transaction ends, so that no place is given twice or forgotten. These locks
-- come after the rows of leases and the keys of rules for duplicates, and in order.

-- How many of the jobs of a run are counted at a gate. Goes with the run's lease, so that a crash frees its places.
create table "${schema}".permit (
  gate bytea not null,
  run bigint not null,
  running integer not null check (running > 0),
  primary key (gate, run)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
create index permit_run on "${schema}".permit (run);

-- How many jobs started at a gate: now, and in each of 32 parts of the period before.
create table "${schema}".pace (
  gate bytea primary key,
  period interval not null,
  part bigint not null,
  counts integer[] not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

-- When held jobs were last looked after, by whichever service did it.
create table "${schema}".looked_after (
  single boolean primary key default true check (single),
  at timestamptz not null default clock_timestamp()
) with (fillfactor = 10);
insert into "${schema}".looked_after default values;

-- A rate such as 100/1m, or 100/1m burst 10.
create function "${schema}".rate_of(rate text, out starts integer, out period interval, out burst integer)
language plpgsql immutable as $$
declare
  part text[] := regexp_match(rate, '^\s*(\d{1,9})\s*/\s*(\d{1,9})?\s*(ms|s|m|h|d)\s*(?:burst\s+(\d{1,9})\s*)?$');
begin
  if rate is null then
    return;
  end if;
  if part is null or part[1]::integer = 0 or part[2]::integer = 0 or part[4]::integer = 0 then
    raise invalid_parameter_value using message = format('the rate "%s" is none: write how many may start in which time', rate),
      hint = 'Such as 100/1m, or 100/1m burst 10.';
  end if;
  starts := part[1]::integer;
  period := coalesce(part[2]::integer, 1) * case part[3] when 'ms' then interval '1 millisecond' when 's' then interval '1 second'
    when 'm' then interval '1 minute' when 'h' then interval '1 hour' else interval '1 day' end;
  burst := part[4]::integer;
end $$;

-- Sets a limit, or removes it where all is null. Holds for all claims from then on; jobs that are held and may start
-- now become ready at once.
create function "${schema}".set_limit(
  name text, of_queue boolean, per_key boolean, max_running integer, rate text, max_running_here integer default null)
returns boolean language plpgsql volatile as $$
declare
  wanted record;
  changed boolean;
begin
  wanted := "${schema}".rate_of(rate);
  perform pg_advisory_xact_lock("${schema}".name_id(name) # 3173838382854255723);
  if max_running is null and rate is null and max_running_here is null then
    delete from "${schema}".bound b
    where b.subject = "${schema}".name_id(set_limit.name) and b.of_queue = set_limit.of_queue and b.per_key = set_limit.per_key;
  else
    insert into "${schema}".bound as b (subject, of_queue, per_key, name, max_running, starts, period, burst, max_running_here)
    values ("${schema}".name_id(set_limit.name), set_limit.of_queue, set_limit.per_key, set_limit.name, set_limit.max_running,
      wanted.starts, wanted.period, wanted.burst, set_limit.max_running_here)
    on conflict on constraint bound_pkey do update
    set max_running = excluded.max_running, starts = excluded.starts, period = excluded.period, burst = excluded.burst,
      max_running_here = excluded.max_running_here
    where (b.max_running, b.starts, b.period, b.burst, b.max_running_here)
      is distinct from (excluded.max_running, excluded.starts, excluded.period, excluded.burst, excluded.max_running_here);
  end if;
  changed := found;
  if changed then
    perform "${schema}".look_after(1000, int8send("${schema}".name_id(set_limit.name)));
  end if;
  return changed;
end $$;

-- The starts at a gate as they are now: the part of the period, and the counts of it and of the 32 before.
create function "${schema}".pace_at(of_gate bytea, of_period interval, at timestamptz, out part bigint, out counts integer[])
language plpgsql stable as $$
declare
  was record;
begin
  part := floor(extract(epoch from at) * 32 / extract(epoch from of_period))::bigint;
  select p.part, p.counts into was from "${schema}".pace p where p.gate = of_gate and p.period = of_period;
  if not found or part - was.part > 32 then
    counts := array_fill(0, array[33]);
  elsif part <= was.part then
    part := was.part;
    counts := was.counts;
  else
    counts := array_fill(0, array[(part - was.part)::integer]) || was.counts[1:(33 - (part - was.part))::integer];
  end if;
end $$;

-- How many more may start at a gate now, by its rate.
create function "${schema}".starts_left(of_gate bytea, starts integer, period interval, burst integer, at timestamptz)
returns integer language sql stable as $$
  select greatest(0, least(starts - (select coalesce(sum(c), 0) from unnest(w.counts) as c), coalesce(burst, starts) - w.counts[1]))::integer
  from "${schema}".pace_at(of_gate, starts_left.period, starts_left.at) w $$;

-- Takes the locks of all limits that these claims may meet, in order. False if there is none.
create function "${schema}".lock_limits(queues bigint[], able bigint[]) returns boolean language plpgsql volatile as $$
declare
  it record;
  found_any boolean := false;
begin
  for it in select distinct b.subject from "${schema}".bound b
    where b.subject = any (case when b.of_queue then queues else able end) order by 1
  loop
    perform pg_advisory_xact_lock(it.subject # 3173838382854255723);
    found_any := true;
  end loop;
  return found_any;
end $$;

-- Which of the jobs that were taken from "ready" may start, in their order, and at most so many; counts these at their
-- gates. What is over a limit is held, and what is more than wanted is ready again.
create function "${schema}".pass(
  new_run bigint, from_queue bigint, most integer, inout ids bigint[], inout attempts integer[], inout ranks integer[])
language plpgsql volatile
set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan
as $$
declare
  at timestamptz := clock_timestamp();
  tasks text[];
  keys text[];
  stopped record;
begin
  select array_agg(j.task order by u.n), array_agg(j.key order by u.n) into tasks, keys
  from unnest(ids) with ordinality as u (id, n) left join "${schema}".job j on j.id = u.id and j.id = any (ids);
  -- The keys first: what doesn't pass them needs no place of its task. The queue's own limit is in "most".
  for stage in 1..3 loop
    exit when cardinality(ids) = 0;
    continue when not exists (
      select from "${schema}".bound b where b.of_queue = (stage = 2) and b.per_key = (stage < 3)
        and (b.subject = from_queue or not b.of_queue));
    with numbered as materialized (
      select u.n, g.gate, b.max_running, b.starts, b.period, b.burst,
        row_number() over (partition by g.gate order by u.n) as place
      from unnest(tasks, keys) with ordinality as u (task, key, n)
      join "${schema}".bound b on b.of_queue = (stage = 2) and b.per_key = (stage < 3)
        and (b.of_queue and b.subject = from_queue or not b.of_queue and b.name = u.task)
      cross join lateral (select "${schema}".gate_of(b.subject, b.of_queue, b.per_key, u.key) as gate) g
      where not b.per_key or u.key is not null
    ), room as materialized (
      select d.gate,
        d.max_running - coalesce((select sum(p.running) from "${schema}".permit p where p.gate = d.gate), 0) as places,
        case when d.starts is not null
          then "${schema}".starts_left(d.gate, d.starts, d.period, d.burst, at) end as starts_left
      from (select distinct x.gate, x.max_running, x.starts, x.period, x.burst from numbered x) d
    )
    select array_agg(x.n) as places, array_agg(x.gate) as gates,
      array_agg(case when x.place > r.places then 'max_running' else 'rate' end) as reasons
    into stopped
    from numbered x join room r on r.gate = x.gate where x.place > r.places or x.place > r.starts_left;
    if stopped.places is not null then
      insert into "${schema}".held (id, reason, gate, queue, rank, task, attempt)
      select u.id, s.reason, s.gate, from_queue, u.rank, "${schema}".name_id(u.task), u.attempt
      from unnest(ids, ranks, tasks, attempts) with ordinality as u (id, rank, task, attempt, n)
      join unnest(stopped.places, stopped.gates, stopped.reasons) as s (n, gate, reason) on s.n = u.n;
      select coalesce(array_agg(u.id order by u.n), '{}'), coalesce(array_agg(u.attempt order by u.n), '{}'),
        coalesce(array_agg(u.rank order by u.n), '{}'), coalesce(array_agg(u.task order by u.n), '{}'),
        coalesce(array_agg(u.key order by u.n), '{}')
      into ids, attempts, ranks, tasks, keys
      from unnest(ids, attempts, ranks, tasks, keys) with ordinality as u (id, attempt, rank, task, key, n)
      where u.n <> all (stopped.places);
    end if;
  end loop;
  if cardinality(ids) > most then
    insert into "${schema}".ready (queue, rank, id, task, attempt)
    select from_queue, u.rank, u.id, "${schema}".name_id(u.task), u.attempt
    from unnest(ids[most + 1:], ranks[most + 1:], tasks[most + 1:], attempts[most + 1:]) as u (id, rank, task, attempt);
    ids := ids[:most];
    attempts := attempts[:most];
    ranks := ranks[:most];
    tasks := tasks[:most];
    keys := keys[:most];
  end if;
  with counted as materialized (
    select g.gate, coalesce(b.max_running, b.max_running_here) as max_running, b.starts, b.period, count(*)::integer as number
    from unnest(tasks, keys) as u (task, key)
    join "${schema}".bound b on b.of_queue and b.subject = from_queue or not b.of_queue and b.name = u.task
    cross join lateral (select "${schema}".gate_of(b.subject, b.of_queue, b.per_key, u.key) as gate) g
    where not b.per_key or u.key is not null
    group by 1, 2, 3, 4
  ), places as (
    insert into "${schema}".permit as p (gate, run, running)
    select c.gate, new_run, c.number from counted c where c.max_running is not null order by c.gate
    on conflict (gate, run) do update set running = p.running + excluded.running
  )
  insert into "${schema}".pace as p (gate, period, part, counts)
  select c.gate, c.period, w.part, (w.counts[1] + c.number) || w.counts[2:33]
  from counted c cross join lateral "${schema}".pace_at(c.gate, c.period, at) w
  where c.starts is not null order by c.gate
  on conflict (gate) do update set period = excluded.period, part = excluded.part, counts = excluded.counts;
end $$;

-- How many of so many jobs the queue's own limits let a service start now.
create function "${schema}".room_of_queue(of_queue_id bigint, for_service bigint, most integer) returns integer language sql stable as $$
  select coalesce((
    select greatest(0, least(most,
      b.max_running - coalesce((select sum(p.running) from "${schema}".permit p where p.gate = g.gate), 0),
      b.max_running_here - coalesce((
        -- The run of this claim has no lease yet.
        select sum(p.running) from "${schema}".permit p left join "${schema}".lease l on l.run = p.run
        where p.gate = g.gate and (l.service = for_service or l.run is null)), 0),
      case when b.starts is not null then "${schema}".starts_left(g.gate, b.starts, b.period, b.burst, clock_timestamp()) end))
    from "${schema}".bound b cross join lateral (select "${schema}".gate_of(b.subject, true, false, null) as gate) g
    where b.subject = of_queue_id and b.of_queue and not b.per_key), most)::integer $$;

-- Claims from a queue that limits apply to: goes on until it has so many that may start, or there are no more.
create function "${schema}".claim_within_limits(
  for_service bigint, new_run bigint, from_queue bigint, able bigint[], most integer, after_rank integer, after_id bigint,
  out ids bigint[], out attempts integer[], out ranks integer[])
language plpgsql volatile as $$
declare
  room integer := "${schema}".room_of_queue(from_queue, for_service, most);
  part record;
  passed record;
  size integer := room;
begin
  ids := '{}';
  attempts := '{}';
  ranks := '{}';
  while room > 0 loop
    part := "${schema}".claim(for_service, new_run, from_queue, able, size, after_rank, after_id);
    exit when cardinality(part.ids) = 0;
    after_rank := -2147483648;
    after_id := 0;
    passed := "${schema}".pass(new_run, from_queue, room, part.ids, part.attempts, part.ranks);
    ids := ids || passed.ids;
    attempts := attempts || passed.attempts;
    ranks := ranks || passed.ranks;
    room := room - cardinality(passed.ids);
    exit when cardinality(part.ids) < size or size = 2000;
    -- Many in front may not start: they are put aside in larger steps, up to some thousand at once.
    size := least(2000, greatest(size * 2, 16));
  end loop;
end $$;


-- Jobs of these runs are over: their places are free, for others that are held there.
create function "${schema}".vacate(runs bigint[], ids bigint[]) returns void language plpgsql volatile
set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan
as $$
declare
  it record;
  bound record;
  free_gates bytea[];
begin
  select array_agg(u.run) as runs, array_agg(j.task) as tasks, array_agg(j.queue) as queues, array_agg(j.key) as keys
  into it from unnest(runs, ids) as u (run, id) join "${schema}".job j on j.id = u.id and j.id = any (ids)
  where exists (select from "${schema}".permit p where p.run = u.run);
  if it.runs is null then
    return;
  end if;
  for bound in select distinct b.subject from "${schema}".bound b
    where b.name = any (case when b.of_queue then it.queues else it.tasks end) order by 1
  loop
    perform pg_advisory_xact_lock(bound.subject # 3173838382854255723);
  end loop;
  with over as materialized (
    select g.gate, u.run, count(*)::integer as number
    from unnest(it.runs, it.tasks, it.queues, it.keys) as u (run, task, queue, key)
    join "${schema}".bound b on b.name = case when b.of_queue then u.queue else u.task end
    cross join lateral (select "${schema}".gate_of(b.subject, b.of_queue, b.per_key, u.key) as gate) g
    where (b.max_running is not null or b.max_running_here is not null) and (not b.per_key or u.key is not null)
    group by 1, 2
  ), gone as (
    delete from "${schema}".permit p using over o where p.gate = o.gate and p.run = o.run and p.running <= o.number
  ), fewer as (
    update "${schema}".permit p set running = p.running - o.number
    from over o where p.gate = o.gate and p.run = o.run and p.running > o.number
  )
  select array_agg(distinct o.gate) into free_gates from over o;
  if free_gates is not null then
    perform "${schema}".admit_held(free_gates);
  end if;
end $$;

-- The runs are gone with all that they had.
create function "${schema}".vacate_runs(gone bigint[]) returns void language plpgsql volatile as $$
declare
  it record;
  free_gates bytea[];
begin
  for it in select distinct "${schema}".subject_of(p.gate) as subject from "${schema}".permit p where p.run = any (gone) order by 1
  loop
    perform pg_advisory_xact_lock(it.subject # 3173838382854255723);
  end loop;
  with freed as (delete from "${schema}".permit p where p.run = any (gone) returning p.gate)
  select array_agg(distinct f.gate) into free_gates from freed f;
  if free_gates is not null then
    perform "${schema}".admit_held(free_gates);
  end if;
end $$;

-- Has as many held jobs become ready as there is room for at these gates. The locks of their limits are held.
create function "${schema}".admit_held(gates bytea[]) returns integer language plpgsql volatile
set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan
as $$
declare
  moved integer;
begin
  with room as materialized (
    select g.gate,
      case when b.max_running is not null
        then greatest(0, b.max_running - coalesce((select sum(p.running) from "${schema}".permit p where p.gate = g.gate), 0))
        else 1000 end as places,
      case when b.starts is not null
        then "${schema}".starts_left(g.gate, b.starts, b.period, b.burst, clock_timestamp()) else 1000 end as starts_left
    from (select distinct u.gate from unnest(gates) as u (gate)) g
    left join "${schema}".bound b on b.subject = "${schema}".subject_of(g.gate)
      and b.of_queue = (get_byte(g.gate, 8) = 1) and b.per_key = (length(g.gate) > 9)
  ), with_place as materialized (
    select h.id from room r cross join lateral (
      select c.id from "${schema}".held c where c.reason = 'max_running' and c.gate = r.gate
      order by c.rank, c.id limit r.places for update skip locked) h
  ), in_time as materialized (
    select h.id from room r cross join lateral (
      select c.id from "${schema}".held c where c.reason = 'rate' and c.gate = r.gate
      order by c.rank, c.id limit r.starts_left for update skip locked) h
  ), freed as (
    delete from "${schema}".held h
    where h.id = any (array(select p.id from with_place p union all select t.id from in_time t)) returning *
  ), again as (
    insert into "${schema}".ready (queue, rank, id, task, attempt)
    select f.queue, f.rank, f.id, f.task, f.attempt from freed f returning 1
  )
  select count(*) into moved from again a;
  return moved;
end $$;

-- Looks after gates at which jobs are held, beginning anywhere: time has passed, or the limit has changed. Where a
-- prefix is given, only at the gates that begin with it.
create function "${schema}".look_after(most integer, prefix bytea default null) returns integer language plpgsql volatile
set enable_seqscan = off set jit = off
as $$
declare
  gates bytea[];
begin
  with recursive start as (
    select coalesce(prefix, decode(md5(random()::text), 'hex')) as gate
  ), place (number, reason, gate) as (
    select 0, r.reason, s.gate from (values ('max_running'), ('rate')) as r (reason), start s
    union all
    select p.number + 1, p.reason, (
      select h.gate from "${schema}".held h
      where h.reason = p.reason and (h.gate > p.gate or p.number = 0 and h.gate = p.gate) and h.gate is not null
      order by h.gate limit 1)
    from place p
    where p.gate is not null and p.number < most and (prefix is null or p.number = 0 or substr(p.gate, 1, length(prefix)) = prefix)
  ), wrapped (number, reason, gate) as (
    select 0, r.reason, ''::bytea from (values ('max_running'), ('rate')) as r (reason)
    where prefix is null and (select count(*) from place p where p.reason = r.reason and p.gate is not null) <= most
    union all
    select w.number + 1, w.reason, (
      select h.gate from "${schema}".held h where h.reason = w.reason and h.gate > w.gate order by h.gate limit 1)
    from wrapped w where w.gate is not null and w.number < most
  )
  select array_agg(distinct f.gate) into gates from (
    select p.gate from place p where p.number > 0 and p.gate is not null
      and (prefix is null or substr(p.gate, 1, length(prefix)) = prefix)
    union all
    select w.gate from wrapped w where w.number > 0 and w.gate is not null) f;
  -- Who has a lock looks after its gates itself, and waits for us perhaps.
  select array_agg(g) into gates from unnest(gates) as g
  where pg_try_advisory_xact_lock("${schema}".subject_of(g) # 3173838382854255723);
  return case when gates is null then 0 else "${schema}".admit_held(gates) end;
end $$;

-- The same, at most twice a second over all services. Also forgets permits whose run is gone.
create function "${schema}".look_after_sometimes() returns void language plpgsql volatile as $$
begin
  if not exists (select from "${schema}".held h where h.reason = 'max_running' and h.gate is not null)
    and not exists (select from "${schema}".held h where h.reason = 'rate' and h.gate is not null)
  then
    return;
  end if;
  perform from "${schema}".looked_after l where l.at < clock_timestamp() - interval '500 milliseconds' for update skip locked;
  if not found then
    return;
  end if;
  update "${schema}".looked_after set at = clock_timestamp();
  perform "${schema}".look_after(500);
end $$;

-- Forgets what nobody counts by any more.
create function "${schema}".prune_limits() returns void language sql volatile as $$
  delete from "${schema}".permit p where not exists (select from "${schema}".lease l where l.run = p.run);
  delete from "${schema}".pace p
  where p.part < floor(extract(epoch from clock_timestamp()) * 32 / extract(epoch from p.period)) - 64 $$;
