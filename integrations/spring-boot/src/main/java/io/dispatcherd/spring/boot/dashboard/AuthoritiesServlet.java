package io.dispatcherd.spring.boot.dashboard;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/**
 * Passes requests on with the authorities of Spring Security as roles: there a role is an authority
 * whose name begins with a prefix, which an authority of ours may have or not. Thread-safe.
 */
final class AuthoritiesServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Servlet servlet;

  /** To this servlet. */
  AuthoritiesServlet(Servlet servlet) {
    this.servlet = servlet;
  }

  @Override
  public void init() throws ServletException {
    servlet.init(getServletConfig());
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    servlet.service(new WithAuthorities(request), response);
  }

  @Override
  public void destroy() {
    servlet.destroy();
  }

  /** One request. */
  private static final class WithAuthorities extends HttpServletRequestWrapper {
    WithAuthorities(HttpServletRequest request) {
      super(request);
    }

    @Override
    public boolean isUserInRole(String role) {
      return super.isUserInRole(role)
          || (getUserPrincipal() instanceof Authentication user
              && user.isAuthenticated()
              && user.getAuthorities().stream()
                  .map(GrantedAuthority::getAuthority)
                  .anyMatch(role::equals));
    }
  }
}
