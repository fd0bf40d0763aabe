/** The dashboard in an application. Internal: not for applications. */
@NullMarked
package io.dispatcherd.spring.boot.dashboard;

import org.jspecify.annotations.NullMarked;
