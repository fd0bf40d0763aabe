
-- Queues that are fair by key: each key has its turn, however many jobs another one has. What is ready is put in line by
-- its key first (held, for its "turn"), and claims go from key to key. The place where they are is kept in a sequence,
-- which is changed in place; if two queues share one, one of them begins anywhere.

do $$ begin
  for n in 0..63 loop
    execute format('create sequence "${schema}".turn_%s minvalue -9223372036854775808 start 0', n);
  end loop;
end $$;

create function "${schema}".is_fair(queue_id bigint) returns boolean language sql stable as
$$ select exists (select from "${schema}".queue q where q.id = queue_id and q.fair_by = 'key') $$;

-- Puts what is ready in a queue in line, each job behind those of its key.
create function "${schema}".line_up(from_queue bigint, most integer) returns void language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set jit = off set plan_cache_mode = force_generic_plan
as $$
declare
  moved integer;
begin
  for step in 1..most / 1000 loop
    with taken as (
      delete from "${schema}".ready r where r.ctid = any (array(
        select n.ctid from "${schema}".ready n where n.queue = from_queue order by n.rank, n.id limit 1000
        for update skip locked))
      returning *
    ), lined as (
      insert into "${schema}".held (id, reason, gate, queue, rank, task, attempt)
      select t.id, 'turn', "${schema}".gate_of(from_queue, true, true, coalesce(j.key, '')), t.queue, t.rank, t.task, t.attempt
      from taken t left join "${schema}".job j on j.id = t.id returning 1
    )
    select count(*) into moved from lined;
    exit when moved < 1000;
  end loop;
end $$;

-- Claims from a fair queue: as many of each key as of each other one, from where the last claim ended.
create function "${schema}".claim_in_turn(
  from_queue bigint, able bigint[], most integer, out ids bigint[], out attempts integer[], out ranks integer[])
language plpgsql volatile
set enable_seqscan = off set enable_bitmapscan = off set jit = off set plan_cache_mode = force_generic_plan
as $$
declare
  prefix bytea := int8send(from_queue) || '\x01'::bytea;
  turn text := format('"${schema}".turn_%s', from_queue & 63);
  place bigint;
  lanes bytea[];
  part record;
begin
  ids := '{}';
  attempts := '{}';
  ranks := '{}';
  perform "${schema}".line_up(from_queue, 50000);
  execute 'select last_value from ' || turn into place;
  loop
    -- The keys behind that place, then those before it.
    with recursive behind (number, gate) as (
      select 0, prefix || int8send(place) || '\xffffffffffffffff'::bytea
      union all
      select b.number + 1, (
        select h.gate from "${schema}".held h where h.reason = 'turn' and h.gate > b.gate and h.gate < prefix || '\xffffffffffffffffffffffffffffffffff'::bytea
        order by h.gate limit 1)
      from behind b where b.gate is not null and b.number < most - cardinality(ids)
    ), before (number, gate) as (
      select 0, prefix
      union all
      select b.number + 1, (
        select h.gate from "${schema}".held h where h.reason = 'turn' and h.gate > b.gate and h.gate <= prefix || int8send(place) || '\xffffffffffffffff'::bytea
        order by h.gate limit 1)
      from before b where b.gate is not null
        and b.number < most - cardinality(ids) - (select count(*) - 1 from behind x where x.gate is not null)
    )
    select array_agg(l.gate order by l.part, l.number) into lanes from (
      select 1 as part, b.number, b.gate from behind b where b.number > 0 and b.gate is not null
      union all
      select 2, b.number, b.gate from before b where b.number > 0 and b.gate is not null) l;
    exit when lanes is null;
    with picked as materialized (
      select l.n, p.place, p.rank, p.id from unnest(lanes) with ordinality as l (gate, n)
      cross join lateral (
        select h.ctid as place, h.rank, h.id from "${schema}".held h
        where h.reason = 'turn' and h.gate = l.gate and h.task = any (able)
        order by h.rank, h.id limit (most - cardinality(ids) + cardinality(lanes) - 1) / cardinality(lanes)
        for update skip locked) p
    ), chosen as materialized (
      select c.* from picked c order by c.n limit most - cardinality(ids)
    ), gone as (
      delete from "${schema}".held h where h.ctid = any (array(select c.place from chosen c)) returning h.id, h.attempt, h.rank
    )
    select array_agg(g.id order by c.n, c.rank, c.id) as ids, array_agg(g.attempt order by c.n, c.rank, c.id) as attempts,
      array_agg(g.rank order by c.n, c.rank, c.id) as ranks, max(c.n) as last
    into part from gone g join chosen c on c.id = g.id;
    exit when part.ids is null;
    ids := ids || part.ids;
    attempts := attempts || part.attempts;
    ranks := ranks || part.ranks;
    place := ('x' || encode(substr(lanes[part.last::integer], 10, 8), 'hex'))::bit(64)::bigint;
    exit when cardinality(ids) >= most;
  end loop;
  if cardinality(ids) > 0 then
    perform setval(turn, place);
  end if;
end $$;
