package io.dispatcherd.spring.boot.actuate;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.core.Ordered;

/** Makes our indicator a member of the readiness group, where there is one. */
final class ReadinessGroup implements HealthEndpointGroupsPostProcessor, Ordered {
  private static final String READINESS = "readiness";

  /** The name of our indicator. */
  static final String MEMBER = "dispatcherd";

  @Override
  public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
    HealthEndpointGroup readiness = groups.get(READINESS);
    return readiness == null ? groups : new WithMember(groups, new Extended(readiness));
  }

  /** After Spring's own, which makes the group. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  /**
   * All groups, the one for readiness extended.
   *
   * @param groups as they were
   * @param readiness the extended one
   */
  private record WithMember(HealthEndpointGroups groups, HealthEndpointGroup readiness)
      implements HealthEndpointGroups {
    @Override
    public HealthEndpointGroup getPrimary() {
      return groups.getPrimary();
    }

    @Override
    public Set<String> getNames() {
      return new LinkedHashSet<>(groups.getNames());
    }

    @Override
    public @Nullable HealthEndpointGroup get(String name) {
      return name.equals(READINESS) ? readiness : groups.get(name);
    }

    @Override
    public @Nullable HealthEndpointGroup get(AdditionalHealthEndpointPath path) {
      return path.equals(readiness.getAdditionalPath()) ? readiness : groups.get(path);
    }
  }

  /**
   * The group with our member.
   *
   * @param group as it was
   */
  private record Extended(HealthEndpointGroup group) implements HealthEndpointGroup {
    @Override
    public boolean isMember(String name) {
      return name.equals(MEMBER) || group.isMember(name);
    }

    @Override
    public boolean showComponents(SecurityContext security) {
      return group.showComponents(security);
    }

    @Override
    public boolean showDetails(SecurityContext security) {
      return group.showDetails(security);
    }

    @Override
    public StatusAggregator getStatusAggregator() {
      return group.getStatusAggregator();
    }

    @Override
    public HttpCodeStatusMapper getHttpCodeStatusMapper() {
      return group.getHttpCodeStatusMapper();
    }

    @Override
    public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
      return group.getAdditionalPath();
    }
  }
}
