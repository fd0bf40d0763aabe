package io.dispatcherd.config.sections.dashboard;

import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Groups, and the role that each of them has. */
record RolesType() implements OptionType<Map<String, String>> {
  private static final OptionType<String> ROLE = OptionTypes.choice("viewer", "operator", "admin");

  @Override
  public Optional<Map<String, String>> read(ConfigNode node, Problems problems) {
    if (!(node instanceof ConfigNode.Mapping mapping)) {
      OptionTypes.wrongType(node, words(), problems);
      return Optional.empty();
    }
    Map<String, String> roles = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (group, role) -> ROLE.read(role, problems).ifPresent(name -> roles.put(group, name)));
    if (mapping.entries().isEmpty()) {
      problems.add(node.place(), "needs at least one group with its role");
    }
    boolean isWhole = !roles.isEmpty() && roles.size() == mapping.entries().size();
    return isWhole ? Optional.of(roles) : Optional.empty();
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", "object", "minProperties", 1, "additionalProperties", ROLE.schema());
  }

  @Override
  public String words() {
    return "groups and their roles (a mapping)";
  }
}
