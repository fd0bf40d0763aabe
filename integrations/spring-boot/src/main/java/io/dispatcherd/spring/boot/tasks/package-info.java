/** Tasks on beans. Uses the client's tasks. Internal: not for applications. */
@NullMarked
package io.dispatcherd.spring.boot.tasks;

import org.jspecify.annotations.NullMarked;
