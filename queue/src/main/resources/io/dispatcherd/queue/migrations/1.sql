-- Version 1 of the queue's tables and functions. "${schema}" stands for the quoted name of the schema.
--
-- A job is in exactly one of: ready, later, held, lease (claimed), or ended (its last row in "run" is final).
-- Rows of ready, later, held and lease are inserted once and deleted once, never updated. All times are the
-- database's. Every function is one step: called in a transaction of its own, it leaves each job in one place.

create table "${schema}".installation (
  single boolean primary key default true check (single),
  -- The second half of every uuid that is made here, so that those of two databases differ.
  origin text not null check (origin ~ '^[0-9a-f]{14}$'),
  -- How many jobs of a queue may be ready whose row doesn't say.
  max_ready bigint not null default 1000000 check (max_ready > 0)
);
insert into "${schema}".installation (origin)
values (substr(replace(gen_random_uuid()::text, '-', ''), 1, 12) || substr(replace(gen_random_uuid()::text, '-', ''), 1, 2));

-- Queues that somebody has configured. A queue that has no row here works as well, with the defaults.
create table "${schema}".queue (
  id bigint primary key,
  name text not null unique,
  paused boolean not null default false,
  weight integer not null default 1 check (weight > 0),
  max_attempts integer check (max_attempts > 0),
  backoff_first interval,
  backoff_most interval,
  keep_done interval,
  keep_dead interval,
  max_running integer check (max_running > 0),
  max_running_here integer check (max_running_here > 0),
  fair_by text,
  rate_number integer check (rate_number > 0),
  rate_period interval check (rate_period > interval '0'),
  max_ready bigint check (max_ready > 0)
);

-- Tasks that a service has declared at some time, with what they say of themselves.
create table "${schema}".task (
  id bigint primary key,
  name text not null unique,
  queue text,
  priority integer,
  max_attempts integer check (max_attempts > 0),
  backoff_first interval,
  backoff_most interval,
  timeout interval,
  delay interval,
  on_duplicate text,
  key text,
  parameters text[]
);

-- Running services; the identity is new at each start. A row whose time is over is taken over by another service.
create table "${schema}".service (
  id bigint generated always as identity primary key,
  node text not null,
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  queues text[] not null,
  tasks bigint[] not null
);

-- One row for each living service, and nothing else: it is updated with each heartbeat, in place.
create table "${schema}".heartbeat (
  service bigint primary key,
  expires_at timestamptz not null
) with (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create sequence "${schema}".job_number cycle maxvalue 4194303 start 1 minvalue 0 cache 1;
create sequence "${schema}".run_number;

-- What was submitted. Immutable.
create table "${schema}".job (
  id bigint not null,
  queue text not null,
  task text not null,
  message text not null,
  priority integer not null,
  max_attempts integer,
  run_at timestamptz,
  key text,
  rule text,
  claim bytea,
  uuid text not null,
  parent bigint,
  primary key (id)
) partition by range (id);
create index job_uuid on "${schema}".job (uuid);
-- Of a key's hash, since keys may be long; the latest first.
create index job_key on "${schema}".job (hashtext(key), id) where key is not null;

-- How each run of a job ended. A job has ended if one of its rows is final.
create table "${schema}".run (
  id bigint not null,
  run bigint not null,
  attempt integer not null,
  outcome smallint not null,
  final boolean not null,
  service bigint,
  started_at timestamptz,
  ended_at timestamptz not null,
  error text,
  result text,
  primary key (id, run)
) partition by range (id);
-- Of what seldom happens, to find it among all that is done.
create index run_rare on "${schema}".run (outcome, id) where final and outcome in (4, 7);

-- What falls between the partitions: jobs that were submitted while no service had made any, and those that outlive
-- their partition.
create table "${schema}".job_kept partition of "${schema}".job default;
create table "${schema}".run_kept partition of "${schema}".run default;

create table "${schema}".ready (
  queue bigint not null,
  rank integer not null,
  id bigint not null,
  task bigint not null,
  attempt integer not null,
  primary key (queue, rank, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

create table "${schema}".later (
  run_at timestamptz not null,
  id bigint not null,
  queue bigint not null,
  rank integer not null,
  task bigint not null,
  attempt integer not null,
  primary key (id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
create index later_run_at on "${schema}".later (run_at, id);

-- Jobs that may not run yet, each with what it waits for: "undeclared" (no service declares the task), or the
-- key of a rule for duplicates that another job has, or the gate of a limit ("max_running", "rate").
create table "${schema}".held (
  id bigint primary key,
  reason text not null check (reason in ('undeclared', 'duplicate', 'max_running', 'rate', 'turn', 'dependency')),
  claim bytea,
  gate bytea,
  queue bigint not null,
  rank integer not null,
  task bigint not null,
  attempt integer not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
create index held_claim on "${schema}".held (claim, rank, id) where reason = 'duplicate';
create index held_gate on "${schema}".held (reason, gate, rank, id) where gate is not null;
create index held_task on "${schema}".held (task, id) where reason = 'undeclared';

-- Limits over all services, of a queue, of a task, or of each key of one of these by itself: how many jobs run at once,
-- and how many start in a period, "burst" at once at most. "max_running_here" is how many of a queue run at once in one
-- service.
create table "${schema}".bound (
  subject bigint not null,
  of_queue boolean not null,
  per_key boolean not null,
  name text not null,
  max_running integer check (max_running > 0),
  starts integer check (starts > 0),
  period interval check (period > interval '0'),
  burst integer check (burst > 0),
  max_running_here integer check (max_running_here > 0),
  primary key (subject, of_queue, per_key),
  check (max_running is not null or starts is not null or max_running_here is not null),
  check ((starts is null) = (period is null) and (burst is null or starts is not null))
);

-- Claimed jobs, one row for each batch that a service has taken. "run" guards every end: once the row is gone, or
-- belongs to another run, the end of this one is refused.
create table "${schema}".lease (
  run bigint primary key,
  service bigint not null,
  jobs bigint[] not null,
  attempts integer[] not null,
  claimed_at timestamptz not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
create index lease_service on "${schema}".lease (service);
alter table "${schema}".lease alter column jobs set storage main, alter column attempts set storage main;

-- Runs whose end a task has stored itself, until its service tells of it, once.
create table "${schema}".self_ended (
  id bigint not null,
  run bigint not null,
  primary key (run, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

-- Jobs that ended badly, until somebody retries or deletes them.
create table "${schema}".dead (
  id bigint primary key,
  queue bigint not null,
  died_at timestamptz not null
);
create index dead_queue on "${schema}".dead (queue, id);

-- Runs with which a job died whose service was gone. What is to follow from it stands in its message, which a service
-- has to read: see "follow_lost".
create table "${schema}".unfollowed (
  id bigint,
  run bigint,
  primary key (id, run)
);

-- Keys that a rule for duplicates gives to one job at a time: the one that is ready or runs. Apart from the job's own
-- place, so that a retry or a rescue conflicts with nobody.
create table "${schema}".owner (
  claim bytea primary key,
  id bigint not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

-- Keys whose job has ended while somebody whose transaction was open was adding or cancelling one that waits for the
-- key: nobody waits for that, the next look at the queue frees them.
create table "${schema}".unreleased (
  claim bytea primary key,
  id bigint not null
);

-- Uuids that callers gave, as long as the job is kept.
create table "${schema}".given_uuid (
  hash bytea primary key,
  id bigint not null
);
create index given_uuid_id on "${schema}".given_uuid (id);

-- Attempts that were granted to a job beside those that it came with.
create table "${schema}".granted (
  id bigint primary key,
  max_attempts integer not null
);

-- Runs that somebody has cancelled: however they end, unless they are done, they aren't tried again.
create table "${schema}".cancelling (
  id bigint primary key,
  run bigint not null
);

-- What running jobs say of themselves.
create table "${schema}".progress (
  id bigint primary key,
  run bigint not null,
  part double precision,
  says text,
  said_at timestamptz not null
) with (fillfactor = 50);

-- Jobs whose end somebody waits for, so that their claims and ends are flushed.
create table "${schema}".awaited (
  id bigint not null,
  waiter bigint generated always as identity,
  until timestamptz not null,
  primary key (id, waiter)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

-- Requests to the service that has a run, as long as it has it.
create table "${schema}".request (
  number bigint generated always as identity primary key,
  made_at timestamptz not null default clock_timestamp(),
  service bigint not null,
  run bigint not null,
  job bigint not null,
  message text not null
);

-- How many jobs ended, and how: numbers to add up, which maintenance does now and then.
create table "${schema}".ended (
  queue bigint not null,
  outcome smallint not null,
  number bigint not null
);

-- Until when publishers have used up their share of notifications within transactions, in microseconds since 1970. A
-- sequence, since it is outside transactions and leaves no dead rows.
create sequence "${schema}".announced minvalue 0 start 0;

-- The milliseconds since 2023-11-14 22:13:20 UTC and a number: in order of time, and a key for partitions.
create function "${schema}".next_id() returns bigint language sql volatile as
$$ select ((extract(epoch from clock_timestamp()) * 1000)::bigint - 1700000000000) << 22 | nextval('"${schema}".job_number') $$;

create function "${schema}".id_at(at timestamptz) returns bigint language sql immutable as
$$ select ((extract(epoch from at) * 1000)::bigint - 1700000000000) << 22 $$;

create function "${schema}".time_of(id bigint) returns timestamptz language sql immutable as
$$ select to_timestamp(((id >> 22) + 1700000000000) / 1000.0) $$;

-- A name as a number: the first eight bytes of its SHA-256.
create function "${schema}".name_id(name text) returns bigint language sql immutable strict as
$$ select ('x' || encode(substr(sha256(convert_to(name, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint $$;

-- The uuid of a job to which no caller gave one: its id, version 8, and what tells databases apart. They grow with the
-- ids, so that the index on them is appended to.
create function "${schema}".uuid_of(id bigint, origin text) returns text language sql immutable strict as
$$ select (lpad(to_hex((id >> 16 << 16) | 32768 | (id >> 4 & 4095)), 16, '0') || 'a' || to_hex(id & 15) || origin)::uuid::text $$;

-- The job with this uuid, or that has taken up the submission with this uuid; null if there is none.
create function "${schema}".job_of(uuid text) returns bigint language sql stable as
$$ select coalesce(
     (select j.id from "${schema}".job j where j.uuid = job_of.uuid order by j.id desc limit 1),
     (select g.id from "${schema}".given_uuid g where g.hash = sha256(convert_to(job_of.uuid, 'UTF8')))) $$;

-- Where services listen for what is new in a queue.
create function "${schema}".channel_of(queue bigint) returns text language sql immutable strict as
$$ select '${schema}.' || lpad(to_hex(queue), 16, '0') $$;

-- Tells services, with the commit of this transaction, to look at what this channel stands for. At most 200 times a
-- second over all sessions, since each such commit takes a lock that the whole server shares, and once for a
-- transaction. Not where the server's queue of notifications fills up, which would fail the commit; nor where the
-- transaction may become a prepared one, which must not notify, unless it is known not to. False if it isn't told:
-- services look by themselves each poll_interval.
create function "${schema}".tell(channel text, is_ours boolean default false) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  told text := coalesce(current_setting('dispatcherd.told', true), '');
  this_time bigint := (extract(epoch from clock_timestamp()) * 1000000)::bigint;
  used_until bigint;
begin
  if position(channel in told) > 0 then
    return true;
  elsif not is_ours and current_setting('max_prepared_transactions')::integer > 0 then
    return false;
  end if;
  select greatest(a.last_value, this_time) into used_until from "${schema}".announced a;
  if used_until > this_time + 100000 or pg_notification_queue_usage() > 0.5 then
    return false;
  end if;
  perform setval('"${schema}".announced', used_until + 5000);
  perform pg_notify(channel, '');
  perform set_config('dispatcherd.told', told || ' ' || channel, true);
  return true;
end $$;

-- Tells services that there may be something new in these queues. False if some aren't told.
create function "${schema}".announce(queues bigint[], is_ours boolean default false) returns boolean
language sql volatile as
$$ select bool_and("${schema}".tell("${schema}".channel_of(q), is_ours)) from (select distinct unnest(queues) as q) as d $$;

-- Has jobs that may run now meet the rule for duplicates of theirs: each becomes ready, held, or discarded. Their
-- bodies are in "job" already. In order of the keys, so that two of these never wait for each other in a circle.
create function "${schema}".admit(
  ids bigint[], queues bigint[], ranks integer[], tasks bigint[], attempts integer[], rules text[], claims bytea[])
returns void language plpgsql volatile as $$
declare
  it record;
  holder bigint;
begin
  insert into "${schema}".ready (queue, rank, id, task, attempt)
  select a.queue, a.rank, a.id, a.task, a.attempt
  from unnest(ids, queues, ranks, tasks, attempts, claims) as a (id, queue, rank, task, attempt, claim)
  where a.claim is null;
  for it in
    select a.*, bool_or(a.rule = 'queue_one') over (partition by a.claim) as alone
    from unnest(ids, queues, ranks, tasks, attempts, rules, claims)
      as a (id, queue, rank, task, attempt, rule, claim)
    where a.claim is not null order by a.claim, a.id
  loop
    loop
      insert into "${schema}".owner (claim, id) values (it.claim, it.id) on conflict do nothing;
      holder := case when found then it.id end;
      exit when found;
      -- Who adds one that waits for the key locks it until the commit, so that the end of the one that has it, which
      -- doesn't see the addition yet, leaves the key to be freed later. If the key is free by now, take it.
      if it.rule = 'queue_one' or it.rule in ('serial', 'latest') and it.alone then
        -- One after the other, since each looks whether one waits. With the first one of a key that comes with such a
        -- one: two that share a lock, and want more, would wait for each other.
        select o.id into holder from "${schema}".owner o where o.claim = it.claim for update;
      elsif it.rule in ('serial', 'latest') then
        select o.id into holder from "${schema}".owner o where o.claim = it.claim for key share;
      else
        select o.id into holder from "${schema}".owner o where o.claim = it.claim;
      end if;
      if holder = it.id then
        -- It kept the key while it waited, or has come back before the key could be freed.
        perform from "${schema}".owner o where o.claim = it.claim and o.id = it.id for key share;
        delete from "${schema}".unreleased u where found and u.claim = it.claim;
        exit when exists (select from "${schema}".owner o where o.claim = it.claim and o.id = it.id);
      else
        exit when found;
      end if;
    end loop;
    if holder = it.id then
      insert into "${schema}".ready (queue, rank, id, task, attempt)
      values (it.queue, it.rank, it.id, it.task, it.attempt);
    elsif it.rule in ('serial', 'latest')
      or it.rule = 'queue_one' and not exists (
        select from "${schema}".held h where h.claim = it.claim and h.reason = 'duplicate')
    then
      insert into "${schema}".held (id, reason, claim, queue, rank, task, attempt)
      values (it.id, 'duplicate', it.claim, it.queue, it.rank, it.task, it.attempt);
    else
      insert into "${schema}".run (id, run, attempt, outcome, final, ended_at)
      values (it.id, "${schema}".next_id(), it.attempt, 7, true, clock_timestamp());
      insert into "${schema}".ended (queue, outcome, number) values (it.queue, 7, 1);
      perform "${schema}".workflow_ended(array[it.id]);
    end if;
  end loop;
end $$;

-- The same for what services move: it waits for no transaction that is open elsewhere. A job whose key is in the hands
-- of one is looked at again a little later, alone.
create function "${schema}".admit_or_defer(
  ids bigint[], queues bigint[], ranks integer[], tasks bigint[], attempts integer[], rules text[], claims bytea[])
returns void language plpgsql volatile set lock_timeout = '20ms' as $$
declare
  it record;
  give_up timestamptz := clock_timestamp() + interval '500 milliseconds';
begin
  if cardinality(array_remove(claims, null)) = 0 then
    perform "${schema}".admit(ids, queues, ranks, tasks, attempts, rules, claims);
    return;
  end if;
  begin
    perform "${schema}".admit(ids, queues, ranks, tasks, attempts, rules, claims);
    return;
  exception when lock_not_available then
    null;
  end;
  for it in
    select a.*, a.claim is null as plain from unnest(ids, queues, ranks, tasks, attempts, rules, claims)
      as a (id, queue, rank, task, attempt, rule, claim)
    order by a.claim, a.id
  loop
    begin
      if clock_timestamp() > give_up and not it.plain then
        raise lock_not_available;
      end if;
      perform "${schema}".admit(array[it.id], array[it.queue], array[it.rank], array[it.task], array[it.attempt],
        array[it.rule], array[it.claim]);
    exception when lock_not_available then
      insert into "${schema}".later (run_at, id, queue, rank, task, attempt)
      values (clock_timestamp() + interval '200 milliseconds', it.id, it.queue, it.rank, it.task, it.attempt);
    end;
  end loop;
end $$;

-- Locks a key, so that whoever frees it doesn't count on the jobs that are held for it now. One that is handed on while
-- this waits is locked then. False if nobody has it.
create function "${schema}".lock_key(wanted bytea, alone boolean) returns boolean language plpgsql volatile as $$
begin
  loop
    if alone then
      perform from "${schema}".owner o where o.claim = wanted for update;
    else
      perform from "${schema}".owner o where o.claim = wanted for key share;
    end if;
    if found then
      return true;
    end if;
    -- A new statement sees who has it by now.
    if not exists (select from "${schema}".owner o where o.claim = wanted) then
      return false;
    end if;
  end loop;
end $$;

-- Frees a key that a job has, and lets the next one that is held for it become ready. False if somebody whose
-- transaction is open is adding or cancelling one: what is to become of the key can't be said yet.
create function "${schema}".free(freed bytea, of_job bigint) returns boolean language plpgsql volatile as $$
declare
  next record;
begin
  delete from "${schema}".owner o where o.claim = (
    select c.claim from "${schema}".owner c where c.claim = freed and c.id = of_job for update skip locked);
  if not found then
    return not exists (select from "${schema}".owner o where o.claim = freed and o.id = of_job);
  end if;
  -- A new statement sees what was added before the lock was had.
  delete from "${schema}".held h where h.id = (
    select c.id from "${schema}".held c where c.claim = freed and c.reason = 'duplicate'
    order by c.claim, c.rank, c.id limit 1 for update)
  returning * into next;
  if found then
    insert into "${schema}".owner (claim, id) values (freed, next.id);
    insert into "${schema}".ready (queue, rank, id, task, attempt)
    values (next.queue, next.rank, next.id, next.task, next.attempt);
  end if;
  return true;
end $$;

-- Frees the keys that these jobs have, now or at the next look at the queue. Waits for no transaction elsewhere.
create function "${schema}".release(freed bytea[], owners bigint[])
returns void language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
  it record;
begin
  for it in select distinct f.claim, f.id from unnest(freed, owners) as f (claim, id)
    where f.claim is not null order by f.claim
  loop
    if not "${schema}".free(it.claim, it.id) then
      insert into "${schema}".unreleased as u (claim, id) values (it.claim, it.id)
      on conflict (claim) do update set id = excluded.id;
    end if;
  end loop;
end $$;

-- Frees the keys that could not be freed when their jobs ended.
create function "${schema}".release_rest() returns void language plpgsql volatile as $$
declare
  it record;
begin
  for it in select u.claim, u.id from "${schema}".unreleased u order by u.claim limit 100 for update skip locked loop
    if "${schema}".free(it.claim, it.id) then
      delete from "${schema}".unreleased u where u.claim = it.claim;
    end if;
  end loop;
end $$;

-- Submits jobs, all in the caller's transaction, and returns their uuids in their order. Arrays that are null say
-- that no job has such a value. A uuid that is given and known already names the job that has it, which stays as it
-- is; one in "names" is what the job is called if none is given, which nobody has made to recognise it by. "special"
-- says what special_with_claim returns of each.
create function "${schema}".submit_jobs(
  messages text[], task_names text[], queue_names text[], priorities integer[], attempt_limits integer[],
  times timestamptz[], delays double precision[], rules text[], claims bytea[], keys text[], given text[],
  parents bigint[] default null, names text[] default null, special text[] default null)
returns text[] language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  origin text := (select i.origin from "${schema}".installation i);
  result text[];
  ready_ids bigint[]; ready_queues bigint[]; ready_ranks integer[]; ready_tasks bigint[]; ready_rules text[];
  ready_claims bytea[];
begin
  if current_setting('transaction_read_only')::boolean then
    raise read_only_sql_transaction using message = 'pg_queue can''t submit in a read-only transaction',
      hint = 'Submit in a transaction that may write, or through a broker that keeps nothing.';
  end if;
  if special is not null then
    return "${schema}".submit_special(messages, task_names, queue_names, priorities, attempt_limits, times, delays, rules,
      claims, keys, given, parents, names, special);
  end if;
  if times is null and delays is null and claims is null and given is null then
    -- The usual case, in half the time: all may start now, and nobody needs to be asked.
    perform "${schema}".check_room(coalesce(queue_names, array_fill('default'::text, array[cardinality(messages)])));
    with numbered as materialized (
      select s.*, "${schema}".next_id() as id
      from unnest(messages, task_names, queue_names, priorities, attempt_limits, keys, parents, names)
        with ordinality as s (message, task, queue, priority, attempts, key, parent, called, n)
    ), rows as materialized (
      select s.n, s.id, s.message, s.task, coalesce(s.queue, t.queue, 'default') as queue,
        coalesce(s.priority, t.priority, 0) as priority, coalesce(s.attempts, t.max_attempts, q.max_attempts) as attempts,
        s.key, s.parent, t.id as task_id, coalesce(q.id, "${schema}".name_id(coalesce(s.queue, t.queue, 'default'))) as queue_id,
        coalesce(s.called, "${schema}".uuid_of(s.id, origin)) as name
      from numbered s left join "${schema}".task t on t.name = s.task
        left join "${schema}".queue q on q.name = coalesce(s.queue, t.queue, 'default')
    ), bodies as (
      insert into "${schema}".job (id, queue, task, message, priority, max_attempts, key, uuid, parent)
      select r.id, r.queue, r.task, r.message, r.priority, r.attempts, r.key, r.name, r.parent from rows r
    ), plain as (
      insert into "${schema}".ready (queue, rank, id, task, attempt)
      select r.queue_id, -r.priority, r.id, r.task_id, 0 from rows r where r.task_id is not null
    ), undeclared as (
      insert into "${schema}".held (id, reason, queue, rank, task, attempt)
      select r.id, 'undeclared', r.queue_id, -r.priority, "${schema}".name_id(r.task), 0 from rows r where r.task_id is null
    )
    select array_agg(r.name order by r.n) into result from rows r;
    return coalesce(result, '{}');
  end if;
  perform "${schema}".check_room(array(
    select coalesce(s.queue, 'default') from unnest(messages, queue_names, times, delays) as s (message, queue, run_at, delay)
    where coalesce(s.delay, 0) <= 0 and (s.run_at is null or s.run_at <= clock_timestamp())));
  with numbered as materialized (
    -- Before any join, so that ids follow the order of submission.
    select s.*, "${schema}".next_id() as id
    from unnest(messages, task_names, queue_names, priorities, attempt_limits, times, delays, rules, claims, keys, given,
        parents, names)
      with ordinality as s (message, task, queue, priority, attempts, run_at, delay, rule, claim, key, uuid, parent,
        called, n)
  ), rows as materialized (
    select s.n, s.id, s.message, s.task, coalesce(s.queue, t.queue, 'default') as queue,
      coalesce(s.priority, t.priority, 0) as priority, s.attempts, s.run_at, s.delay, s.rule, s.claim, s.key, s.uuid,
      s.parent, t.id as task_id, t.max_attempts as task_attempts, t.id is not null as declared,
      coalesce(s.uuid, s.called, "${schema}".uuid_of(s.id, origin)) as name
    from numbered s left join "${schema}".task t on t.name = s.task
  ), identified as (
    insert into "${schema}".given_uuid (hash, id)
    select sha256(convert_to(r.uuid, 'UTF8')), r.id from rows r where r.uuid is not null
    order by 1, 2
    on conflict do nothing returning id
  ), fresh as materialized (
    select d.*, d.due is not null and d.due > clock_timestamp() as waits from (
    select r.*, coalesce(q.id, "${schema}".name_id(r.queue)) as queue_id, q.max_attempts as queue_attempts,
      case when r.delay is not null then clock_timestamp() + make_interval(secs => r.delay) else r.run_at end as due
    from rows r left join "${schema}".queue q on q.name = r.queue
    where r.uuid is null or r.id in (select id from identified)) d
  ), bodies as (
    insert into "${schema}".job (id, queue, task, message, priority, max_attempts, run_at, key, rule, claim, uuid, parent)
    select f.id, f.queue, f.task, f.message, f.priority, coalesce(f.attempts, f.task_attempts, f.queue_attempts), f.due,
      f.key, f.rule, f.claim, f.name, f.parent
    from fresh f
  ), delayed as (
    insert into "${schema}".later (run_at, id, queue, rank, task, attempt)
    select f.due, f.id, f.queue_id, -f.priority, coalesce(f.task_id, "${schema}".name_id(f.task)), 0
    from fresh f where f.waits
  ), undeclared as (
    insert into "${schema}".held (id, reason, claim, queue, rank, task, attempt)
    select f.id, 'undeclared', f.claim, f.queue_id, -f.priority, "${schema}".name_id(f.task), 0
    from fresh f where not f.declared and not f.waits
  ), plain as (
    insert into "${schema}".ready (queue, rank, id, task, attempt)
    select f.queue_id, -f.priority, f.id, f.task_id, 0
    from fresh f where f.declared and f.claim is null and not f.waits
  )
  select array_agg(r.name order by r.n),
    array_agg(f.id) filter (where f.ruled), array_agg(f.queue_id) filter (where f.ruled),
    array_agg(-f.priority) filter (where f.ruled), array_agg(f.task_id) filter (where f.ruled),
    array_agg(f.rule) filter (where f.ruled), array_agg(f.claim) filter (where f.ruled)
  into result, ready_ids, ready_queues, ready_ranks, ready_tasks, ready_rules, ready_claims
  from rows r left join (
    select g.*, g.declared and g.claim is not null and not g.waits as ruled from fresh g
  ) f on f.id = r.id;
  if ready_ids is not null then
    perform "${schema}".admit(ready_ids, ready_queues, ready_ranks, ready_tasks,
      array_fill(0, array[cardinality(ready_ids)]), ready_rules, ready_claims);
  end if;
  return coalesce(result, '{}');
end $$;

-- Registers a service that has started, with what it works on and what it can run. Jobs that were held because nobody
-- could run them become ready.
create function "${schema}".register(
  node text, queue_names text[], task_names text[], ttl interval, out service bigint, out last_request bigint)
language plpgsql volatile as $$
begin
  insert into "${schema}".task (id, name)
  select "${schema}".name_id(n), n from unnest(task_names) as n
  where not exists (select from "${schema}".task t where t.name = n)
  order by n on conflict do nothing;
  insert into "${schema}".queue (id, name)
  select "${schema}".name_id(n), n from unnest(queue_names) as n
  where not exists (select from "${schema}".queue q where q.name = n)
  order by n on conflict do nothing;
  insert into "${schema}".service as s (node, queues, tasks)
  values (node, queue_names, (select coalesce(array_agg("${schema}".name_id(n)), '{}') from unnest(task_names) as n))
  returning s.id into service;
  insert into "${schema}".heartbeat (service, expires_at) values (service, clock_timestamp() + ttl);
  select coalesce(max(r.number), 0) into last_request from "${schema}".request r;
end $$;

-- Lets jobs that were held because no service declared their task become ready, if this service does.
create function "${schema}".adopt(for_service bigint, most integer, out moved integer)
language plpgsql volatile as $$
declare
  it record;
begin
  with found as (
    delete from "${schema}".held h where h.id = any (array(
      select c.id from "${schema}".held c
      where c.reason = 'undeclared' and c.task = any (select unnest(s.tasks) from "${schema}".service s where s.id = for_service)
      order by c.id limit most for update skip locked))
    returning *)
  select count(*) as number, array_agg(f.id order by f.id) as ids, array_agg(f.queue order by f.id) as queues,
    array_agg(f.rank order by f.id) as ranks, array_agg(f.task order by f.id) as tasks,
    array_agg(f.attempt order by f.id) as attempts, array_agg(j.rule order by f.id) as rules,
    array_agg(j.claim order by f.id) as claims
  into it from found f join "${schema}".job j on j.id = f.id;
  moved := it.number;
  if moved > 0 then
    perform "${schema}".admit_or_defer(it.ids, it.queues, it.ranks, it.tasks, it.attempts, it.rules, it.claims);
  end if;
end $$;

-- Renews a service's lease, and looks whether there is something to see to. Not renewed: it has none any more, others
-- have taken over what it had. "undeclared" says that jobs are held which it can run, "orphans" that a service died;
-- "next_expiry" in how many seconds the next other lease is over, if it isn't renewed.
create function "${schema}".beat(
  of_service bigint, ttl interval, out renewed boolean, out undeclared boolean, out orphans boolean,
  out next_expiry double precision)
language plpgsql volatile set enable_seqscan = off set jit = off as $$
declare
  able bigint[];
begin
  update "${schema}".heartbeat h set expires_at = clock_timestamp() + ttl where h.service = of_service;
  renewed := found;
  select s.tasks into able from "${schema}".service s where s.id = of_service;
  undeclared := exists (select from "${schema}".held h where h.reason = 'undeclared' and h.task = any (able));
  select extract(epoch from min(h.expires_at) - clock_timestamp()) into next_expiry
  from "${schema}".heartbeat h where h.service <> of_service;
  orphans := coalesce(next_expiry < 0, false) or exists (
    select from "${schema}".lease l where not exists (select from "${schema}".heartbeat h where h.service = l.service));
end $$;

-- Takes jobs of one queue that are ready, for one run. One claim at a time for a queue: whoever calls this has the
-- queue's lock. "after" is where the last claim ended, so that dead entries of the index before it aren't read again: larger
-- priorities come first all the same, and if there is too little behind it, all of the queue is looked at.
create function "${schema}".claim(
  for_service bigint, new_run bigint, from_queue bigint, able bigint[], most integer, after_rank integer, after_id bigint,
  out ids bigint[], out attempts integer[], out ranks integer[])
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set jit = off set plan_cache_mode = force_generic_plan
set lock_timeout = '20ms'
as $$
declare
  more record;
begin
  if "${schema}".is_fair(from_queue) then
    select c.ids, c.attempts, c.ranks into ids, attempts, ranks from "${schema}".claim_in_turn(from_queue, able, most) c;
    return;
  end if;
  begin
    with gone as (
      delete from "${schema}".ready r where r.ctid = any (array(
        select c.place from (
          (select n.ctid as place from "${schema}".ready n
            where n.queue = from_queue and n.rank < after_rank and n.task = any (able)
            order by n.rank, n.id limit most)
          union all
          (select n.ctid from "${schema}".ready n
            where n.queue = from_queue and (n.rank, n.id) > (after_rank, after_id) and n.task = any (able)
            order by n.rank, n.id limit most)) c
        limit most))
      returning r.id, r.attempt, r.rank)
    select coalesce(array_agg(g.id), '{}'), coalesce(array_agg(g.attempt), '{}'), coalesce(array_agg(g.rank), '{}')
    into ids, attempts, ranks from gone g;
  exception when lock_not_available then
    -- Somebody whose transaction is open has cancelled a job that is ready: go round it.
    with gone as (
      delete from "${schema}".ready r where r.ctid = any (array(
        select n.ctid from "${schema}".ready n where n.queue = from_queue and n.task = any (able)
        order by n.rank, n.id limit most for update skip locked))
      returning r.id, r.attempt, r.rank)
    select coalesce(array_agg(g.id), '{}'), coalesce(array_agg(g.attempt), '{}'), coalesce(array_agg(g.rank), '{}')
    into ids, attempts, ranks from gone g;
  end;
  if cardinality(ids) < most and after_rank > -2147483648 then
    more := "${schema}".claim(for_service, new_run, from_queue, able, most - cardinality(ids), -2147483648, 0);
    ids := ids || more.ids;
    attempts := attempts || more.attempts;
    ranks := ranks || more.ranks;
  end if;
end $$;

-- What a service asks for again and again: makes jobs ready that are due, takes jobs of its queues, and reads what it
-- is asked to do. Shares say how many jobs of each queue; what one queue doesn't have, others may give. Rows without a
-- run are requests, with their number as id. One without an id says, if nothing is taken, in how many milliseconds the
-- next job is due that waits for its time, as its rank.
create function "${schema}".take(
  for_service bigint, queues bigint[], shares integer[], able bigint[], after_ranks integer[], after_ids bigint[],
  after_request bigint)
returns table (id bigint, run bigint, attempt integer, rank integer, message text, max_attempts integer, claim bytea,
  uuid text, queue text, submitted_at timestamptz)
language plpgsql volatile
set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan
as $$
declare
  new_run bigint := "${schema}".next_id();
  wanted integer := (select sum(s) from unnest(shares) as s);
  part record;
  paused bigint[];
  taken bigint[] := '{}';
  attempts integer[] := '{}';
  ranks integer[] := '{}';
  turns integer[] := '{}';
  number integer;
  limited boolean;
  due timestamptz;
begin
  return query select r.number, null::bigint, null::integer, null::integer, r.message, null::integer, null::bytea, null::text,
    null::text, r.made_at
  from "${schema}".request r where r.service = for_service
    and exists (select from "${schema}".lease l where l.run = r.run)
  order by r.number;
  if not exists (
    select from "${schema}".heartbeat h where h.service = for_service and h.expires_at > clock_timestamp())
  then
    return;
  end if;
  select p.next_at into due from "${schema}".promote(1000) p;
  if coalesce(wanted, 0) = 0 then
    return;
  end if;
  select coalesce(array_agg(q.id), '{}') into paused from "${schema}".queue q where q.paused and q.id = any (queues);
  -- In one order, so that two services never wait for each other in a circle.
  for part in
    select u.queue from unnest(queues, shares) as u (queue, share) where u.share > 0 and u.queue <> all (paused) order by 1
  loop
    perform pg_advisory_xact_lock(part.queue # 7233173838382854255);
  end loop;
  limited := "${schema}".lock_limits(queues, able);
  for round in 1..2 loop
    for i in 1..cardinality(queues) loop
      number := case round when 1 then shares[i] else wanted - cardinality(taken) end;
      continue when number < 1 or queues[i] = any (paused);
      continue when shares[i] < 1 and not pg_try_advisory_xact_lock(queues[i] # 7233173838382854255);
      if limited then
        part := "${schema}".claim_within_limits(for_service, new_run, queues[i], able, number,
          case round when 1 then after_ranks[i] else -2147483648 end, case round when 1 then after_ids[i] else 0 end);
      else
        part := "${schema}".claim(for_service, new_run, queues[i], able, number,
          case round when 1 then after_ranks[i] else -2147483648 end, case round when 1 then after_ids[i] else 0 end);
      end if;
      taken := taken || part.ids;
      attempts := attempts || part.attempts;
      ranks := ranks || part.ranks;
      -- Jobs of fair queues start in the order of their turns.
      turns := turns || case when "${schema}".is_fair(queues[i])
        then array(select t from generate_series(1, cardinality(part.ids)) as t) else array_fill(0, array[cardinality(part.ids)]) end;
    end loop;
    exit when cardinality(taken) >= wanted or cardinality(queues) = 1;
  end loop;
  perform "${schema}".look_after_sometimes();
  if cardinality(taken) = 0 then
    -- Nothing may be subtracted from infinity.
    if due < 'infinity' then
      return query select null::bigint, null::bigint, null::integer,
        ceil(greatest(0, least(extract(epoch from due - clock_timestamp()) * 1000, 1000000000)))::integer, null::text,
        null::integer, null::bytea, null::text, null::text, null::timestamptz;
    end if;
    return;
  end if;
  insert into "${schema}".lease (run, service, jobs, attempts, claimed_at)
  values (new_run, for_service, taken, attempts, clock_timestamp());
  if current_setting('synchronous_commit') = 'off' and (limited
    or exists (select from "${schema}".awaited a where a.id = any (taken))
    or exists (select from "${schema}".job j where j.id = any (taken) and j.key is not null))
  then
    perform set_config('synchronous_commit', 'on', true);
  end if;
  return query
    select t.id, new_run, t.attempt + 1, t.rank, j.message, coalesce(g.max_attempts, j.max_attempts), j.claim, j.uuid,
      j.queue, "${schema}".time_of(t.id)
    from unnest(taken, attempts, ranks, turns) as t (id, attempt, rank, turn)
    left join "${schema}".job j on j.id = t.id and j.id = any (taken)
    left join "${schema}".granted g on g.id = t.id
    order by t.rank, t.turn, t.id;
end $$;

-- How runs ended. "again" is the pause before the job is ready once more; null for the last time. "finished" names
-- leases of which nothing is left. Returns the jobs whose end is refused, since the run is no longer the service's.
create function "${schema}".finish(
  of_service bigint, runs bigint[], ids bigint[], attempts integer[], outcomes smallint[], starts timestamptz[],
  errors text[], results text[], again interval[], counted boolean[], claims bytea[], finished bigint[])
returns bigint[] language plpgsql volatile
set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan
as $$
declare
  valid bigint[];
  refused bigint[];
  stopped record;
  freed record;
begin
  select coalesce(array_agg(l.run), '{}') into valid from (
    select c.run from "${schema}".lease c where c.run = any (runs) and c.service = of_service order by c.run for no key update) l;
  if cardinality(array_remove(again, null)) > 0 then
    for stopped in select e.n from unnest(ids, runs) with ordinality as e (id, run, n)
      join "${schema}".cancelling c on c.id = e.id and c.run = e.run
    loop
      outcomes[stopped.n] := case when again[stopped.n] is null then outcomes[stopped.n] else 4 end;
      again[stopped.n] := null;
    end loop;
  end if;
  if 5 = any (outcomes) and exists (select from "${schema}".waiting) then
    for stopped in select e.n from unnest("${schema}".park(array(
        select e.id from unnest(ids, runs, outcomes) as e (id, run, outcome) where e.outcome = 5 and e.run = any (valid)))) as p (id)
      join unnest(ids) with ordinality as e (id, n) on e.id = p.id
    loop
      again[stopped.n] := interval '0';
    end loop;
  end if;
  with given as materialized (
    select * from unnest(ids, runs, attempts, outcomes, starts, errors, results, again, counted)
      as e (id, run, attempt, outcome, started_at, error, result, again, counted)
  ), ended as (
    insert into "${schema}".run (id, run, attempt, outcome, final, service, started_at, ended_at, error, result)
    select e.id, e.run, e.attempt, e.outcome, e.again is null, of_service, e.started_at, clock_timestamp(), e.error, e.result
    from given e where e.run = any (valid)
    on conflict do nothing returning run.id, run.run
  ), accepted as materialized (
    select g.* from given g join ended e on e.id = g.id and e.run = g.run
  ), dead as (
    insert into "${schema}".dead (id, queue, died_at)
    select a.id, "${schema}".name_id(j.queue), clock_timestamp()
    from accepted a join "${schema}".job j on j.id = a.id
    where a.again is null and a.outcome in (2, 3, 6)
    on conflict do nothing
  ), waiting as (
    insert into "${schema}".later (run_at, id, queue, rank, task, attempt)
    select clock_timestamp() + case
        when a.outcome = 6 and (select r.outcome from "${schema}".run r where r.id = a.id order by r.run desc limit 1) is distinct from 6
        then interval '0' else a.again end,
      a.id, "${schema}".name_id(j.queue), -j.priority, "${schema}".name_id(j.task),
      case when a.counted then a.attempt else a.attempt - 1 end
    from accepted a join "${schema}".job j on j.id = a.id
    where a.again is not null
  )
  select array_agg(g.id) into refused from given g where not exists (
    select from ended e where e.id = g.id and e.run = g.run);
  if refused is not null then
    -- What a task has stored itself stands, however its run ended afterwards.
    with told as (
      delete from "${schema}".self_ended s using unnest(ids, runs) as e (id, run)
      where s.id = e.id and s.run = e.run and s.run = any (valid) returning s.id, s.run)
    select array_agg(e.id) into refused from unnest(ids, runs) as e (id, run)
    where e.id = any (refused) and not exists (select from told t where t.id = e.id and t.run = e.run);
  end if;
  -- A job that waits for its next attempt keeps its key, unless its rule is that others may go first.
  select array_agg(c.claim) as claims, array_agg(c.id) as ids into freed
  from unnest(ids, runs, again, claims) as c (id, run, again, claim)
  where c.claim is not null and c.run = any (valid) and (refused is null or c.id <> all (refused))
    and (c.again is null or exists (select from "${schema}".job j where j.id = c.id and j.rule = 'serial'));
  if freed.ids is not null then
    perform "${schema}".release(freed.claims, freed.ids);
  end if;
  if exists (select from "${schema}".permit p where p.run = any (runs)) then
    perform "${schema}".vacate(array_agg(e.run), array_agg(e.id)) from unnest(ids, runs) as e (id, run)
    where e.run = any (valid) and (refused is null or e.id <> all (refused)) having count(*) > 0;
  end if;
  perform "${schema}".workflow_ended(ids, is_ours => true);
  if current_setting('synchronous_commit') = 'off' and (exists (select from "${schema}".bound)
    or exists (select from "${schema}".awaited a where a.id = any (ids))
    or exists (select from "${schema}".job j where j.id = any (ids) and j.key is not null))
  then
    perform set_config('synchronous_commit', 'on', true);
  end if;
  -- A task whose transaction is open holds its lease; that goes with the service.
  delete from "${schema}".lease l where l.run = any (array(
    select c.run from "${schema}".lease c where c.run = any (finished) and c.service = of_service
    order by c.run for update skip locked));
  return coalesce(refused, '{}');
end $$;

-- Whether tasks have stored their ends themselves: 1 if so (then what they took up of limits is free), 0 if not, 2 if a transaction is open that may.
create function "${schema}".completed(runs bigint[], ids bigint[]) returns smallint[] language plpgsql volatile as $$
declare
  answers smallint[] := '{}';
  told_runs bigint[];
  told_ids bigint[];
begin
  for i in 1..cardinality(ids) loop
    answers := answers || case
      when not pg_try_advisory_xact_lock(ids[i] # runs[i]) then 2
      when exists (select from "${schema}".run r where r.id = ids[i] and r.run = runs[i] and r.outcome = 1) then 1
      else 0 end::smallint;
  end loop;
  if 1 = any (answers) then
    with told as (
      delete from "${schema}".self_ended s using unnest(runs, ids, answers) as e (run, id, answer)
      where s.id = e.id and s.run = e.run and e.answer = 1 returning s.id, s.run)
    select array_agg(t.run), array_agg(t.id) into told_runs, told_ids from told t;
    if exists (select from "${schema}".permit p where p.run = any (told_runs)) then
      perform "${schema}".vacate(told_runs, told_ids);
    end if;
  end if;
  return answers;
end $$;

-- Submits what is to follow from jobs whose run has ended so, in the same transaction. Ends that were refused have
-- nothing to follow.
create function "${schema}".follow(
  refused bigint[], parents bigint[], parent_runs bigint[], outcomes smallint[], messages text[], tasks text[],
  queues text[], priorities integer[], attempt_limits integer[], delays double precision[], rules text[], claims bytea[],
  keys text[])
returns integer language plpgsql volatile as $$
declare
  it record;
begin
  select count(*) as number, array_agg(e.message order by e.n) as messages, array_agg(e.task order by e.n) as tasks,
    array_agg(e.queue order by e.n) as queues, array_agg(e.priority order by e.n) as priorities,
    array_agg(e.attempts order by e.n) as attempts, array_agg(e.delay order by e.n) as delays,
    array_agg(e.rule order by e.n) as rules, array_agg(e.claim order by e.n) as claims, array_agg(e.key order by e.n) as keys,
    array_agg(e.parent order by e.n) as parents
  into it
  from unnest(parents, parent_runs, outcomes, messages, tasks, queues, priorities, attempt_limits, delays, rules, claims, keys)
    with ordinality as e (parent, run, outcome, message, task, queue, priority, attempts, delay, rule, claim, key, n)
  where e.parent <> all (refused) and exists (
    select from "${schema}".run r where r.id = e.parent and r.run = e.run and r.final and r.outcome = e.outcome);
  if it.number > 0 then
    perform "${schema}".submit_jobs(it.messages, it.tasks, it.queues, it.priorities, it.attempts, null, it.delays, it.rules,
      it.claims, it.keys, null, parents => it.parents);
  end if;
  return it.number;
end $$;

-- The jobs that died with their service and that nobody has followed yet.
create function "${schema}".unfollowed(most integer) returns table (id bigint, run bigint, queue text, message text)
language sql stable as $$
  select u.id, u.run, j.queue, j.message from "${schema}".unfollowed u left join "${schema}".job j on j.id = u.id
  order by u.id, u.run limit most
$$;

-- Submits what is to follow from these, once: whoever comes second submits nothing.
create function "${schema}".follow_lost(
  ids bigint[], runs bigint[], parents bigint[], parent_runs bigint[], messages text[], tasks text[],
  queues text[], priorities integer[], attempt_limits integer[], delays double precision[], rules text[], claims bytea[],
  keys text[])
returns integer language plpgsql volatile as $$
declare
  others bigint[];
begin
  with mine as (
    delete from "${schema}".unfollowed u using unnest(ids, runs) as e (id, run)
    where u.id = e.id and u.run = e.run returning u.id)
  select coalesce(array_agg(e.id), '{}') into others from unnest(ids) as e (id) where not exists (
    select from mine m where m.id = e.id);
  return "${schema}".follow(others, parents, parent_runs, array_fill(6::smallint, array[cardinality(parents)]),
    messages, tasks, queues, priorities, attempt_limits, delays, rules, claims, keys);
end $$;

-- Stores the end of a run in the caller's transaction, with what is to follow: an array of the fields of "follow".
-- False if the run is no longer the service's.
create function "${schema}".complete(
  of_service bigint, of_run bigint, job_id bigint, result text, result_bytes integer, followers json)
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  it record;
begin
  select l.claimed_at, l.attempts[array_position(l.jobs, job_id)] + 1 as attempt into it from "${schema}".lease l
  where l.run = of_run and l.service = of_service and job_id = any (l.jobs) for key share;
  if not found then
    return false;
  end if;
  perform pg_advisory_xact_lock(job_id # of_run);
  insert into "${schema}".run (id, run, attempt, outcome, final, service, started_at, ended_at, result)
  values (job_id, of_run, it.attempt, 1, true, of_service, it.claimed_at, clock_timestamp(),
    case when octet_length(result) <= result_bytes then result end)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  insert into "${schema}".self_ended (id, run) values (job_id, of_run);
  perform "${schema}".release(array[j.claim], array[j.id]) from "${schema}".job j where j.id = job_id and j.claim is not null;
  perform "${schema}".workflow_ended(array[job_id]);
  if json_array_length(followers) > 0 then
    perform "${schema}".follow('{}', array_agg(job_id), array_agg(of_run), array_agg(1::smallint),
      array_agg(e.message), array_agg(e.task), array_agg(e.queue), array_agg(e.priority), array_agg(e.attempts),
      array_agg(e.delay), array_agg(e.rule), array_agg(decode(e.claim, 'hex')), array_agg(e.key))
    from json_to_recordset(followers) as e (message text, task text, queue text, priority integer, attempts integer,
      delay double precision, rule text, claim text, key text);
  end if;
  return true;
end $$;

-- Gives back claimed jobs that have not begun: ready at once, the attempt as it was.
create function "${schema}".give_back(of_service bigint, runs bigint[], ids bigint[], finished bigint[])
returns void language plpgsql volatile
set enable_seqscan = off set jit = off as $$
declare
  stopped bigint[];
begin
  perform from "${schema}".lease c where c.run = any (runs) and c.service = of_service order by c.run for no key update;
  with valid as materialized (
    select c.run, c.jobs, c.attempts from "${schema}".lease c
    where c.run = any (runs) and c.service = of_service
  ), back as (
    select b.id, v.run, v.attempts[array_position(v.jobs, b.id)] as attempt,
      exists (select from "${schema}".cancelling c where c.id = b.id and c.run = b.run) as cancelled
    from unnest(ids, runs) as b (id, run) join valid v on v.run = b.run and b.id = any (v.jobs)
  ), ended as (
    insert into "${schema}".run (id, run, attempt, outcome, final, service, ended_at)
    select b.id, b.run, b.attempt, case when b.cancelled then 4 else 8 end, b.cancelled, of_service, clock_timestamp() from back b
    on conflict do nothing returning run.id, run.attempt, run.final
  ), again as (
    insert into "${schema}".ready (queue, rank, id, task, attempt)
    select "${schema}".name_id(j.queue), -j.priority, e.id, "${schema}".name_id(j.task), e.attempt
    from ended e join "${schema}".job j on j.id = e.id where not e.final
  )
  select array_agg(e.id) into stopped from ended e where e.final;
  if stopped is not null then
    perform "${schema}".release(array_agg(j.claim), array_agg(j.id)) from "${schema}".job j where j.id = any (stopped);
  end if;
  if exists (select from "${schema}".permit p where p.run = any (runs)) then
    perform "${schema}".vacate(runs, ids);
  end if;
  delete from "${schema}".lease l where l.run = any (array(
    select c.run from "${schema}".lease c where c.run = any (finished) and c.service = of_service
    order by c.run for update skip locked));
end $$;

-- Makes jobs ready whose time has come.
create function "${schema}".promote(most integer, out moved integer, out next_at timestamptz)
language plpgsql volatile set enable_seqscan = off set jit = off as $$
declare
  it record;
begin
  if exists (select from "${schema}".signalled) then
    perform "${schema}".wake();
  end if;
  with due as (
    delete from "${schema}".later l where l.ctid = any (array(
      select c.ctid from "${schema}".later c where c.run_at <= clock_timestamp()
      order by c.run_at, c.id limit most for update skip locked))
    returning *)
  select count(*) as number, array_agg(d.id order by d.run_at, d.id) as ids,
    array_agg(d.queue order by d.run_at, d.id) as queues, array_agg(d.rank order by d.run_at, d.id) as ranks,
    array_agg(d.task order by d.run_at, d.id) as tasks, array_agg(d.attempt order by d.run_at, d.id) as attempts,
    array_agg(j.rule order by d.run_at, d.id) as rules, array_agg(j.claim order by d.run_at, d.id) as claims
  into it from due d left join "${schema}".job j on j.id = d.id;
  moved := it.number;
  if moved > 0 then
    perform "${schema}".admit_or_defer(it.ids, it.queues, it.ranks, it.tasks, it.attempts, it.rules, it.claims);
  end if;
  if exists (select from "${schema}".unreleased) then
    perform "${schema}".release_rest();
  end if;
  select l.run_at into next_at from "${schema}".later l order by l.run_at limit 1;
end $$;

-- Takes over from services whose time is over: what they had is ready again with its attempt counted, after a pause
-- from the second loss in a row, or dead if that was its last attempt.
create function "${schema}".rescue(by_service bigint, default_attempts integer, out services integer, out jobs integer)
language plpgsql volatile as $$
declare
  expired bigint[];
  lost record;
begin
  services := 0;
  jobs := 0;
  select array_agg(e.service) into expired from (
    select h.service from "${schema}".heartbeat h
    where h.expires_at < clock_timestamp() and h.service <> by_service
    order by h.service for update skip locked) e;
  -- A claim that met the end of its service's lease may have left what belongs to nobody.
  expired := expired || array(
    select distinct l.service from "${schema}".lease l
    where not exists (select from "${schema}".heartbeat h where h.service = l.service));
  if cardinality(coalesce(expired, '{}')) = 0 then
    return;
  end if;
  services := cardinality(expired);
  delete from "${schema}".heartbeat h where h.service = any (expired);
  update "${schema}".service s set ended_at = clock_timestamp() where s.id = any (expired) and s.ended_at is null;
  jobs := "${schema}".recover(expired, default_attempts);
end $$;

-- Returns to their places the jobs that services had claimed which are gone.
create function "${schema}".recover(gone bigint[], default_attempts integer) returns integer language plpgsql volatile as $$
declare
  it record;
  number integer;
  runs bigint[];
begin
  -- In order of the runs, as ends take them.
  select array_agg(l.run) into runs from (
    select c.run from "${schema}".lease c where c.service = any (gone) order by c.run for update skip locked) l;
  -- What somebody is about to end, or a task in an open transaction of its own, is seen to at the next look.
  if runs is null then
    return 0;
  end if;
  with leases as (
    delete from "${schema}".lease l where l.run = any (runs) returning *
  ), orphans as materialized (
    select o.id, l.run, l.service, o.attempt, l.claimed_at
    from leases l cross join lateral unnest(l.jobs, l.attempts) as o (id, attempt)
    where not exists (select from "${schema}".run r where r.id = o.id and r.run = l.run)
  ), judged as materialized (
    select o.*, j.queue, j.task, j.priority, j.rule, j.claim,
      c.id is not null or o.attempt + 1 >= coalesce(g.max_attempts, j.max_attempts, default_attempts) as last,
      c.id is not null as cancelled,
      coalesce((select r.outcome = 6 from "${schema}".run r where r.id = o.id order by r.run desc limit 1), false) as again
    from orphans o join "${schema}".job j on j.id = o.id left join "${schema}".granted g on g.id = o.id
      left join "${schema}".cancelling c on c.id = o.id and c.run = o.run
  ), ended as (
    insert into "${schema}".run (id, run, attempt, outcome, final, service, started_at, ended_at, error)
    select o.id, o.run, o.attempt + 1, case when o.cancelled then 4 else 6 end, o.last, o.service, o.claimed_at, clock_timestamp(), 'its service died'
    from judged o
  ), dead as (
    insert into "${schema}".dead (id, queue, died_at)
    select o.id, "${schema}".name_id(o.queue), clock_timestamp() from judged o where o.last and not o.cancelled
    on conflict do nothing
  ), owed as (
    insert into "${schema}".unfollowed (id, run) select o.id, o.run from judged o where o.last and not o.cancelled
  ), counted as (
    insert into "${schema}".ended (queue, outcome, number)
    select "${schema}".name_id(o.queue), case when o.cancelled then 4 else 6 end, count(*) from judged o where o.last group by 1, 2
  ), waiting as (
    insert into "${schema}".later (run_at, id, queue, rank, task, attempt)
    select clock_timestamp() + case when o.again then least(interval '1 hour', interval '1 second' * power(2, least(o.attempt, 12)))
        else interval '0' end,
      o.id, "${schema}".name_id(o.queue), -o.priority, "${schema}".name_id(o.task), o.attempt + 1
    from judged o where not o.last
  )
  select count(*) as number,
    array_agg(o.claim) filter (where o.claim is not null and (o.last or o.rule = 'serial')) as claims,
    array_agg(o.id) filter (where o.claim is not null and (o.last or o.rule = 'serial')) as ids,
    array_agg(o.id) filter (where o.last) as over
  into it from judged o;
  number := it.number;
  if it.ids is not null then
    perform "${schema}".release(it.claims, it.ids);
  end if;
  perform "${schema}".workflow_ended(it.over);
  perform "${schema}".promote(greatest(number, 1));
  delete from "${schema}".self_ended s where s.run = any (runs);
  if exists (select from "${schema}".permit p where p.run = any (runs)) then
    perform "${schema}".vacate_runs(runs);
  end if;
  return number;
end $$;

-- The end of a service that has told all ends that it knows of. What it says nothing about may have begun, and counts.
create function "${schema}".leave(of_service bigint, default_attempts integer default 20) returns void language plpgsql volatile as $$
begin
  delete from "${schema}".heartbeat h where h.service = of_service;
  perform "${schema}".recover(array[of_service], default_attempts);
  update "${schema}".service s set ended_at = clock_timestamp() where s.id = of_service and s.ended_at is null;
end $$;

-- A JSON text in the form in which equal values are equal texts: keys in order, numbers and strings written one way;
-- 1 and 1.0 stay two. Fails on characters that the database can't hold (NUL, halves of surrogate pairs).
create function "${schema}".canonical(value json) returns text language plpgsql immutable strict as $$
declare
  plain text := value::text;
  number numeric;
begin
  case json_typeof(value)
    when 'object' then
      return '{' || coalesce((
        select string_agg("${schema}".canonical(to_json(e.key)) || ':' || "${schema}".canonical(e.value), ',' order by e.key collate "C")
        from (select distinct on (p.key collate "C") p.key, p.value from json_each(value) with ordinality as p (key, value, n)
          order by p.key collate "C", p.n desc) e), '') || '}';
    when 'array' then
      return '[' || coalesce((
        select string_agg("${schema}".canonical(e.value), ',' order by e.n)
        from json_array_elements(value) with ordinality as e (value, n)), '') || ']';
    when 'string' then
      return to_json(value #>> '{}')::text;
    when 'number' then
      plain := lower(btrim(plain, E' \t\r\n'));
      if plain !~ '[.e]' then
        return case plain when '-0' then '0' else plain end;
      end if;
      begin
        number := trim_scale(plain::numeric);
      exception when numeric_value_out_of_range then
        return plain;
      end;
      return number::text || case when scale(number) = 0 then '.0' else '' end;
    else
      return btrim(plain, E' \t\r\n');
  end case;
end $$;

-- What a rule for duplicates goes by: the task and its key, or else the task and its arguments. Arguments that have no
-- canonical form are compared as they are written.
create function "${schema}".claim_of(task text, args json, kwargs json, key text) returns bytea
language plpgsql immutable as $$
declare
  value text;
begin
  if key is not null then
    value := 'key ' || to_json(task)::text || to_json(key)::text;
  else
    begin
      value := coalesce("${schema}".canonical(args), '[]') || coalesce("${schema}".canonical(kwargs), '{}');
    exception when untranslatable_character or invalid_text_representation then
      value := coalesce(args::text, '[]') || coalesce(kwargs::text, '{}');
    end;
    value := 'arguments ' || to_json(task)::text || value;
  end if;
  return substr(sha256(convert_to(value, 'UTF8')), 1, 16);
end $$;

-- Submits one job in the caller's transaction and returns its uuid: for every language, and all that a publisher
-- needs rights for. Everything but the task may be left out; give it by name.
create function "${schema}".submit(
  task text, args json default null, kwargs json default null, queue text default null, run_at timestamptz default null,
  priority integer default null, max_attempts integer default null, timeout interval default null,
  on_duplicate text default null, key text default null, uuid text default null, fields json default null)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  message text;
  declared record;
  rule text;
  special text;
begin
  if coalesce(btrim(task), '') = '' then
    raise invalid_parameter_value using message = 'the task is missing: its name must be given';
  end if;
  if args is not null and json_typeof(args) <> 'array' then
    raise invalid_parameter_value using message = format('args must be a JSON array, but is of type %s', json_typeof(args));
  end if;
  if kwargs is not null and json_typeof(kwargs) <> 'object' then
    raise invalid_parameter_value using message = format('kwargs must be a JSON object, but is of type %s', json_typeof(kwargs));
  end if;
  if fields is not null and json_typeof(fields) <> 'object' then
    raise invalid_parameter_value using message = format('fields must be a JSON object, but is of type %s', json_typeof(fields));
  end if;
  if fields is not null and exists (select from json_object_keys(fields) as k
    where k in ('task', 'args', 'kwargs', 'uuid', 'timeout', 'on_duplicate', 'delay', 'channel')) then
    raise invalid_parameter_value using message = 'fields must not hold what has a parameter of its own',
      hint = 'These are task, args, kwargs, uuid, timeout, on_duplicate, delay (run_at) and channel (queue).';
  end if;
  if on_duplicate is not null and on_duplicate not in ('parallel', 'discard', 'serial', 'queue_one') then
    raise invalid_parameter_value using message = format('on_duplicate is %L', on_duplicate),
      hint = 'It must be parallel, discard, serial or queue_one.';
  end if;
  if max_attempts is not null and max_attempts < 1 then
    raise invalid_parameter_value using message = 'max_attempts must be at least 1';
  end if;
  if uuid is not null and btrim(uuid) = '' then
    raise invalid_parameter_value using message = 'the uuid is blank: leave it out to get one';
  elsif length(uuid) > 500 then
    raise invalid_parameter_value using message = format('the uuid has %s characters, but at most 500 are allowed', length(uuid));
  end if;
  if fields -> 'control' is not null then
    raise invalid_parameter_value using message = 'the field control makes a command of it, and the queue keeps tasks only';
  end if;
  if queue is not null and btrim(queue) = '' then
    raise invalid_parameter_value using message = 'the queue''s name is blank: leave it out to use the one of the task';
  end if;
  if priority = -2147483648 then
    raise invalid_parameter_value using message = 'the priority must be above -2147483648';
  end if;
  if timeout < interval '0' then
    raise invalid_parameter_value using message = 'the timeout is negative';
  end if;
  select t.* into declared from "${schema}".task t where t.name = submit.task;
  rule := nullif(coalesce(submit.on_duplicate, declared.on_duplicate, 'parallel'), 'parallel');
  special := "${schema}".special_of(fields, on_duplicate, run_at is not null, args, kwargs);
  if special::json ->> 'unique_for' is null and special is not null then
    rule := null;
  end if;
  timeout := coalesce(submit.timeout, declared.timeout);
  queue := coalesce(submit.queue, declared.queue);
  run_at := coalesce(submit.run_at, clock_timestamp() + declared.delay);
  key := coalesce(submit.key, "${schema}".filled_key(declared.key, declared.parameters, args, kwargs));
  message := '{"task": ' || to_json(task)::text
    || case when args is null then '' else ', "args": ' || args::text end
    || case when kwargs is null then '' else ', "kwargs": ' || kwargs::text end
    || case when uuid is null then '' else ', "uuid": ' || to_json(uuid)::text end
    || case when timeout is null then '' else ', "timeout": ' || extract(epoch from timeout)::text end
    || case when rule is null then '' else ', "on_duplicate": ' || to_json(rule)::text end
    || case when declared.backoff_first is null or fields -> 'backoff' is not null then ''
      else format(', "backoff": [%s, %s]', extract(epoch from declared.backoff_first), extract(epoch from declared.backoff_most)) end
    || ', "time_pub": ' || round(extract(epoch from clock_timestamp())::numeric, 6)::text
    || case when fields is null or fields::text ~ '^\s*\{\s*\}\s*$' then ''
      else ', ' || regexp_replace(regexp_replace(fields::text, '^\s*\{', ''), '\}\s*$', '') end
    || '}';
  uuid := ("${schema}".submit_jobs(array[message], array[task], array[queue], array[priority], array[max_attempts],
    case when run_at is not null then array[run_at] end, null, case when rule is not null then array[rule] end,
    case when rule is not null then array["${schema}".claim_of(task, args, kwargs, key)] end,
    array[key], case when uuid is not null then array[uuid] end, special => case when special is not null
      then array["${schema}".special_with_claim(special, task, args, kwargs, key)] end))[1];
  -- Behind the submission, which says why if the transaction may not write.
  perform "${schema}".announce(array["${schema}".name_id(coalesce(submit.queue, declared.queue, 'default'))]);
  return uuid;
end $$;

-- Takes a job that waits out of its place, for whoever says then what becomes of it; nobody else steers it until the
-- commit. What is returned says which attempts it has had, or which run has it; both null if it has ended.
create function "${schema}".withdraw(job_id bigint, out attempt integer, out in_run bigint, out by_service bigint)
language plpgsql volatile
set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
  it record;
  has_key boolean;
begin
  select j.queue, j.priority, j.claim into it from "${schema}".job j where j.id = job_id for update;
  if not found then
    return;
  end if;
  has_key := "${schema}".lock_key(it.claim, false);
  -- It may move from one place to the next while it is looked for; seldom twice.
  for look in 1..20 loop
    delete from "${schema}".ready r
    where r.queue = "${schema}".name_id(it.queue) and r.rank = -it.priority and r.id = job_id
    returning r.attempt into attempt;
    exit when found;
    delete from "${schema}".later l where l.id = job_id returning l.attempt into attempt;
    exit when found;
    has_key := has_key or "${schema}".lock_key(it.claim, false);
    delete from "${schema}".held h where h.id = job_id and (has_key or h.reason <> 'duplicate')
    returning h.attempt into attempt;
    exit when found;
    exit when exists (select from "${schema}".run r where r.id = job_id and r.final);
    select l.run, l.service into in_run, by_service from "${schema}".lease l
    where job_id = any (l.jobs) and not exists (select from "${schema}".run r where r.id = job_id and r.run = l.run)
    limit 1 for key share of l;
    -- Its end may have been stored before the lock was had.
    exit when found and not exists (select from "${schema}".run r where r.id = job_id and r.run = in_run);
    in_run := null;
    by_service := null;
  end loop;
end $$;

-- Cancels a job that waits at once, and has the service of one that runs interrupt it. False if there is no such job,
-- or it has ended.
create function "${schema}".cancel(uuid text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  job_id bigint := "${schema}".job_of(uuid);
  it record;
begin
  select w.* into it from "${schema}".withdraw(job_id) w;
  if it.attempt is not null then
    insert into "${schema}".run (id, run, attempt, outcome, final, ended_at)
    values (job_id, "${schema}".next_id(), it.attempt, 4, true, clock_timestamp());
    perform "${schema}".release(array[j.claim], array[j.id]) from "${schema}".job j where j.id = job_id and j.claim is not null;
    insert into "${schema}".ended (queue, outcome, number)
    select "${schema}".name_id(j.queue), 4, 1 from "${schema}".job j where j.id = job_id;
    perform "${schema}".workflow_ended(array[job_id]);
    return true;
  elsif it.in_run is not null then
    insert into "${schema}".cancelling as c (id, run) values (job_id, it.in_run)
    on conflict (id) do update set run = excluded.run;
    insert into "${schema}".request (service, run, job, message)
    values (it.by_service, it.in_run, job_id, json_build_object('cancel', job_id, 'run', it.in_run)::text);
    perform "${schema}".tell('${schema}.requests');
    return true;
  end if;
  return false;
end $$;

-- Makes a job ready at once that is dead, cancelled, or waits for its next attempt, and grants it further attempts. If
-- another has the key of its rule by now, it waits for that, whatever the rule.
create function "${schema}".retry(uuid text, default_attempts integer default 20) returns boolean
language plpgsql volatile as $$
declare
  job_id bigint := "${schema}".job_of(uuid);
  last integer;
  it record;
begin
  -- One at a time steers a job, so that it isn't deleted meanwhile, nor retried twice.
  select j.* into it from "${schema}".job j where j.id = job_id for update;
  if not found then
    return false;
  end if;
  delete from "${schema}".later l where l.id = job_id returning l.attempt into last;
  if not found then
    delete from "${schema}".dead d where d.id = job_id;
    update "${schema}".run r set final = false where r.id = job_id and r.final and r.outcome in (2, 3, 4, 6);
    if not found then
      return false;
    end if;
    select r.attempt into last from "${schema}".run r where r.id = job_id order by r.run desc limit 1;
  end if;
  insert into "${schema}".granted as g (id, max_attempts)
  values (job_id, last + coalesce(it.max_attempts, default_attempts))
  on conflict (id) do update set max_attempts = excluded.max_attempts;
  perform "${schema}".admit(array[job_id], array["${schema}".name_id(it.queue)], array[-it.priority],
    array["${schema}".name_id(it.task)], array[last], array['serial'], array[it.claim]);
  return true;
end $$;

-- Deletes a job that doesn't run, with all that is kept of it. False if there is none, or it runs.
create function "${schema}".delete(uuid text) returns boolean language plpgsql volatile as $$
declare
  job_id bigint := "${schema}".job_of(uuid);
  it record;
begin
  select w.* into it from "${schema}".withdraw(job_id) w;
  if it.attempt is not null then
    perform "${schema}".release(array[j.claim], array[j.id]) from "${schema}".job j where j.id = job_id and j.claim is not null;
  elsif not exists (select from "${schema}".run r where r.id = job_id and r.final) then
    return false;
  end if;
  perform "${schema}".forget_special(j.uuid, j.claim) from "${schema}".job j where j.id = job_id;
  delete from "${schema}".job j where j.id = job_id;
  -- Others of its claim may run still: without this row it would seem to run with them.
  update "${schema}".run r set final = false, error = null, result = null
  where r.id = job_id and exists (select from "${schema}".lease l where l.run = r.run);
  delete from "${schema}".run r where r.id = job_id and not exists (select from "${schema}".lease l where l.run = r.run);
  delete from "${schema}".dead d where d.id = job_id;
  delete from "${schema}".given_uuid g where g.id = job_id;
  delete from "${schema}".granted g where g.id = job_id;
  delete from "${schema}".progress p where p.id = job_id;
  perform "${schema}".forget_steps(job_id);
  return true;
end $$;

-- Stops or starts the claims from a queue, for all services.
create function "${schema}".pause(queue text, paused boolean default true) returns void language sql volatile as
$$ insert into "${schema}".queue as q (id, name, paused) values ("${schema}".name_id(queue), queue, paused)
   on conflict (id) do update set paused = excluded.paused;
   select from "${schema}".tell('${schema}.requests') $$;

-- Says how far a running job is. Refused, as false, if the run is no longer the service's.
create function "${schema}".report(of_service bigint, of_run bigint, job_id bigint, part double precision, says text)
returns boolean language plpgsql volatile as $$
begin
  perform from "${schema}".lease l where l.run = of_run and l.service = of_service and job_id = any (l.jobs) for key share;
  if not found or exists (select from "${schema}".run r where r.id = job_id and r.run = of_run) then
    return false;
  end if;
  insert into "${schema}".progress as p (id, run, part, says, said_at)
  values (job_id, of_run, part, says, clock_timestamp())
  on conflict (id) do update set run = excluded.run, part = excluded.part, says = excluded.says, said_at = excluded.said_at;
  return true;
end $$;

-- What a limit counts by: the queue or task, or one key of it.
create function "${schema}".gate_of(subject bigint, of_queue boolean, per_key boolean, key text) returns bytea
language sql immutable as
$$ select int8send(subject) || case when of_queue then '\x01'::bytea else '\x02'::bytea end
   || case when per_key then substr(sha256(convert_to(key, 'UTF8')), 1, 16) else ''::bytea end $$;

create function "${schema}".subject_of(gate bytea) returns bigint language sql immutable as
$$ select ('x' || encode(substr(gate, 1, 8), 'hex'))::bit(64)::bigint $$;

-- What a held job waits for, in words.
create function "${schema}".reason_of(reason text, gate bytea) returns text language sql stable as
$$ select case when gate is null then reason else
     reason || coalesce((select ' of ' || case when b.of_queue then 'queue ' else 'task ' end || b.name
         || case when b.per_key then ', by key' else '' end
       from "${schema}".bound b
       where b.subject = "${schema}".subject_of(gate) and b.of_queue = (get_byte(gate, 8) = 1)
         and b.per_key = (length(gate) > 9)), '') end $$;

-- Partitions of a table in their order, without the one for what falls between.
create function "${schema}".partitions(of_table text)
returns table (name text, first_id bigint, next_id bigint) language sql stable as $$
  select c.relname::text,
    (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''(\d+)''\)'))[1]::bigint,
    (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''(\d+)''\)'))[1]::bigint
  from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
  where i.inhparent = format('"${schema}".%I', of_table)::regclass and pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'
  order by 2 $$;

-- Makes the partitions of the next time, each of this length, where there are none yet. Returns how many it made.
create function "${schema}".make_partitions(length interval, ahead integer default 3)
returns integer language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '100ms' as $$
declare
  parent text;
  made integer := 0;
  lower_id bigint;
  upper_id bigint;
  last_kept bigint;
  name text;
begin
  if not pg_try_advisory_xact_lock(hashtext('"${schema}".partitions')) then
    return 0;
  end if;
  foreach parent in array array['job', 'run'] loop
    loop
      select max(p.next_id) into lower_id from "${schema}".partitions(parent) p;
      exit when lower_id is not null and lower_id >= "${schema}".id_at(clock_timestamp() + length * ahead);
      if lower_id is null or lower_id < "${schema}".id_at(clock_timestamp()) then
        -- The first one, or the first after a time without a service: it begins a little ahead, behind what came
        -- meanwhile, so that no row that is there, or that a transaction is about to add, belongs into it.
        lower_id := greatest(coalesce(lower_id, 0), "${schema}".id_at(clock_timestamp() + least(length, interval '1 minute')));
        execute format('select max(%I) from "${schema}".%I', case parent when 'job' then 'id' else 'run' end, parent || '_kept')
        into last_kept;
        lower_id := greatest(lower_id, coalesce(last_kept, 0) + 1);
      end if;
      upper_id := "${schema}".id_at(greatest("${schema}".time_of(lower_id), clock_timestamp()) + length);
      name := parent || '_' || lpad(to_hex(lower_id), 16, '0');
      execute format('create table "${schema}".%I (like "${schema}".%I including defaults including constraints)', name, parent);
      execute format('alter table "${schema}".%I attach partition "${schema}".%I for values from (%s) to (%s)',
        parent, name, lower_id, upper_id);
      made := made + 1;
    end loop;
  end loop;
  return made;
end $$;

-- Until when the history of a job that has ended is kept.
create function "${schema}".kept_until(queue_name text, outcome smallint, ended_at timestamptz, keep_done interval, keep_dead interval)
returns timestamptz language sql stable as $$
  select ended_at + case when outcome in (1, 4, 7)
    then coalesce((select q.keep_done from "${schema}".queue q where q.name = queue_name), keep_done)
    else coalesce((select q.keep_dead from "${schema}".queue q where q.name = queue_name), keep_dead) end $$;

-- Drops the oldest partition of jobs and their runs whose time is over. What still lives, or is to be kept longer, is
-- carried over first. Returns the name of the partition; null if there was none to drop.
create function "${schema}".drop_partition(keep_done interval, keep_dead interval)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '100ms' as $$
declare
  shortest interval := least(keep_done, (select min(q.keep_done) from "${schema}".queue q));
  oldest record;
begin
  if not pg_try_advisory_xact_lock(hashtext('"${schema}".partitions')) then
    return null;
  end if;
  select * into oldest from "${schema}".partitions('job') p
  where p.next_id < "${schema}".id_at(clock_timestamp() - shortest) order by p.first_id limit 1;
  if oldest.name is not null then
    execute format('alter table "${schema}".job detach partition "${schema}".%I', oldest.name);
    execute format('insert into "${schema}".job select j.* from "${schema}".%I j '
      'left join lateral (select r.* from "${schema}".run r where r.id = j.id and r.final limit 1) e on true '
      'where e.id is null or "${schema}".kept_until(j.queue, e.outcome, e.ended_at, $1, $2) > clock_timestamp() '
      'or "${schema}".is_awaited(j.id)', oldest.name)
    using keep_done, keep_dead;
    execute format('drop table "${schema}".%I', oldest.name);
    return oldest.name;
  end if;
  select * into oldest from "${schema}".partitions('run') p
  where p.next_id < "${schema}".id_at(clock_timestamp() - shortest)
    and p.next_id <= coalesce((select min(l.run) from "${schema}".lease l), p.next_id)
  order by p.first_id limit 1;
  if oldest.name is not null then
    execute format('alter table "${schema}".run detach partition "${schema}".%I', oldest.name);
    execute format('insert into "${schema}".run select r.* from "${schema}".%I r '
      'where exists (select from "${schema}".job j where j.id = r.id)', oldest.name);
    execute format('drop table "${schema}".%I', oldest.name);
  end if;
  return oldest.name;
end $$;

-- Deletes what was carried over and has had its time, some rows at a time. Returns how many jobs.
create function "${schema}".prune(keep_done interval, keep_dead interval, most integer default 1000)
returns integer language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  over bigint[];
begin
  select array_agg(k.id) into over from (
    select j.id from "${schema}".job_kept j
    join lateral (select r.* from "${schema}".run r where r.id = j.id and r.final limit 1) e on true
    where "${schema}".kept_until(j.queue, e.outcome, e.ended_at, keep_done, keep_dead) <= clock_timestamp()
      and not "${schema}".is_awaited(j.id)
    limit most) k;
  -- Nobody retries one of them meanwhile; and who has done so already is seen by a new statement.
  perform from "${schema}".job_kept j where j.id = any (over) order by j.id for update;
  over := array(
    select o.id from unnest(over) as o (id) where exists (select from "${schema}".run r where r.id = o.id and r.final));
  delete from "${schema}".job_kept j where j.id = any (over);
  delete from "${schema}".run r where r.id = any (over);
  delete from "${schema}".dead d where d.id = any (over) or d.id in (
    select o.id from "${schema}".dead o where not exists (select from "${schema}".job j where j.id = o.id)
    order by o.died_at limit most);
  delete from "${schema}".given_uuid g where g.hash in (
    select o.hash from "${schema}".given_uuid o where not exists (select from "${schema}".job j where j.id = o.id)
    order by o.id limit most);
  delete from "${schema}".granted g where not exists (select from "${schema}".job j where j.id = g.id);
  perform "${schema}".prune_special(most);
  perform "${schema}".prune_steps(most);
  delete from "${schema}".audit a where a.number in (
    select o.number from "${schema}".audit o where o.done_at < clock_timestamp() - interval '90 days' order by o.done_at limit most);
  delete from "${schema}".cancelling c where not exists (select from "${schema}".lease l where l.run = c.run);
  delete from "${schema}".progress p where not exists (select from "${schema}".job j where j.id = p.id);
  delete from "${schema}".awaited a where a.until < clock_timestamp() - interval '1 minute';
  delete from "${schema}".request r where r.made_at < clock_timestamp() - interval '1 minute'
    and not exists (select from "${schema}".lease l where l.run = r.run);
  delete from "${schema}".service s where s.ended_at < clock_timestamp() - greatest(keep_done, keep_dead)
    and not exists (select from "${schema}".heartbeat h where h.service = s.id);
  if (select count(*) > 100 from "${schema}".ended) and pg_try_advisory_xact_lock(hashtext('"${schema}".ended')) then
    with parts as (delete from "${schema}".ended returning *)
    insert into "${schema}".ended (queue, outcome, number)
    select p.queue, p.outcome, sum(p.number) from parts p group by 1, 2;
  end if;
  return coalesce(cardinality(over), 0);
end $$;

-- Compares what a service has with what is written here, after a crash of the server may have undone claims and ends.
-- Returns the runs that aren't the service's any more; jobs that it doesn't know of are ready again, the attempt as it
-- was.
create function "${schema}".verify(of_service bigint, runs bigint[], ids bigint[]) returns bigint[]
language plpgsql volatile as $$
declare
  gone bigint[];
  unknown record;
begin
  select coalesce(array_agg(r), '{}') into gone from unnest(runs) as r
  where not exists (select from "${schema}".lease l where l.run = r and l.service = of_service);
  select array_agg(o.run) as runs, array_agg(o.id) as ids into unknown from (
    select l.run, j.id from "${schema}".lease l cross join lateral unnest(l.jobs) as j (id)
    where l.service = of_service and j.id <> all (verify.ids)
      and not exists (select from "${schema}".run r where r.id = j.id and r.run = l.run)
    order by l.run) o;
  if unknown.ids is not null then
    perform "${schema}".give_back(of_service, unknown.runs, unknown.ids, '{}');
  end if;
  -- Leases of which nothing is left.
  delete from "${schema}".lease l where l.service = of_service and l.run <> all (verify.runs)
    and not exists (select from unnest(l.jobs) as j (id)
      where not exists (select from "${schema}".run r where r.id = j.id and r.run = l.run));
  return gone;
end $$;

-- Adds to the numbers of ended jobs.
create function "${schema}".count_ended(queues bigint[], outcomes smallint[], numbers bigint[]) returns void
language sql volatile as
$$ insert into "${schema}".ended (queue, outcome, number) select * from unnest(queues, outcomes, numbers) $$;

-- Takes statistics of the partitioned tables, for which autovacuum takes none.
create function "${schema}".take_statistics() returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if pg_try_advisory_xact_lock(hashtext('"${schema}".statistics')) then
    analyze "${schema}".job, "${schema}".run;
  end if;
end $$;

-- About how many rows a query has, by the planner's statistics.
create function "${schema}".estimate(query text) returns bigint language plpgsql volatile as $$
declare
  plan json;
begin
  execute 'explain (format json) ' || query into plan;
  return (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint;
end $$;

-- The numbers of each queue, at next to no cost however many jobs and however long the history: up to 10,000 rows are
-- counted, beyond that the planner's statistics say about how many there are. "ended" is since the beginning.
create function "${schema}".queue_counts(
  out queue text, out paused boolean, out ready bigint, out oldest_ready interval, out running bigint,
  out scheduled bigint, out held json, out dead bigint, out ended json)
returns setof record language plpgsql volatile
set enable_seqscan = off set jit = off as $$
declare
  most constant integer := 10000;
  it record;
  first_id bigint;
  next_id bigint;
  next_rank integer;
  running_by jsonb;
  ended_by jsonb;
  scheduled_by jsonb;
  held_by jsonb;
  in_line bigint;
begin
  select coalesce(jsonb_object_agg(r.queue, r.number), '{}') into running_by from (
    select j.queue, count(*) as number from (
      select o.id, l.run from "${schema}".lease l cross join lateral unnest(l.jobs) as o (id) limit most) c
    join "${schema}".job j on j.id = c.id
    where not exists (select from "${schema}".run u where u.id = c.id and u.run = c.run) group by 1) r;
  select coalesce(jsonb_object_agg(e.queue, e.numbers), '{}') into ended_by from (
    select o.queue, jsonb_object_agg(case o.outcome when 1 then 'done' when 4 then 'cancelled' when 7 then 'discarded'
      else 'dead' end, o.number) as numbers
    from (select n.queue, case when n.outcome in (1, 4, 7) then n.outcome else 2 end as outcome, sum(n.number) as number
      from "${schema}".ended n group by 1, 2) o group by 1) e;
  if (select count(*) < most from (select from "${schema}".later limit most) l) then
    select coalesce(jsonb_object_agg(l.queue, l.number), '{}') into scheduled_by
    from (select w.queue, count(*) as number from "${schema}".later w group by 1) l;
  end if;
  if (select count(*) < most from (select from "${schema}".held limit most) h) then
    select coalesce(jsonb_object_agg(h.queue, h.numbers), '{}') into held_by from (
      select g.queue, jsonb_object_agg(g.reason, g.number) as numbers
      from (select w.queue, w.reason, count(*) as number from "${schema}".held w group by 1, 2) g group by 1) h;
  end if;
  for it in select q.id, q.name, q.paused from "${schema}".queue q order by q.name loop
    queue := it.name;
    paused := it.paused;
    select count(*) into ready from (select from "${schema}".ready r where r.queue = it.id limit most) c;
    if ready = most then
      ready := greatest(most,
        "${schema}".estimate(format('select from "${schema}".ready r where r.queue = %s', it.id)));
    end if;
    -- The first of each priority, up to a hundred of them.
    next_rank := null;
    first_id := null;
    for round in 1..100 loop
      select r.rank, r.id into next_rank, next_id from "${schema}".ready r
      where r.queue = it.id and r.rank > coalesce(next_rank::bigint, -2147483649) order by r.rank, r.id limit 1;
      exit when not found;
      first_id := least(first_id, next_id);
    end loop;
    if "${schema}".is_fair(it.id) then
      -- What waits for the turn of its key is ready for those who look. The first of each key, up to a hundred of them.
      in_line := case when held_by is null
        then "${schema}".estimate(format('select from "${schema}".held h where h.queue = %s and h.reason = %L', it.id, 'turn'))
        else coalesce((held_by -> it.id::text ->> 'turn')::bigint, 0) end;
      ready := ready + in_line;
      first_id := least(first_id, (
        with recursive keys (number, gate) as (
          select 0, int8send(it.id) || '\x01'::bytea
          union all
          select k.number + 1, (select h.gate from "${schema}".held h
            where h.reason = 'turn' and h.gate > k.gate and h.gate < int8send(it.id) || '\x02'::bytea order by h.gate limit 1)
          from keys k where k.gate is not null and k.number < 100)
        select min((select h.id from "${schema}".held h where h.reason = 'turn' and h.gate = k.gate order by h.rank, h.id limit 1))
        from keys k where k.number > 0 and k.gate is not null));
    end if;
    oldest_ready := clock_timestamp() - "${schema}".time_of(first_id);
    running := coalesce((running_by ->> it.name)::bigint, 0);
    scheduled := case when scheduled_by is null
      then "${schema}".estimate(format('select from "${schema}".later l where l.queue = %s', it.id))
      else coalesce((scheduled_by ->> it.id::text)::bigint, 0) end;
    held := case when held_by is null
      then (select json_object_agg(r.reason, "${schema}".estimate(format(
        'select from "${schema}".held h where h.queue = %s and h.reason = %L', it.id, r.reason)))
        from (values ('undeclared'), ('duplicate'), ('max_running'), ('rate'), ('dependency')) as r (reason))
      else (coalesce(held_by -> it.id::text, '{}') - 'turn')::json end;
    select count(*) into dead from (select from "${schema}".dead d where d.queue = it.id limit most) c;
    if dead = most then
      dead := greatest(most, "${schema}".estimate(format('select from "${schema}".dead d where d.queue = %s', it.id)));
    end if;
    ended := coalesce(ended_by -> it.id::text, '{}')::json;
    return next;
  end loop;
end $$;
