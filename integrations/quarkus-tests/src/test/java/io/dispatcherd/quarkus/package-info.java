/** Applications of Quarkus that use dispatcherd. */
@NullMarked
package io.dispatcherd.quarkus;

import org.jspecify.annotations.NullMarked;
