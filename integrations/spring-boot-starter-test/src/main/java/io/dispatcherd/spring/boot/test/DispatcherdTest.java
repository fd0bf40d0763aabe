package io.dispatcherd.spring.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test of a Spring Boot application whose tasks run in it, beside {@code @SpringBootTest} or
 * another annotation that makes a context. The context has a {@link TaskTester}, which waits for
 * tasks and says how they ended:
 *
 * <pre>{@code
 * @SpringBootTest
 * @DispatcherdTest
 * class OrdersTest {
 *   @Autowired Orders orders;
 *   @Autowired TaskTester tasks;
 *
 *   @Test
 *   void anOrderIsConfirmed() {
 *     Submission confirmation = orders.place("book");
 *     tasks.drain();
 *     tasks.ending(confirmation).assertDone();
 *   }
 * }
 * }</pre>
 *
 * <p>Each context has a schema of its own for {@code pg_queue}, which goes with it: neither the
 * tasks of another test nor a service that works on the same database come into its way. What the
 * test sets in {@code dispatcherd} properties itself stays.
 *
 * <p>In a test method with {@code @Transactional} nothing is sent, since its transaction is rolled
 * back.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface DispatcherdTest {
  /**
   * Whether tasks stay in memory, so that no PostgreSQL is needed. They are sent at once then:
   * transactions don't hold them back.
   */
  boolean inMemory() default false;
}
