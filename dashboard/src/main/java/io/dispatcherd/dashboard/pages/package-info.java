/** Internal: What each page shows, made from what was read; the templates get these. */
@NullMarked
package io.dispatcherd.dashboard.pages;

import org.jspecify.annotations.NullMarked;
