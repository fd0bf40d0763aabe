-- Schedules: tasks that are submitted again and again. Whichever service looks first submits the job of a moment; the
-- moments of calendars are computed by the services, all else is decided here, by the database's clock.

create table "${schema}".schedule (
  id bigint generated always as identity primary key,
  name text not null unique check (btrim(name) <> ''),
  task text not null check (btrim(task) <> ''),
  -- What is submitted, by the names of the function "submit"; "delay" in seconds.
  submission json not null default '{}' check (json_typeof(submission) = 'object'),
  period interval check (period > interval '0'),
  cron text,
  zone text,
  missed text not null default 'last' check (missed in ('none', 'last', 'all')),
  missed_bound interval not null default interval '1 day' check (missed_bound >= interval '0'),
  overlap text not null default 'allow' check (overlap in ('allow', 'skip')),
  paused boolean not null default false,
  -- Who wrote it: "file", "task" (an annotation) or "api".
  source text not null default 'api',
  created_at timestamptz not null default clock_timestamp(),
  -- Null until a service has computed it. What is behind the next one is for those who look.
  next_at timestamptz,
  later_at timestamptz[] not null default '{}',
  -- Why no service can tell its moments.
  problem text,
  last_at timestamptz,
  last_job bigint,
  check ((period is null) <> (cron is null)),
  check (cron is not null or zone is null)
);
create index schedule_next on "${schema}".schedule (next_at) where not paused and problem is null;

-- Moments that have been dealt with, each once, with the job that was submitted; null if it was skipped.
create table "${schema}".schedule_slot (
  schedule bigint not null,
  moment timestamptz not null,
  job bigint,
  primary key (schedule, moment)
);

-- The first moment of a period that counts from a beginning, after another moment.
create function "${schema}".moment_after(beginning timestamptz, period interval, after timestamptz) returns timestamptz
language sql immutable strict as
$$ select beginning + period * (greatest(floor(extract(epoch from after - beginning) / extract(epoch from period)), 0)::double precision + 1) $$;

-- Writes a schedule and returns the names of the columns that it changes; "created" if there was none. What says null
-- stays as it is, or is the default.
create function "${schema}".put_schedule(
  of_name text, of_task text, of_submission json, of_period interval, of_cron text, of_zone text, of_missed text,
  of_missed_bound interval, of_overlap text, of_source text)
returns text[] language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  old record;
  changed text[];
  timed boolean;
begin
  insert into "${schema}".schedule (name, task, submission, period, cron, zone, missed, missed_bound, overlap, source)
  values (of_name, of_task, coalesce(of_submission, '{}'), of_period, of_cron, of_zone, coalesce(of_missed, 'last'),
    coalesce(of_missed_bound, interval '1 day'), coalesce(of_overlap, 'allow'), of_source)
  on conflict (name) do nothing;
  if found then
    update "${schema}".schedule s set next_at = s.created_at + s.period where s.name = of_name;
    return array['created'];
  end if;
  select * into old from "${schema}".schedule s where s.name = of_name for update;
  timed := (old.period, old.cron, old.zone) is distinct from (of_period, of_cron, of_zone);
  select coalesce(array_agg(c.name order by c.n), '{}') into changed from (values
    (1, 'task', old.task <> of_task), (2, 'submission', old.submission::text <> coalesce(of_submission::text, '{}')),
    (3, 'moments', timed), (4, 'missed', old.missed <> coalesce(of_missed, 'last')),
    (5, 'missed_bound', old.missed_bound <> coalesce(of_missed_bound, interval '1 day')),
    (6, 'overlap', old.overlap <> coalesce(of_overlap, 'allow')), (7, 'source', old.source <> of_source))
    as c (n, name, differs) where c.differs;
  if cardinality(changed) > 0 then
    update "${schema}".schedule s set task = of_task, submission = coalesce(of_submission, '{}'), period = of_period,
      cron = of_cron, zone = of_zone, missed = coalesce(of_missed, 'last'),
      missed_bound = coalesce(of_missed_bound, interval '1 day'), overlap = coalesce(of_overlap, 'allow'),
      source = of_source,
      problem = case when timed then null else s.problem end,
      next_at = case when timed then "${schema}".moment_after(s.created_at, of_period, clock_timestamp()) else s.next_at end,
      later_at = case when timed then '{}' else s.later_at end
    where s.name = of_name;
  end if;
  return changed;
end $$;

-- What is to be done about schedules, and a look after workflows, which each service has every some seconds: those of which a moment has come, or no next one is known. If there is nothing,
-- one row without an id says how long to wait.
create function "${schema}".due_schedules(most integer default 100)
returns table (id bigint, name text, period interval, cron text, zone text, missed text, missed_bound interval,
  next_at timestamptz, now timestamptz, wait double precision)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform "${schema}".sweep_workflows();
  return query select s.id, s.name, s.period, s.cron, s.zone, s.missed, s.missed_bound, s.next_at, clock_timestamp(), 0::float8
  from "${schema}".schedule s
  where not s.paused and s.problem is null and (s.next_at <= clock_timestamp() or s.next_at is null)
  order by s.next_at, s.id limit most;
  if not found then
    return query select null::bigint, null::text, null::interval, null::text, null::text, null::text, null::interval,
      min(s.next_at), clock_timestamp(), extract(epoch from min(s.next_at) - clock_timestamp())::float8
    from "${schema}".schedule s where not s.paused and s.problem is null;
  end if;
end $$;

-- Submits the job of a schedule, and returns its number.
create function "${schema}".submit_scheduled(of_schedule bigint) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  it record;
  what json;
  uuid text;
begin
  select * into it from "${schema}".schedule s where s.id = of_schedule;
  what := it.submission;
  uuid := "${schema}".submit(
    it.task, args => what -> 'args', kwargs => what -> 'kwargs', queue => what ->> 'queue',
    run_at => clock_timestamp() + make_interval(secs => (what ->> 'delay')::float8),
    priority => (what ->> 'priority')::integer, max_attempts => (what ->> 'max_attempts')::integer,
    timeout => make_interval(secs => (what ->> 'timeout')::float8), on_duplicate => what ->> 'on_duplicate',
    key => what ->> 'key', fields => what -> 'fields');
  return "${schema}".job_of(uuid);
end $$;

-- Deals with moments of a schedule that have come, and says when the next one is. "expected" is the next one as it was
-- read: if another service was faster, or somebody has changed the schedule, nothing happens. Returns how many jobs
-- were submitted.
create function "${schema}".fire_schedule(
  of_schedule bigint, expected timestamptz, moments timestamptz[], next timestamptz, later timestamptz[])
returns integer language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  it record;
  due timestamptz;
  job_id bigint;
  submitted integer := 0;
begin
  select * into it from "${schema}".schedule s
  where s.id = of_schedule and s.next_at is not distinct from expected and not s.paused for update;
  if not found then
    return 0;
  end if;
  update "${schema}".schedule s set next_at = next, later_at = coalesce(later, '{}'),
    problem = case when next is null then 'it has no further moment' end
  where s.id = of_schedule;
  foreach due in array moments loop
    insert into "${schema}".schedule_slot (schedule, moment) values (of_schedule, due) on conflict do nothing;
    continue when not found;
    if it.overlap = 'skip' and exists (
      select from "${schema}".job j where j.id = it.last_job
        and not exists (select from "${schema}".run r where r.id = j.id and r.final))
    then
      continue;
    end if;
    job_id := "${schema}".submit_scheduled(of_schedule);
    it.last_job := job_id;
    update "${schema}".schedule_slot t set job = job_id where t.schedule = of_schedule and t.moment = due;
    update "${schema}".schedule s set last_at = due, last_job = job_id where s.id = of_schedule;
    submitted := submitted + 1;
  end loop;
  delete from "${schema}".schedule_slot t where t.schedule = of_schedule
    and t.moment < clock_timestamp() - greatest(it.missed_bound, interval '7 days');
  return submitted;
end $$;

-- Says why nobody can tell the moments of a schedule, until somebody changes it.
create function "${schema}".refuse_schedule(of_schedule bigint, of_cron text, why text) returns void language sql volatile
security definer set search_path = pg_catalog, pg_temp as
$$ update "${schema}".schedule s set problem = why, next_at = null
   where s.id = of_schedule and s.cron is not distinct from of_cron $$;

-- Submits a schedule's job now, beside its moments, and returns the uuid; null if there is no such schedule.
create function "${schema}".run_schedule(of_name text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  job_id bigint;
begin
  select "${schema}".submit_scheduled(s.id) into job_id from "${schema}".schedule s where s.name = of_name;
  return (select j.uuid from "${schema}".job j where j.id = job_id);
end $$;

-- Stops or starts the moments of a schedule. What came while it was paused is not missed: it is left out.
create function "${schema}".pause_schedule(of_name text, stop boolean) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update "${schema}".schedule s set paused = stop,
    next_at = case when stop or not s.paused then s.next_at
      else "${schema}".moment_after(s.created_at, s.period, clock_timestamp()) end,
    later_at = case when stop or not s.paused then s.later_at else '{}' end
  where s.name = of_name;
  return found;
end $$;

-- Deletes a schedule; what it has submitted stays. False if there is none.
create function "${schema}".delete_schedule(of_name text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone bigint;
begin
  delete from "${schema}".schedule s where s.name = of_name returning s.id into gone;
  delete from "${schema}".schedule_slot t where t.schedule = gone;
  return gone is not null;
end $$;

-- Changes what is given of a schedule: "period" or "cron" and "zone", "missed", "missed_bound", "overlap"; what else is
-- given changes what is submitted, by the names of the function "submit", and null takes it away. False if there is
-- none.
create function "${schema}".change_schedule(of_name text, changes json) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  it record;
  given jsonb := changes::jsonb;
  unknown text;
  own text[] := array['period', 'cron', 'zone', 'missed', 'missed_bound', 'overlap'];
  submitted text[] := array['queue', 'priority', 'max_attempts', 'timeout', 'delay', 'key', 'on_duplicate'];
  timed boolean := given ?| array['period', 'cron'];
begin
  select string_agg(k, ', ' order by k) into unknown from jsonb_object_keys(given) as k
  where not k = any (own || submitted);
  if unknown is not null then
    raise invalid_parameter_value using message = format('a schedule has no %s that could be changed', unknown);
  end if;
  select * into it from "${schema}".schedule s where s.name = of_name for update;
  if not found then
    return false;
  end if;
  perform "${schema}".put_schedule(of_name, it.task,
    case when not given ?| submitted then it.submission else (
      select coalesce(json_object_agg(m.key, m.value order by m.n), '{}') from (
        -- Arguments stay the text that they are.
        select e.key, e.value, 1 as n from json_each(it.submission) e where not given ? e.key
        union all
        select e.key, e.value::json, 2 from jsonb_each(given) e where e.key = any (submitted) and e.value <> 'null') m)
    end,
    case when timed then (given ->> 'period')::interval else it.period end,
    case when timed then given ->> 'cron' else it.cron end,
    case when given ? 'zone' then given ->> 'zone' when timed and not given ? 'cron' then null else it.zone end,
    coalesce(given ->> 'missed', it.missed), coalesce((given ->> 'missed_bound')::interval, it.missed_bound),
    coalesce(given ->> 'overlap', it.overlap), 'api');
  return true;
end $$;

-- All schedules as users see them, by name; without the arguments of what they submit.
create function "${schema}".list_schedules(of_name text default null)
returns table (name text, task text, queue text, period interval, cron text, zone text, missed text,
  missed_bound interval, overlap text, paused boolean, source text, created_at timestamptz, next_at timestamptz,
  later_at timestamptz[], last_at timestamptz, last_uuid text, problem text, seconds double precision,
  bound double precision)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.name, s.task, s.submission ->> 'queue', s.period, s.cron, s.zone, s.missed, s.missed_bound, s.overlap,
    s.paused, s.source, s.created_at, s.next_at, s.later_at, s.last_at,
    (select j.uuid from "${schema}".job j where j.id = s.last_job), s.problem,
    extract(epoch from s.period)::double precision, extract(epoch from s.missed_bound)::double precision
  from "${schema}".schedule s where of_name is null or s.name = of_name order by s.name $$;
