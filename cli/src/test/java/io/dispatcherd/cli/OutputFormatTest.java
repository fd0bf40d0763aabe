package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Reply;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

class OutputFormatTest {
  private static final String WORKERS =
      """
      {"worker-0": {"worker_id": 0, "status": "ready", "current_task": null},
       "worker-10": {"worker_id": 10, "status": "stopping", "current_task": "a.b"},
       "node_id": "demo"}\
      """;
  private static final String AWKWARD =
      """
      {"zulu": "yes", "alpha": "1.0", "list": [], "same": [[1], [1]], "text": "line\\nline ☃ 😀",
       "big": 123456789012345678901234567890, "decimal": 0.1, "none": null, "node_id": "n: 1"}\
      """;

  private static String format(OutputFormat format, ReplyShape shape, String... replies) {
    return format.format(List.of(replies).stream().map(Reply::fromJson).toList(), shape);
  }

  @Test
  void yamlIsReadAsWhatWasReplied() {
    String yaml = format(OutputFormat.YAML, ReplyShape.VALUES, AWKWARD, WORKERS);
    assertEquals(
        List.of(Json.parseObject(AWKWARD), Json.parseObject(WORKERS)), new Yaml().load(yaml));
  }

  @Test
  void jsonIsReadAsWhatWasReplied() {
    String json = format(OutputFormat.JSON, ReplyShape.VALUES, AWKWARD, WORKERS);
    assertEquals(List.of(Json.parseObject(AWKWARD), Json.parseObject(WORKERS)), Json.parse(json));
  }

  @Test
  void yamlKeepsTheOrderOfTheReply() {
    assertEquals(
        """
        - zulu: 1
          alpha:
            inner: []
          node_id: demo
        """,
        format(
            OutputFormat.YAML,
            ReplyShape.VALUES,
            "{\"zulu\": 1, \"alpha\": {\"inner\": []}, \"node_id\": \"demo\"}"));
  }

  @Test
  void rowsHaveAColumnForEachKey() {
    assertEquals(
        """
        node demo
                   worker_id  status    current_task
        worker-0           0  ready     -
        worker-10         10  stopping  a.b
        """,
        format(OutputFormat.TABLE, ReplyShape.ROWS, WORKERS));
  }

  @Test
  void whatBelongsTogetherInAWideTableStandsUnderOneHead() {
    assertEquals(
        """
        node demo
                          heap                          a_rather_long_head
                     age  used  committed  collections                   x
        worker-0  34.736  1000       2000          1.5                   1
        service    0.171     7          -            2
        """,
        format(
            OutputFormat.TABLE,
            ReplyShape.FLAT_ROWS,
            """
            {"worker-0": {"age": 34.7361662, "heap": {"used": 1000, "committed": 2000},
              "collections": 1.5, "a_rather_long_head": {"x": 1}},
             "service": {"age": 0.170721983, "heap": {"used": 7, "committed": null},
              "collections": 2},
             "node_id": "demo"}\
            """));
  }

  @Test
  void momentsAndSpansAreReadable() {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    try {
      assertEquals(
          """
          node demo
                     since                    for        task  time_pub                 next_run
          worker-0   2026-11-30 19:10:57.000  1 min 5 s  a.b   2026-11-30 19:10:49.957
          delayed-0  2026-11-30 19:11:57.000  in 3.5 s   a.b   -
          x          late                                a.b   1000000000000000         -7
          """,
          format(
              OutputFormat.TABLE,
              ReplyShape.ROWS,
              """
              {"worker-0": {"task": "a.b", "time_pub": 1796062249.957018, "since": 1796062257,
                "seconds": 65.2},
               "delayed-0": {"task": "a.b", "time_pub": null, "since": 1796062317,
                "seconds": -3.5},
               "x": {"since": "late", "task": "a.b", "time_pub": 1e15, "next_run": "-7"},
               "node_id": "demo"}\
              """));
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void stacksAreBlocks() {
    assertEquals(
        """
        node demo
        event-loop#24
          at a.B.c(B.java:1)
          at a.B.d(B.java:2)
        gone#25 (done), worker-process#26
        """,
        format(
            OutputFormat.TABLE,
            ReplyShape.STACKS,
            """
            {"event-loop#24": {"done": false, "stack": "  at a.B.c(B.java:1)\\n  at a.B.d(B.java:2)"},
             "gone#25": {"done": true, "stack": ""},
             "worker-process#26": {"done": false},
             "node_id": "demo"}\
            """));
  }

  @Test
  void listsOfObjectsAreTablesAfterTheOtherValues() {
    assertEquals(
        """
        node demo
        total_objects  12
        group_by       class

        offenders
           class   count
        1  [B         10
        2  a.Name      2
        """,
        format(
            OutputFormat.TABLE,
            ReplyShape.VALUES,
            """
            {"total_objects": 12, "offenders": [{"class": "[B", "count": 10},
              {"class": "a.Name", "count": 2}], "group_by": "class", "node_id": "demo"}\
            """));
  }

  @Test
  void valuesHaveALineEach() {
    assertEquals(
        """
        node demo
        received_count       3
        pool.finished_count  2
        pool.usage           [1,2]
        """,
        format(
            OutputFormat.TABLE,
            ReplyShape.VALUES,
            """
            {"received_count": 3, "pool": {"finished_count": 2, "usage": [1, 2]},
             "node_id": "demo"}\
            """));
  }

  @Test
  void sectionsAreLaidOutAsTheirCommandsAre() {
    assertEquals(
        """
        node demo

        workers
                  worker_id
        worker-0          0

        running
        (none)

        main
        control_count  1
        """,
        format(
            OutputFormat.TABLE,
            ReplyShape.SECTIONS,
            """
            {"workers": {"worker-0": {"worker_id": 0}}, "running": {},
             "main": {"control_count": 1}, "node_id": "demo"}\
            """));
  }

  @Test
  void anErrorIsShownWhateverTheShape() {
    assertEquals(
        "node demo\nerror  No control method x\n",
        format(
            OutputFormat.TABLE,
            ReplyShape.ROWS,
            "{\"error\": \"No control method x\", \"node_id\": \"demo\"}"));
  }

  @Test
  void aTextWithLineBreaksStaysInItsLine() {
    assertEquals(
        "node demo\nstack  \"a\\nb\"\n",
        format(
            OutputFormat.TABLE,
            ReplyShape.VALUES,
            "{\"stack\": \"a\\nb\", \"node_id\": \"demo\"}"));
  }

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  void isNamedInAnyCase(OutputFormat format) {
    assertEquals(format, OutputFormat.named(format.name().toLowerCase(java.util.Locale.ROOT)));
    assertEquals(format, OutputFormat.named(format.name()));
  }

  @Test
  void anotherNameIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> OutputFormat.named("xml"));
  }
}
