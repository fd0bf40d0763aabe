/** Internal: Where the parts of graphs and workflows are drawn, as attributes of SVG. */
@NullMarked
package io.dispatcherd.dashboard.pages.draw;

import org.jspecify.annotations.NullMarked;
