/** Tests of Spring Boot applications that submit and run tasks. */
@NullMarked
package io.dispatcherd.spring.boot.test;

import org.jspecify.annotations.NullMarked;
