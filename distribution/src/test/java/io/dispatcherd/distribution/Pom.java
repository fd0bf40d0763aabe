package io.dispatcherd.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What a module's {@code pom.xml} itself says, without what it inherits. */
record Pom(Path folder, Document document) {
  static Pom in(Path folder) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return new Pom(
          folder, factory.newDocumentBuilder().parse(folder.resolve("pom.xml").toFile()));
    } catch (IOException | ParserConfigurationException | SAXException e) {
      throw new IllegalStateException(folder.toString(), e);
    }
  }

  String artifact() {
    return texts("/project/artifactId").getFirst();
  }

  String version() {
    return texts("/project/version").getFirst();
  }

  /** A property, or an empty text. */
  String property(String name) {
    return String.join("", texts("/project/properties/*[name()='" + name + "']"));
  }

  List<String> modules() {
    return texts("/project/modules/module");
  }

  List<String> managedArtifacts() {
    return texts("/project/dependencyManagement/dependencies/dependency/artifactId");
  }

  boolean isLibrary() {
    return !texts("/project/packaging").contains("pom");
  }

  boolean isDeployed() {
    return !property("maven.deploy.skip").equals("true");
  }

  /** Its jar of this version; none if it was left out of the build. */
  Optional<Path> jar(String version) throws IOException {
    Path target = folder.resolve("target");
    if (!Files.isDirectory(target)) {
      return Optional.empty();
    }
    String name = artifact() + "-" + version + ".jar";
    try (Stream<Path> files =
        Files.find(
            target, 2, (file, attributes) -> file.endsWith(name) && attributes.isRegularFile())) {
      return files.findFirst();
    }
  }

  private List<String> texts(String path) {
    try {
      NodeList nodes =
          (NodeList)
              XPathFactory.newInstance()
                  .newXPath()
                  .evaluate(path, document, XPathConstants.NODESET);
      return IntStream.range(0, nodes.getLength())
          .mapToObj(i -> nodes.item(i).getTextContent().strip())
          .toList();
    } catch (XPathExpressionException e) {
      throw new IllegalArgumentException(path, e);
    }
  }
}
