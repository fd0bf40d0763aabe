package io.dispatcherd.dashboard.web;

/** What a route is asked for with. GET stands for HEAD too; nothing else is taken. */
public enum Method {
  /** Changes nothing. */
  GET,
  /** May change something, and so is taken from our own pages only. */
  POST
}
