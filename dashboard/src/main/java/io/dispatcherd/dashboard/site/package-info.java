/**
 * Internal: The table of all pages and actions, and the handler of each: it reads with {@code
 * reading}, acts with {@code actions}, and answers with a record of {@code pages}.
 *
 * <p>To add a page: a record {@code XPage} in {@code pages} with its template {@code x.jte}, a
 * handler here, and a line in {@link io.dispatcherd.dashboard.site.Site} with the right that it
 * needs. See {@code OverviewHandler} for one.
 */
@NullMarked
package io.dispatcherd.dashboard.site;

import org.jspecify.annotations.NullMarked;
