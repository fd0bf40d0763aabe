-- What operators do over the dashboard: each action with the line that says who did it, in one transaction.

create table "${schema}".audit (
  number bigint generated always as identity primary key,
  done_at timestamptz not null default clock_timestamp(),
  who text not null,
  role text not null,
  peer text not null,
  action text not null,
  subject text not null,
  is_done boolean not null default false,
  -- What a form sends each time with the same value, so that it acts once.
  once text unique
);
create index audit_done_at on "${schema}".audit (done_at);

-- Does something to a job, queue, schedule or workflow, and says who did it. The answer is "done", "refused" if it
-- isn't possible in the state that it is in, or "repeated" if this form was sent before.
create function "${schema}".act(
  who text, role text, peer text, action text, subject text, once text, default_attempts integer)
returns text language plpgsql volatile as $$
declare
  entry bigint;
  done boolean;
begin
  insert into "${schema}".audit as a (who, role, peer, action, subject, once)
  values (act.who, act.role, act.peer, act.action, act.subject, act.once)
  on conflict do nothing returning a.number into entry;
  if not found then
    return 'repeated';
  end if;
  case action
    when 'retry', 'run-now' then done := "${schema}".retry(subject, default_attempts);
    when 'cancel' then done := "${schema}".cancel(subject);
    when 'delete' then done := "${schema}".delete(subject);
    when 'pause-queue' then perform "${schema}".pause(subject, true); done := true;
    when 'resume-queue' then perform "${schema}".pause(subject, false); done := true;
    when 'run-schedule' then done := "${schema}".run_schedule(subject) is not null;
    when 'pause-schedule' then done := "${schema}".pause_schedule(subject, true);
    when 'resume-schedule' then done := "${schema}".pause_schedule(subject, false);
    when 'delete-schedule' then done := "${schema}".delete_schedule(subject);
    when 'retry-workflow' then done := "${schema}".retry_workflow(subject, default_attempts => default_attempts) > 0;
    when 'cancel-workflow' then done := "${schema}".cancel_workflow(subject) > 0;
  end case;
  update "${schema}".audit a set is_done = coalesce(done, false) where a.number = entry;
  return case when done then 'done' else 'refused' end;
end $$;

-- Lines of the audit before this one, the latest first.
create function "${schema}".list_audit(before bigint, most integer)
returns setof "${schema}".audit language sql stable as
$$ select a.* from "${schema}".audit a where a.number < before order by a.number desc limit most $$;

-- Sessions that somebody has ended before their time, until they would have ended by themselves.
create table "${schema}".ended_session (
  id text primary key check (length(id) <= 100),
  until timestamptz not null
);

create function "${schema}".end_session(id text, until timestamptz) returns void language sql volatile as
$$ delete from "${schema}".ended_session e where e.until < clock_timestamp();
   insert into "${schema}".ended_session (id, until) values (end_session.id, end_session.until)
   on conflict do nothing $$;

create function "${schema}".list_ended_sessions()
returns setof "${schema}".ended_session language sql stable as
$$ select e.* from "${schema}".ended_session e where e.until > clock_timestamp() order by e.until desc limit 10000 $$;
