
-- Duplicates beyond the rules of "on_duplicate": "unique_for", "replace", "debounce" and "collect". What uses none of
-- them comes nowhere near this file. In the order of claims, as everywhere: the row here, the job's row, the key's
-- owner, the job's place. Nothing that ends, moves or steers jobs locks a row here.

-- Of each key the submission that the others of its period are discarded for.
create table "${schema}".recent (
  claim bytea primary key,
  until timestamptz not null,
  uuid text not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
create index recent_until on "${schema}".recent (until);
create index recent_uuid on "${schema}".recent (hashtext(uuid));

-- Of each key the latest job that takes up what is submitted for it as long as it waits, and since when it does.
create table "${schema}".latest (
  claim bytea primary key,
  uuid text not null,
  first_at timestamptz not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

-- What a submission's fields say of duplicates, checked; null if nothing.
create function "${schema}".special_of(fields json, on_duplicate text, has_time boolean, args json, kwargs json)
returns text language plpgsql immutable as $$
declare
  period double precision;
  span double precision;
  longest double precision;
  replaces boolean;
  collects boolean;
  option text;
begin
  if fields is null then
    return null;
  end if;
  foreach option in array array['unique_for', 'debounce', 'debounce_max'] loop
    if coalesce(json_typeof(fields -> option), 'null') not in ('number', 'null') then
      raise invalid_parameter_value using message = format('%s must be a number of seconds', option);
    elsif (fields ->> option)::double precision <= 0 then
      raise invalid_parameter_value using message = format('%s must be more than 0 seconds', option),
        hint = 'Leave it out for none.';
    elsif (fields ->> option)::double precision > 315576000 then
      raise invalid_parameter_value using message = format('%s must be at most ten years', option);
    end if;
  end loop;
  foreach option in array array['replace', 'collect'] loop
    if coalesce(json_typeof(fields -> option), 'null') not in ('boolean', 'null') then
      raise invalid_parameter_value using message = format('%s must be true or false', option);
    end if;
  end loop;
  period := fields ->> 'unique_for';
  span := fields ->> 'debounce';
  longest := fields ->> 'debounce_max';
  replaces := coalesce((fields ->> 'replace')::boolean, false);
  collects := coalesce((fields ->> 'collect')::boolean, false);
  option := case when collects then 'collect' when span is not null then 'debounce' when replaces then 'replace' end;
  if longest is not null and span is null then
    raise invalid_parameter_value using message = 'debounce_max needs debounce beside it';
  elsif longest < span then
    raise invalid_parameter_value using message = 'debounce_max must not be less than debounce';
  elsif replaces and collects then
    raise invalid_parameter_value using message = 'replace and collect exclude each other',
      hint = 'With replace the last arguments win, with collect all are kept.';
  elsif period is not null and option is not null then
    raise invalid_parameter_value using message = format('unique_for and %s exclude each other', option),
      hint = 'What unique_for discards can''t change the job that waits.';
  elsif option is not null and coalesce(on_duplicate, 'parallel') <> 'parallel' then
    raise invalid_parameter_value using
      message = format('on_duplicate %s and %s exclude each other', on_duplicate, option),
      hint = 'Both say what becomes of a duplicate: leave one out.';
  elsif span is not null and has_time then
    raise invalid_parameter_value using message = 'debounce says when the job starts: leave run_at and delay out';
  elsif collects and json_array_length(args) > 0 and kwargs::text !~ '^\s*\{\s*\}\s*$' then
    raise invalid_parameter_value using message = 'collect takes either args or kwargs, not both in one submission';
  end if;
  return case when period is not null or option is not null then json_build_object('unique_for', period,
    'debounce', span, 'debounce_max', longest, 'replace', replaces, 'collect', collects)::text end;
end $$;

-- The same with what they go by: as a rule for duplicates does, but that "collect" without a key takes the task alone,
-- since the arguments are what differs.
create function "${schema}".special_with_claim(special text, task text, args json, kwargs json, key text) returns text
language sql immutable as $$
  select left(special, -1) || ', "claim": "' || encode(case
    when key is null and (special::json ->> 'collect')::boolean then "${schema}".claim_of(task, null, null, null)
    else "${schema}".claim_of(task, args, kwargs, key) end, 'hex') || '"}' where special is not null $$;

-- A message that has one argument: the list of what was submitted, each with its "args", or its "kwargs" if it has any.
create function "${schema}".gathered(newest text, earlier text default null) returns text language plpgsql immutable as $$
declare
  -- Escapes that the database can't read (NUL, halves of surrogate pairs) are left as they are: two characters that
  -- nobody sends stand for their backslashes meanwhile.
  hides boolean := strpos(newest, '\u') > 0 or strpos(earlier, '\u') > 0;
  pair text := case when hides then chr(64976) end;
  escape text := case when hides then chr(64977) end;
  message json := case when hides then replace(replace(newest, '\\', pair), '\u', escape) else newest end;
  before json := case when hides then replace(replace(earlier, '\\', pair), '\u', escape) else earlier end;
  element text := case when coalesce((message -> 'kwargs')::text, 'null') !~ '^\s*(null|\{\s*\})\s*$'
    then (message -> 'kwargs')::text else coalesce(nullif((message -> 'args')::text, 'null'), '[]') end;
  list text := btrim((before #> '{args,0}')::text, E' \t\r\n');
  result text;
begin
  if (before ->> 'collect')::boolean is distinct from true and earlier is not null then
    -- One that waited without gathering is the first of the list.
    return "${schema}".gathered(newest, "${schema}".gathered(earlier));
  end if;
  list := case when list is null then '[' else left(list, -1) || ', ' end || btrim(element, E' \t\r\n') || ']';
  result := '{"task": ' || (message -> 'task')::text || ', "args": [' || list || '], "collect": true' || coalesce((
    select string_agg(', ' || to_json(e.key)::text || ': ' || e.value::text, '' order by e.n)
    from json_each(message) with ordinality as e (key, value, n)
    where e.key not in ('task', 'args', 'kwargs', 'uuid', 'collect')), '') || '}';
  return case when hides then replace(replace(result, escape, '\u'), pair, '\\') else result end;
end $$;

-- Takes a job that waits out of its place, as "withdraw" does, but neither locks what a service runs nor waits for its
-- end. The attempt is null if it doesn't wait: then it runs, or has ended.
create function "${schema}".take_out(
  job_id bigint, out attempt integer, out runs boolean, out was_due timestamptz)
language plpgsql volatile
set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
  it record;
  has_key boolean;
begin
  runs := false;
  select j.queue, j.priority, j.claim into it from "${schema}".job j where j.id = job_id for no key update;
  if not found then
    return;
  end if;
  -- At once the lock that others of the batch may need: two that share it, and want more, would wait for each other.
  has_key := "${schema}".lock_key(it.claim, true);
  for look in 1..20 loop
    delete from "${schema}".ready r
    where r.queue = "${schema}".name_id(it.queue) and r.rank = -it.priority and r.id = job_id
    returning r.attempt into attempt;
    exit when found;
    delete from "${schema}".later l where l.id = job_id returning l.attempt, l.run_at into attempt, was_due;
    exit when found;
    has_key := has_key or "${schema}".lock_key(it.claim, true);
    delete from "${schema}".held h where h.id = job_id and (has_key or h.reason <> 'duplicate')
    returning h.attempt into attempt;
    exit when found;
    exit when exists (select from "${schema}".run r where r.id = job_id and r.final);
    runs := exists (select from "${schema}".lease l where job_id = any (l.jobs)
      and not exists (select from "${schema}".run r where r.id = job_id and r.run = l.run));
    exit when runs;
  end loop;
end $$;

-- Gives a job that was taken out what was submitted for its key, and puts it where it waits now.
create function "${schema}".put_back(
  job_id bigint, with_message text, in_queue text, with_priority integer, with_attempts integer, with_key text,
  due timestamptz, last_attempt integer, keeps_options boolean)
returns void language plpgsql volatile
set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
  it record;
begin
  if keeps_options then
    update "${schema}".job j set message = with_message, run_at = due where j.id = job_id returning j.* into it;
  else
    update "${schema}".job j set message = with_message, run_at = due, key = with_key,
      queue = d.queue, priority = d.priority, max_attempts = coalesce(with_attempts, d.attempts)
    from (
      select n.queue, coalesce(with_priority, n.priority, 0) as priority, coalesce(n.max_attempts, q.max_attempts) as attempts
      from (
        select coalesce(in_queue, t.queue, 'default') as queue, t.priority, t.max_attempts
        from (select j.task from "${schema}".job j where j.id = job_id) o left join "${schema}".task t on t.name = o.task) n
      left join "${schema}".queue q on q.name = n.queue) d
    where j.id = job_id returning j.* into it;
  end if;
  if due > clock_timestamp() then
    insert into "${schema}".later (run_at, id, queue, rank, task, attempt)
    values (due, job_id, "${schema}".name_id(it.queue), -it.priority, "${schema}".name_id(it.task), last_attempt);
    if last_attempt = 0 then
      -- Others may go first meanwhile. What waits for its next attempt keeps the key.
      perform "${schema}".release(array[it.claim], array[job_id]);
    end if;
  elsif exists (select from "${schema}".task t where t.name = it.task) then
    perform "${schema}".admit(array[job_id], array["${schema}".name_id(it.queue)], array[-it.priority],
      array["${schema}".name_id(it.task)], array[last_attempt], array[it.rule], array[it.claim]);
  else
    insert into "${schema}".held (id, reason, claim, queue, rank, task, attempt)
    values (job_id, 'undeclared', it.claim, "${schema}".name_id(it.queue), -it.priority, "${schema}".name_id(it.task),
      last_attempt);
  end if;
end $$;

-- Submits some of these jobs, in their order.
create function "${schema}".submit_some(
  numbers integer[], messages text[], task_names text[], queue_names text[], priorities integer[],
  attempt_limits integer[], times timestamptz[], delays double precision[], rules text[], claims bytea[], keys text[],
  parents bigint[], names text[])
returns void language plpgsql volatile as $$
declare
  it record;
begin
  if cardinality(numbers) = 0 then
    return;
  end if;
  select array_agg(messages[u.n] order by u.n) as messages, array_agg(task_names[u.n] order by u.n) as tasks,
    array_agg(queue_names[u.n] order by u.n) as queues, array_agg(priorities[u.n] order by u.n) as priorities,
    array_agg(attempt_limits[u.n] order by u.n) as attempts, array_agg(times[u.n] order by u.n) as times,
    array_agg(delays[u.n] order by u.n) as delays, array_agg(rules[u.n] order by u.n) as rules,
    array_agg(claims[u.n] order by u.n) as claims, array_agg(keys[u.n] order by u.n) as keys,
    array_agg(parents[u.n] order by u.n) as parents, array_agg(names[u.n] order by u.n) as names
  into it from unnest(numbers) as u (n);
  perform "${schema}".submit_jobs(it.messages, it.tasks, it.queues, it.priorities, it.attempts, it.times, it.delays,
    it.rules, it.claims, it.keys, null, it.parents, it.names);
end $$;

-- What "submit_jobs" does where "special" says of some jobs what special_with_claim returns. What
-- became of each is in the setting dispatcherd.outcome until the transaction ends: inserted, replaced, running,
-- discarded, or known.
create function "${schema}".submit_special(
  messages text[], task_names text[], queue_names text[], priorities integer[], attempt_limits integer[],
  times timestamptz[], delays double precision[], rules text[], claims bytea[], keys text[], given text[],
  parents bigint[], names text[], special text[])
returns text[] language plpgsql volatile
set enable_seqscan = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
  longest constant integer := 1000000;
  origin text := (select i.origin from "${schema}".installation i);
  size integer := coalesce(cardinality(messages), 0);
  result text[] := '{}';
  called text[] := '{}';
  outcomes text[] := array_fill('inserted'::text, array[size]);
  fresh boolean[] := array_fill(true, array[size]);
  pending integer[];
  number integer;
  last_claim bytea;
  mine integer;
  it record;
  s record;
  known record;
  last_attempt integer;
  is_running boolean;
  was_due timestamptz;
  waiting_id bigint;
  earlier text;
  now_at timestamptz;
begin
  times := coalesce(times, array_fill(null::timestamptz, array[size]));
  delays := coalesce(delays, array_fill(null::double precision, array[size]));
  rules := coalesce(rules, array_fill(null::text, array[size]));
  claims := coalesce(claims, array_fill(null::bytea, array[size]));
  for i in 1..size loop
    called[i] := coalesce(given[i], names[i], "${schema}".uuid_of("${schema}".next_id(), origin));
  end loop;
  result := called;
  if given is not null then
    -- Before any key, as elsewhere. The jobs are named below.
    with identified as (
      insert into "${schema}".given_uuid (hash, id)
      select sha256(convert_to(u.uuid, 'UTF8')), u.n from unnest(given) with ordinality as u (uuid, n)
      where u.uuid is not null order by 1, 2
      on conflict do nothing returning id)
    select array_agg(u.n) into pending from unnest(given) with ordinality as u (uuid, n)
    where u.uuid is not null and u.n not in (select i.id from identified i);
    foreach number in array coalesce(pending, '{}') loop
      fresh[number] := false;
      outcomes[number] := 'known';
    end loop;
  end if;
  -- All rows of this file are locked before any key of a rule, which the rest goes through in order.
  for it in select u.n, x.claim, x.unique_for from unnest(special) with ordinality as u (special, n)
    cross join lateral json_to_record(u.special::json) as x (claim text, unique_for double precision)
    where x.unique_for is not null and fresh[u.n] order by decode(x.claim, 'hex'), u.n
  loop
    insert into "${schema}".recent as r (claim, until, uuid)
    values (decode(it.claim, 'hex'), clock_timestamp() + make_interval(secs => it.unique_for), called[it.n])
    on conflict (claim) do update set until = excluded.until, uuid = excluded.uuid where r.until <= clock_timestamp();
    if not found then
      outcomes[it.n] := 'discarded';
    end if;
  end loop;
  for it in select decode(x.claim, 'hex') as claim, min(u.n) as n from unnest(special) with ordinality as u (special, n)
    cross join lateral json_to_record(u.special::json) as x (claim text, unique_for double precision)
    where x.claim is not null and x.unique_for is null and fresh[u.n] group by 1 order by 1
  loop
    loop
      insert into "${schema}".latest (claim, uuid, first_at) values (it.claim, called[it.n], clock_timestamp())
      on conflict do nothing;
      exit when found;
      -- Submissions for one key wait for each other's transactions here.
      perform from "${schema}".latest l where l.claim = it.claim for update;
      exit when found;
    end loop;
  end loop;
  pending := '{}';
  for it in select u.n, coalesce(decode(u.special::json ->> 'claim', 'hex'), u.claim) as claim, u.special is null as is_plain
    from unnest(special, claims) with ordinality as u (special, claim, n) order by 2 nulls first, 3, 1
  loop
    continue when not fresh[it.n];
    if it.is_plain then
      pending := pending || it.n;
      continue;
    end if;
    select x.* into s from json_to_record(special[it.n]::json) as x (
      unique_for double precision, debounce double precision, debounce_max double precision, collect boolean);
    if s.unique_for is not null then
      if outcomes[it.n] <> 'discarded' then
        pending := pending || it.n;
      end if;
      continue;
    end if;
    if last_claim is distinct from it.claim then
      last_claim := it.claim;
      mine := null;
    end if;
    if mine is not null and (not s.collect or length(messages[mine]) + length(messages[it.n]) <= longest) then
      -- The one that waits is of this batch: it isn't submitted yet.
      messages[mine] := case when s.collect then "${schema}".gathered(messages[it.n], messages[mine]) else messages[it.n] end;
      if not s.collect or s.debounce is not null then
        times[mine] := times[it.n];
        delays[mine] := coalesce(s.debounce, delays[it.n]);
      end if;
      if not s.collect then
        priorities[mine] := priorities[it.n];
        queue_names[mine] := queue_names[it.n];
        attempt_limits[mine] := attempt_limits[it.n];
      end if;
      outcomes[it.n] := 'replaced';
      result[it.n] := called[mine];
      continue;
    end if;
    now_at := clock_timestamp();
    last_attempt := null;
    is_running := false;
    select l.uuid, l.first_at into known from "${schema}".latest l where l.claim = it.claim;
    waiting_id := "${schema}".job_of(known.uuid);
    if s.collect then
      select j.message into earlier from "${schema}".job j where j.id = waiting_id;
      if length(earlier) + length(messages[it.n]) > longest then
        waiting_id := null;
      end if;
    end if;
    if waiting_id is not null then
      -- In the order of keys: what comes before this one has to have its key first.
      perform "${schema}".submit_some(pending, messages, task_names, queue_names, priorities, attempt_limits, times, delays,
        rules, claims, keys, parents, called);
      pending := '{}';
      select w.attempt, w.runs, w.was_due into last_attempt, is_running, was_due from "${schema}".take_out(waiting_id) w;
    end if;
    if last_attempt is null then
      -- The first that waits; what runs has the key, if anything does.
      if known.uuid <> called[it.n] then
        update "${schema}".latest l set uuid = called[it.n], first_at = now_at where l.claim = it.claim;
      end if;
      outcomes[it.n] := case when is_running then 'running' else 'inserted' end;
      pending := pending || it.n;
      mine := it.n;
      rules[it.n] := 'latest';
      claims[it.n] := it.claim;
      if s.collect then
        messages[it.n] := "${schema}".gathered(messages[it.n]);
      end if;
      delays[it.n] := coalesce(s.debounce, delays[it.n]);
      continue;
    end if;
    outcomes[it.n] := 'replaced';
    result[it.n] := known.uuid;
    perform "${schema}".put_back(waiting_id,
      case when s.collect then "${schema}".gathered(messages[it.n], earlier) else messages[it.n] end,
      queue_names[it.n], priorities[it.n], attempt_limits[it.n], keys[it.n],
      case
        when s.debounce is not null then least(now_at + make_interval(secs => s.debounce),
          known.first_at + make_interval(secs => s.debounce_max))
        when s.collect then was_due
        else coalesce(now_at + make_interval(secs => delays[it.n]), times[it.n])
      end,
      case when s.collect then last_attempt else 0 end, s.collect);
    if not s.collect then
      delete from "${schema}".granted g where g.id = waiting_id;
    end if;
  end loop;
  perform "${schema}".submit_some(pending, messages, task_names, queue_names, priorities, attempt_limits, times, delays,
    rules, claims, keys, parents, called);
  if 'discarded' = any (outcomes) then
    with discarded as materialized (
      select u.n, "${schema}".next_id() as id, coalesce(queue_names[u.n], t.queue, 'default') as queue,
        coalesce(priorities[u.n], t.priority, 0) as priority
      from generate_series(1, size) as u (n) left join "${schema}".task t on t.name = task_names[u.n]
      where outcomes[u.n] = 'discarded'
    ), bodies as (
      insert into "${schema}".job (id, queue, task, message, priority, max_attempts, key, uuid, parent)
      select d.id, d.queue, task_names[d.n], messages[d.n], d.priority, attempt_limits[d.n], keys[d.n], called[d.n],
        parents[d.n]
      from discarded d
    ), ends as (
      insert into "${schema}".run (id, run, attempt, outcome, final, ended_at)
      select d.id, "${schema}".next_id(), 0, 7, true, clock_timestamp() from discarded d
    )
    insert into "${schema}".ended (queue, outcome, number)
    select "${schema}".name_id(d.queue), 7, count(*) from discarded d group by 1;
  end if;
  if 'replaced' = any (outcomes) then
    -- Whoever knows the submission by its own uuid finds the job that took it up.
    insert into "${schema}".given_uuid (hash, id)
    select sha256(convert_to(names[u.n], 'UTF8')), "${schema}".job_of(result[u.n])
    from generate_series(1, size) as u (n)
    where outcomes[u.n] = 'replaced' and given[u.n] is null and names[u.n] is not null
    order by 1 on conflict do nothing;
  end if;
  if given is not null then
    update "${schema}".given_uuid g set id = "${schema}".job_of(result[u.n])
    from unnest(given) with ordinality as u (uuid, n)
    where u.uuid is not null and fresh[u.n] and g.hash = sha256(convert_to(u.uuid, 'UTF8'));
  end if;
  perform set_config('dispatcherd.outcome', array_to_string(outcomes, ','), true);
  return result;
end $$;

-- Forgets what stands here of a job.
create function "${schema}".forget_special(uuid text, of_claim bytea) returns void language plpgsql volatile
set enable_seqscan = off set jit = off as $$
begin
  -- Who submits for its key waits for nobody here, nor is waited for.
  delete from "${schema}".latest l where l.claim = (
    select c.claim from "${schema}".latest c where c.claim = of_claim and c.uuid = forget_special.uuid for update skip locked);
  delete from "${schema}".recent r where r.claim = any (array(
    select c.claim from "${schema}".recent c
    where hashtext(c.uuid) = hashtext(forget_special.uuid) and c.uuid = forget_special.uuid for update skip locked));
end $$;

-- Forgets what is over, some rows at a time.
create function "${schema}".prune_special(most integer) returns void language plpgsql volatile as $$
begin
  delete from "${schema}".recent r where r.claim = any (array(
    select c.claim from "${schema}".recent c where c.until <= clock_timestamp()
    order by c.until limit most for update skip locked));
  -- One that was cancelled, or is dead, may be retried, and takes up again what comes then.
  delete from "${schema}".latest l where l.claim = any (array(
    select c.claim from "${schema}".latest c
    where not exists (
      select from "${schema}".job j where j.uuid = c.uuid
        and not exists (select from "${schema}".run r where r.id = j.id and r.final and r.outcome in (1, 7)))
    limit most for update skip locked));
end $$;
