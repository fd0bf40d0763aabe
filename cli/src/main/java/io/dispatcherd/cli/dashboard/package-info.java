/**
 * The dashboard as a program of its own: its web server, and the files of those who may sign in.
 * Uses command lines, the dashboard and the client. Its libraries are on the class path of these
 * commands only, so that a service has none of them.
 */
@NullMarked
package io.dispatcherd.cli.dashboard;

import org.jspecify.annotations.NullMarked;
