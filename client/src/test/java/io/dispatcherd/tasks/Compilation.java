package io.dispatcherd.tasks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What a user's Java compiler makes of a piece of code.
 *
 * @param output where the class files are
 * @param errors the errors, one text each
 */
public record Compilation(Path output, List<String> errors) {
  /**
   * Compiles one class against this module, for the oldest Java that it runs on.
   *
   * @param className its binary name
   * @param output where to put class files
   * @param options further options of javac
   */
  public static Compilation of(String className, String source, Path output, String... options) {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> all =
          new ArrayList<>(
              List.of("-classpath", System.getProperty("java.class.path"), "--release", "17"));
      all.addAll(List.of("-d", output.toString()));
      all.addAll(List.of(options));
      compiler
          .getTask(null, files, diagnostics, all, null, List.of(new Source(className, source)))
          .call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Stream<String> errors =
        diagnostics.getDiagnostics().stream()
            .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
            .map(diagnostic -> diagnostic.getMessage(Locale.ENGLISH));
    return new Compilation(output, errors.toList());
  }

  /** Loads one of the compiled classes. */
  public Class<?> load(String className) throws ClassNotFoundException {
    try {
      URL[] folder = {output.toUri().toURL()};
      return Class.forName(
          className, true, new URLClassLoader(folder, Compilation.class.getClassLoader()));
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
