/**
 * What a service counts and how long things took. Uses no other package of dispatcherd. Internal:
 * not for applications.
 */
@NullMarked
package io.dispatcherd.service.statistics;

import org.jspecify.annotations.NullMarked;
