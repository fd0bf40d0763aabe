package io.dispatcherd.cdi;

import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Qualifier;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Qualifies beans that have tasks. The container is told so when it finds them: nobody writes it,
 * and they keep the qualifiers that they have.
 */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface HasTasks {
  /** The annotation as an object. */
  final class Literal extends AnnotationLiteral<HasTasks> implements HasTasks {
    private static final long serialVersionUID = 1;

    /** The only one that is needed. */
    public static final Literal INSTANCE = new Literal();

    private Literal() {}
  }
}
