package io.dispatcherd.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the program of the documentation compiles as it is printed there. */
class FirstProgramTest {
  private static final Path PAGE = Path.of("..", "docs", "howto", "first-program.md");

  @TempDir private Path folder = Path.of("");

  @Test
  void theFirstProgramCompilesAsItStands() throws IOException {
    Path source = folder.resolve("FirstProgram.java");
    Files.writeString(source, block("java"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "--release",
              "21",
              "-d",
              folder.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      boolean compiles =
          compiler
              .getTask(problems, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertTrue(compiles, problems::toString);
    }
    assertTrue(Files.exists(folder.resolve("com/example/FirstProgram.class")));
  }

  @Test
  void itsPomNamesThisVersion() throws IOException {
    Pom parent = Pom.in(Path.of(".."));
    assertTrue(
        block("xml").contains("<version>" + parent.version() + "</version>"), parent::version);
    assertEquals(2, block("xml").split("<dependency>", -1).length - 1);
  }

  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    assertTrue(block.find(), language);
    return block.group(1);
  }
}
