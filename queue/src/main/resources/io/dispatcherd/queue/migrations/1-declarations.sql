
-- What services say of themselves: the tasks that they declare, and the limits of queues that their files name.

-- Stores what tasks say of their submissions, as [{"name": …, "parameters": […], "priority": 5, …}]. Nothing is written
-- where it is as before.
create function "${schema}".declare_tasks(declarations json) returns void language sql volatile as $$
  with given as materialized (
    select distinct on ("${schema}".name_id(d ->> 'name')) "${schema}".name_id(d ->> 'name') as id, d ->> 'name' as name,
      d ->> 'queue' as queue, (d ->> 'priority')::integer as priority, (d ->> 'max_attempts')::integer as max_attempts,
      make_interval(secs => (d -> 'backoff' ->> 0)::double precision) as backoff_first,
      make_interval(secs => (d -> 'backoff' ->> 1)::double precision) as backoff_most,
      make_interval(secs => (d ->> 'timeout')::double precision) as timeout,
      make_interval(secs => (d ->> 'delay')::double precision) as delay,
      d ->> 'on_duplicate' as on_duplicate, d ->> 'key' as key,
      (select array_agg(p.name order by p.n)
        from json_array_elements_text(d -> 'parameters') with ordinality as p (name, n)) as parameters
    from json_array_elements(declarations) as d
  ), changed as (
    select g.* from given g left join "${schema}".task t on t.id = g.id
    where t.id is null or (t.queue, t.priority, t.max_attempts, t.backoff_first, t.backoff_most, t.timeout, t.delay,
        t.on_duplicate, t.key, t.parameters)
      is distinct from (g.queue, g.priority, g.max_attempts, g.backoff_first, g.backoff_most, g.timeout, g.delay,
        g.on_duplicate, g.key, g.parameters)
  )
  insert into "${schema}".task (id, name, queue, priority, max_attempts, backoff_first, backoff_most, timeout, delay,
    on_duplicate, key, parameters)
  select c.id, c.name, c.queue, c.priority, c.max_attempts, c.backoff_first, c.backoff_most, c.timeout, c.delay,
    c.on_duplicate, c.key, c.parameters
  from changed c order by c.id
  on conflict (id) do update set queue = excluded.queue, priority = excluded.priority,
    max_attempts = excluded.max_attempts, backoff_first = excluded.backoff_first, backoff_most = excluded.backoff_most,
    timeout = excluded.timeout, delay = excluded.delay, on_duplicate = excluded.on_duplicate, key = excluded.key,
    parameters = excluded.parameters $$;

-- Sets the limits that tasks declare, and removes those that they don't declare any more.
create function "${schema}".declare_limits(declarations json) returns void language plpgsql volatile as $$
declare
  it record;
begin
  for it in
    select d ->> 'name' as name, k.per_key,
      (case when k.per_key then d ->> 'max_running_per_key' else d ->> 'max_running' end)::integer as max_running,
      case when k.per_key then d ->> 'rate_per_key' else d ->> 'rate' end as rate
    from json_array_elements(declarations) as d cross join (values (false), (true)) as k (per_key)
    order by 1, 2
  loop
    if it.max_running is not null or it.rate is not null
      or exists (select from "${schema}".bound b where b.name = it.name and not b.of_queue and b.per_key = it.per_key)
    then
      perform "${schema}".set_limit(it.name, false, it.per_key, it.max_running, it.rate);
    end if;
  end loop;
end $$;

-- Writes what a file or an operator says of a queue into its row, and sets its limits: {"max_running": 4,
-- "keep_done": "7 days", …}; null takes a limit away, what isn't named stays. Nothing else writes them. Returns what
-- that has changed, for people; null if nothing.
create function "${schema}".configure_queue(queue text, settings json) returns text language plpgsql volatile as $$
declare
  before "${schema}".queue;
  after "${schema}".queue;
begin
  insert into "${schema}".queue (id, name)
  select "${schema}".name_id(queue), queue
  where not exists (select from "${schema}".queue q where q.name = configure_queue.queue) on conflict do nothing;
  select q.* into before from "${schema}".queue q where q.name = configure_queue.queue for update;
  after := json_populate_record(before, settings);
  if after is not distinct from before then
    return null;
  end if;
  update "${schema}".queue q
  set weight = after.weight, max_attempts = after.max_attempts, keep_done = after.keep_done, keep_dead = after.keep_dead,
    max_running = after.max_running, max_running_here = after.max_running_here, rate_number = after.rate_number,
    rate_period = after.rate_period, fair_by = after.fair_by, max_ready = after.max_ready
  where q.id = before.id;
  perform "${schema}".set_limit(queue, true, false, after.max_running,
    after.rate_number || '/' || case when after.rate_period < interval '10 days'
      then round(extract(epoch from after.rate_period) * 1000) || 'ms' else round(extract(epoch from after.rate_period)) || 's' end,
    after.max_running_here);
  return (
    select string_agg(format('%s is %s now (was %s)', a.key, coalesce(a.value, 'none'), coalesce(b.value, 'none')), ', '
      order by a.key)
    from json_each_text(row_to_json(after)) a join json_each_text(row_to_json(before)) b on b.key = a.key
    where a.value is distinct from b.value);
end $$;

-- Sets how many jobs of one queue may be ready, where its row doesn't say.
create function "${schema}".set_max_ready(most bigint) returns void language sql volatile as
$$ update "${schema}".installation i set max_ready = most where i.max_ready <> most $$;

-- The key that a declaration gives to a submission with these arguments: its text, with an argument in the place of each
-- of its names in braces; texts as they are, other values as JSON.
create function "${schema}".filled_key(template text, parameters text[], args json, kwargs json) returns text
language plpgsql immutable as $$
declare
  result text := '';
  rest text := template;
  part text[];
  value json;
begin
  loop
    part := regexp_match(rest, '^([^{}]*)\{([^{}]*)\}(.*)$');
    exit when part is null;
    value := coalesce(kwargs -> part[2], args -> (array_position(parameters, part[2]) - 1));
    if value is null then
      raise invalid_parameter_value using message = format('the task''s key %s names the argument %s, which isn''t given',
        template, part[2]), hint = 'Give the argument, or a key.';
    end if;
    result := result || part[1]
      || case json_typeof(value) when 'string' then value #>> '{}' else "${schema}".canonical(value) end;
    rest := part[3];
  end loop;
  return result || rest;
end $$;

-- Refuses submissions to queues that hold as many ready jobs as they may, by name. A table that is too small for that
-- is told by its size; else each session counts a queue now and then, so that counting takes a fiftieth of its time at
-- most, and adds what it submits itself. No submission waits for another.
create function "${schema}".check_room(queues text[]) returns void language plpgsql volatile
set enable_seqscan = off set jit = off as $$
declare
  usual bigint;
  least_room bigint;
  it record;
  setting text;
  state text[];
  began timestamptz;
  ready bigint;
  count_again timestamptz;
begin
  select i.max_ready, least(i.max_ready, (select min(q.max_ready) from "${schema}".queue q)) into usual, least_room
  from "${schema}".installation i;
  -- At most 120 rows fit into a page.
  if pg_relation_size('"${schema}".ready') / current_setting('block_size')::integer * 120 + cardinality(queues)
    <= least_room
  then
    return;
  end if;
  for it in
    select n.name, "${schema}".name_id(n.name) as id, n.number, coalesce(q.max_ready, usual) as most
    from (select coalesce(u.name, 'default') as name, count(*) as number from unnest(queues) as u (name) group by 1) n
    left join "${schema}".queue q on q.name = n.name
  loop
    setting := 'dispatcherd.ready_' || to_hex("${schema}".name_id('${schema} ' || it.name));
    state := string_to_array(current_setting(setting, true), ' ');
    began := clock_timestamp();
    if cardinality(state) = 2 and state[1]::double precision > extract(epoch from began) then
      ready := state[2]::bigint;
      count_again := to_timestamp(state[1]::double precision);
    else
      select count(*) into ready from (
        select from "${schema}".ready r where r.queue = it.id limit it.most + 1) c;
      count_again := clock_timestamp() + (clock_timestamp() - began) * case when ready < it.most then 50 else 10 end;
    end if;
    if ready + it.number > it.most then
      perform set_config(setting, extract(epoch from count_again) || ' ' || ready, false);
      raise object_not_in_prerequisite_state using
        message = format('the queue %s is full: %s of its jobs are ready, and max_ready is %s', it.name, ready, it.most),
        hint = 'Submit again when services have worked on it, start more of them, or raise max_ready.';
    end if;
    perform set_config(setting, extract(epoch from count_again) || ' ' || (ready + it.number), false);
  end loop;
end $$;
