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

/** Whether the programs of the documentation compile as they are printed there. */
class FirstProgramTest {
  private static final Path PAGE = page("first-program.md");

  @TempDir private Path folder = Path.of("");

  private static Path page(String name) {
    return Path.of("..", "docs", "howto", name);
  }

  @Test
  void theFirstProgramCompilesAsItStands() throws IOException {
    compile("FirstProgram", block(PAGE, "java"));
  }

  @Test
  void theDurableFunctionCompilesAsItStands() throws IOException {
    compile("Orders", block(page("durable-functions.md"), "java"));
  }

  private void compile(String name, String program) throws IOException {
    Path source = folder.resolve(name + ".java");
    Files.writeString(source, program);
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
    assertTrue(Files.exists(folder.resolve("com/example/" + name + ".class")));
  }

  @Test
  void itsPomNamesThisVersion() throws IOException {
    Pom parent = Pom.in(Path.of(".."));
    assertTrue(
        block(PAGE, "xml").contains("<version>" + parent.version() + "</version>"),
        parent::version);
    assertEquals(2, block(PAGE, "xml").split("<dependency>", -1).length - 1);
  }

  private static String block(Path page, String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(page));
    assertTrue(block.find(), language);
    return block.group(1);
  }
}
