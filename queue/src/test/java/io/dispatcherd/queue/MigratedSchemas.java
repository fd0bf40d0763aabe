package io.dispatcherd.queue;

import io.dispatcherd.queue.schema.Migrations;
import io.dispatcherd.queue.schema.SchemaName;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Schemas with the queue's tables, lent to one test after the other: to make one takes longer than
 * most tests. A test gets one without rows of others. One in which more than rows has changed, or
 * that somebody is still connected to, is dropped. Thread-safe: the lock of this object guards its
 * fields.
 */
final class MigratedSchemas {
  private static final MigratedSchemas SHARED = new MigratedSchemas();

  /** What a schema is beside its rows. */
  private static final String SHAPE =
      """
      select md5(
        (select string_agg(concat_ws(' ', c.relname, c.relkind, c.relacl, c.reloptions, c.relnatts), ',' order by c.relname)
         from pg_class c where c.relnamespace = n.oid and c.relkind <> 't')
        || (select string_agg(p.oid || ' ' || p.xmin, ',' order by p.oid) from pg_proc p where p.pronamespace = n.oid)
        || (select count(*) from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = n.oid)
        || (select count(*) from pg_constraint t where t.connamespace = n.oid)
        || concat(n.nspacl))
      from pg_namespace n where n.nspname = '${schema}'
      """;

  /**
   * Whether somebody is connected still who has used the schema; those that leave need a moment.
   */
  private static final String OTHERS =
      """
      do $$
      begin
        for look in 1..100 loop
          perform pg_stat_clear_snapshot();
          if not exists (
            select from pg_stat_activity a where a.pid <> pg_backend_pid() and strpos(a.query, '${schema}') > 0)
          then
            return;
          end if;
          perform pg_sleep(0.01);
        end loop;
        raise object_in_use using message = 'somebody still uses schema ${schema}';
      end $$;
      """;

  /** Keeps the rows that a migration makes, in a table that is no part of the schema. */
  private static final String KEEP =
      """
      create table public."${schema}" (name text, rows jsonb, last_value bigint);
      do $$
      declare
        name text;
        rows jsonb;
      begin
        for name in select c.relname from pg_class c
          where c.relnamespace = '"${schema}"'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        loop
          execute format('select jsonb_agg(to_jsonb(t)) from "${schema}".%I t', name) into rows;
          if rows is not null then
            insert into public."${schema}" values (name, rows, null);
          end if;
        end loop;
        insert into public."${schema}"
        select s.sequencename, null, s.last_value from pg_sequences s where s.schemaname = '${schema}';
      end $$;
      """;

  private static final String CLEAN =
      """
      do $$
      declare
        it record;
      begin
        for it in select c.relname, c.oid from pg_class c
          where c.relnamespace = '"${schema}"'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        loop
          if (select sum(pg_relation_size(t.relid)) from pg_partition_tree(it.oid) t) > 200000
            or pg_relation_size(it.oid) > 200000
          then
            execute format('truncate "${schema}".%I', it.relname);
          else
            execute format('delete from "${schema}".%I', it.relname);
          end if;
        end loop;
        for it in select s.sequencename as name, s.start_value, k.last_value
          from pg_sequences s join public."${schema}" k on k.name = s.sequencename and k.rows is null
          where s.schemaname = '${schema}'
        loop
          perform setval(format('"${schema}".%I', it.name)::regclass,
            coalesce(it.last_value, it.start_value), it.last_value is not null);
        end loop;
        for it in select k.name, k.rows from public."${schema}" k where k.rows is not null loop
          execute format('insert into "${schema}".%I overriding system value'
            ' select * from jsonb_populate_recordset(null::"${schema}".%I, $1)', it.name, it.name) using it.rows;
        end loop;
      end $$;
      """;

  private static final String DROP =
      "drop schema if exists \"${schema}\" cascade; drop table if exists public.\"${schema}\"";

  /** What a connection is made to forget; what functions it has compiled it keeps. */
  private static final String RESET = "reset all; unlisten *; select pg_advisory_unlock_all()";

  private static final int MOST_CONNECTIONS = 6;

  private final Deque<SchemaName> free = new ArrayDeque<>();
  private final Map<SchemaName, String> shapes = new HashMap<>();
  private final Map<SchemaName, Deque<Connection>> connections = new HashMap<>();

  private MigratedSchemas() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::dropAll));
  }

  static MigratedSchemas shared() {
    return SHARED;
  }

  static SchemaName newName() {
    return new SchemaName("test_" + UUID.randomUUID().toString().replace("-", ""));
  }

  SchemaName take() throws SQLException {
    SchemaName schema;
    synchronized (this) {
      schema = free.poll();
    }
    return schema == null ? make() : schema;
  }

  private SchemaName make() throws SQLException {
    SchemaName schema = newName();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      new Migrations(schema).migrate(connection);
      statement.execute(schema.in(KEEP));
      String shape = value(statement, schema.in(SHAPE));
      synchronized (this) {
        shapes.put(schema, shape);
      }
    }
    return schema;
  }

  /** A connection that an earlier test has used with this schema, which saves time again. */
  synchronized Optional<Connection> connection(SchemaName schema) {
    return Optional.ofNullable(
        connections.computeIfAbsent(schema, any -> new ArrayDeque<>()).poll());
  }

  void giveBack(SchemaName schema, List<Connection> used) throws SQLException {
    List<Connection> kept = new ArrayList<>();
    for (Connection connection : used) {
      if (kept.size() < MOST_CONNECTIONS && isReset(connection)) {
        kept.add(connection);
      } else {
        connection.abort(Runnable::run);
      }
    }
    synchronized (this) {
      connections.computeIfAbsent(schema, any -> new ArrayDeque<>()).addAll(kept);
    }
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      String shape;
      synchronized (this) {
        shape = shapes.get(schema);
      }
      if (isLeftAlone(statement, schema) && value(statement, schema.in(SHAPE)).equals(shape)) {
        statement.execute(schema.in(CLEAN));
        synchronized (this) {
          free.add(schema);
        }
      } else {
        forget(schema);
        statement.execute(schema.in(DROP));
      }
    }
  }

  private void forget(SchemaName schema) throws SQLException {
    Deque<Connection> all;
    synchronized (this) {
      shapes.remove(schema);
      all = connections.remove(schema);
    }
    for (Connection connection : all == null ? List.<Connection>of() : List.copyOf(all)) {
      connection.close();
    }
  }

  /** At the end of the tests, if their database lives longer than they do. */
  private void dropAll() {
    SchemaName schema;
    synchronized (this) {
      schema = free.poll();
    }
    if (schema == null) {
      return;
    }
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      while (schema != null) {
        statement.execute(schema.in(DROP));
        synchronized (this) {
          schema = free.poll();
        }
      }
    } catch (SQLException e) {
      // The tests' own database is gone already.
    }
  }

  private static boolean isReset(Connection connection) {
    try {
      if (connection.isClosed()) {
        return false;
      }
      if (!connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      connection.setReadOnly(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      try (Statement statement = connection.createStatement()) {
        statement.execute(RESET);
      }
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static boolean isLeftAlone(Statement statement, SchemaName schema) {
    try {
      statement.execute(schema.in(OTHERS));
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
  }

  private static String value(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }
}
