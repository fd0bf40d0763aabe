/** A shop on Spring Boot: what an application with dispatcherd looks like. */
@NullMarked
package io.dispatcherd.examples.shop;

import org.jspecify.annotations.NullMarked;
