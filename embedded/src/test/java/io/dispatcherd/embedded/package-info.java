@NullMarked
package io.dispatcherd.embedded;

import org.jspecify.annotations.NullMarked;
