package io.dispatcherd.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Says at the end of a build which tests were skipped, and for want of what: a program that isn't
 * installed, a server that isn't there. So that nobody takes for tested what could not be tested
 * here.
 *
 * <p>The build runs this file as it is, with nothing but the JDK: {@code java NotTested.java ROOT
 * BEGIN OUTPUT}, with the folder of the project, the time at which the build began, and a file for
 * the same lines.
 */
final class NotTested {
  private static final String ASSUMPTION = "Assumption failed: ";
  private static final String REASON_OF_A_CONDITION = " ==> ";
  private static final String REPORT = "TEST-";

  /**
   * Surefire counts no test of a class that aborts before the first one, and forgets the reason.
   */
  private static final String BEFORE_THE_FIRST =
      "it gave up before its first test (where the reason gets lost: let each test give up, or use"
          + " a condition)";

  private final Map<String, Map<String, Integer>> classesByReason = new TreeMap<>();

  public static void main(String[] args) throws IOException {
    List<String> lines = lines(Path.of(args[0]), Instant.parse(args[1]));
    lines.forEach(line -> System.out.println("[WARNING] " + line));
    Files.write(Path.of(args[2]), lines);
  }

  /** One line for each reason, from the reports that are not older than {@code begin}. */
  static List<String> lines(Path root, Instant begin) throws IOException {
    NotTested notTested = new NotTested();
    try (Stream<Path> files =
        Files.find(root, 5, (file, about) -> isReport(file) && isSince(begin, about))) {
      for (Path report : files.sorted().toList()) {
        notTested.read(report);
      }
    }
    return notTested.classesByReason.entrySet().stream()
        .map(each -> "Not tested here: " + names(each.getValue()) + ", because " + each.getKey())
        .toList();
  }

  private static boolean isReport(Path file) {
    Path folder = file.getParent();
    return folder != null
        && (folder.endsWith("target/surefire-reports")
            || folder.endsWith("target/failsafe-reports"))
        && file.getFileName().toString().startsWith(REPORT)
        && file.getFileName().toString().endsWith(".xml");
  }

  private static boolean isSince(Instant begin, BasicFileAttributes about) {
    return !about.lastModifiedTime().toInstant().isBefore(begin);
  }

  private void read(Path report) throws IOException {
    Document document = parse(report);
    NodeList skipped = document.getElementsByTagName("skipped");
    for (int i = 0; i < skipped.getLength(); i++) {
      Element skip = (Element) skipped.item(i);
      add(((Element) skip.getParentNode()).getAttribute("classname"), reason(skip));
    }
    String suite = document.getDocumentElement().getAttribute("name");
    if (document.getElementsByTagName("testcase").getLength() == 0 && !hasNested(report, suite)) {
      add(suite, BEFORE_THE_FIRST);
    }
  }

  private void add(String test, String reason) {
    String name = test.substring(test.lastIndexOf('.') + 1).replaceFirst("\\$.*", "");
    classesByReason.computeIfAbsent(reason, any -> new TreeMap<>()).merge(name, 1, Integer::sum);
  }

  private static boolean hasNested(Path report, String suite) throws IOException {
    try (Stream<Path> siblings = Files.list(report.toAbsolutePath().getParent())) {
      return siblings.anyMatch(
          file -> file.getFileName().toString().startsWith(REPORT + suite + "$"));
    }
  }

  /**
   * What stands in an attribute if a condition skips a test, and in a stack trace if the test
   * aborts.
   */
  private static String reason(Element skip) {
    String text = skip.getAttribute("message");
    if (text.isEmpty()) {
      text = skip.getTextContent().lines().findFirst().orElse("");
      text = text.substring(text.indexOf(": ") + 1).strip();
    }
    if (text.startsWith(ASSUMPTION)) {
      text = text.substring(ASSUMPTION.length());
    }
    int condition = text.indexOf(REASON_OF_A_CONDITION);
    return condition < 0 ? text : text.substring(condition + REASON_OF_A_CONDITION.length());
  }

  private static String names(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(
            each ->
                each.getKey() + (each.getValue() == 1 ? "" : " (" + each.getValue() + " tests)"))
        .collect(Collectors.joining(", "));
  }

  private static Document parse(Path report) throws IOException {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
    } catch (SAXException | ParserConfigurationException e) {
      throw new IOException(report + " can't be read: " + e.getMessage(), e);
    }
  }
}
