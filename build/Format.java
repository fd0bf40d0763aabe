import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks, or with {@code --apply} sets, the format of every Java file below the working directory.
 *
 * <p>A program of its own because the formatter has to run on the JDK that knows the language level
 * of the sources, while Maven itself may run on an older one.
 */
public final class Format {
  private Format() {}

  public static void main(String[] args) throws Exception {
    boolean apply = List.of(args).contains("--apply");
    List<Path> wrong =
        javaFiles().parallelStream().filter(file -> !isFormatted(file, apply)).toList();
    wrong.forEach(file -> System.out.println((apply ? "formatted " : "not formatted: ") + file));
    if (!apply && !wrong.isEmpty()) {
      System.out.println("To format: mvn -N process-resources exec:exec@format");
      System.exit(1);
    }
  }

  private static boolean isFormatted(Path file, boolean apply) {
    try {
      String source = Files.readString(file);
      String formatted =
          new Formatter(JavaFormatterOptions.builder().build()).formatSourceAndFixImports(source);
      if (apply && !formatted.equals(source)) {
        Files.writeString(file, formatted);
      }
      return formatted.equals(source);
    } catch (IOException | FormatterException e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }

  private static List<Path> javaFiles() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(""))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("target/"))
          .sorted()
          .toList();
    }
  }
}
