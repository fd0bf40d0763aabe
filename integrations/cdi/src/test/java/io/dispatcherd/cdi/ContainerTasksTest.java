package io.dispatcherd.cdi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.cdi.ContainerTasks.FoundBean;
import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskDeclarationException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerTasksTest {
  /** Has a task. */
  public static class Orders {
    /** Does nothing. */
    @Task
    public void confirm(String order) {}
  }

  /** Inherits it. */
  public static final class PaidOrders extends Orders {}

  /** Has one that nobody can call. */
  public static final class Hidden {
    @Task
    void confirm(String order) {}
  }

  /** Is no bean. */
  public static final class Plain {
    /** Does nothing. */
    @Task
    public void sweep() {}
  }

  private static ContainerTasks tasks(List<FoundBean> beans, List<Class<?>> more) {
    return new ContainerTasks(beans, more, ValueMapping.STANDARD);
  }

  private static String problemOf(FoundBean... beans) {
    List<String> problems =
        assertThrows(TaskDeclarationException.class, () -> tasks(List.of(beans), List.of()))
            .problems();
    assertEquals(1, problems.size(), problems::toString);
    return problems.get(0);
  }

  private static FoundBean bean(Object object) {
    return new FoundBean(object.getClass(), false, () -> object);
  }

  @Test
  void aTaskRunsOnTheBeanAlsoIfItInheritsTheMethod() throws Exception {
    PaidOrders paid = new PaidOrders();
    ContainerTasks tasks = tasks(List.of(bean(paid)), List.of());
    assertArrayEquals(new Class<?>[] {Orders.class}, tasks.classes());
    assertSame(paid, tasks.get(Orders.class));
  }

  @Test
  void aClassThatIsNoBeanRunsOnNewObjects() throws Exception {
    ContainerTasks tasks = tasks(List.of(), List.of(Plain.class));
    assertArrayEquals(new Class<?>[] {Plain.class}, tasks.classes());
    assertEquals(Plain.class, tasks.get(Plain.class).getClass());
  }

  @Test
  void aTaskThatCannotRunFailsTheStart() {
    String problem = problemOf(bean(new Hidden()));
    assertTrue(problem.contains("must be public"), problem);
  }

  @Test
  void twoBeansWithOneTaskFailTheStart() {
    String problem = problemOf(bean(new Orders()), bean(new PaidOrders()));
    assertTrue(problem.contains("a task runs on one"), problem);
  }

  @Test
  void aDependentBeanFailsTheStart() {
    String problem = problemOf(new FoundBean(Orders.class, true, Orders::new));
    assertTrue(problem.contains("@ApplicationScoped"), problem);
  }
}
