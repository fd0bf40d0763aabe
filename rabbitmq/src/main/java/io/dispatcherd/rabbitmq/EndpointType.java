package io.dispatcherd.rabbitmq;

import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.rabbitmq.connection.Endpoint;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a node listens: a host, or a host and a port; one without a port has the port 0. */
record EndpointType() implements OptionType<Endpoint> {
  static final Endpoint LOCAL = new Endpoint("127.0.0.1", 0);

  private static final int MOST_PORT = 65_535;
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^\\s:/@\\[\\]]+))(?::(\\d{1,5}))?");

  @Override
  public Optional<Endpoint> read(ConfigNode node, Problems problems) {
    Optional<String> text = OptionTypes.text().read(node, problems);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher matcher = ADDRESS.matcher(text.get());
    String port = matcher.matches() ? matcher.group(3) : "";
    int number = port == null || port.isEmpty() ? 0 : Integer.parseInt(port);
    boolean isPort = port == null || (number > 0 && number <= MOST_PORT);
    if (!isPort) {
      problems.add(node.place(), "expected " + words());
      return Optional.empty();
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return Optional.of(new Endpoint(host, number));
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of(
        "type", "string", "pattern", "^(\\[[0-9A-Fa-f:.]+\\]|[^\\s:/@\\[\\]]+)(:\\d{1,5})?$");
  }

  @Override
  public String words() {
    return "host or host:port, such as mq1.example.org:5672 or [::1]:5672";
  }
}
