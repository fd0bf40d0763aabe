# Caches of classes, loaded and linked, with which a JVM starts in a fraction of the time: one for each of
# our programs and one for workers. That of the service (NAME.aot) also holds what ran often while it was
# recorded, which the JVM compiles at each start. For workers and commands that would take a third of the
# processor time of a start; theirs (NAME.jsa) hold classes alone. To be sourced, with $root, LIB and
# CACHES set.
#
# A cache fits one JDK and one list of jars as they are, with whatever is appended to the list. A JVM that
# it doesn't fit leaves it aside without a word, so one that is missing or stale costs time, and nothing
# else.

# Sets: cache_options, with which a JVM uses the cache of this name if there is one. A JVM refuses one
# together with other ways to share or to record classes.
use_cache() {
  local others='-XX:(AOT|SharedArchiveFile|ArchiveClassesAtExit|DumpLoadedClassList)|-Xshare'
  cache_options=()
  if [[ $ASKED_OPTIONS =~ $others ]]; then
    return
  elif [[ -r $CACHES/$1.aot ]]; then
    cache_options=("-XX:AOTCache=$CACHES/$1.aot" "$QUIETLY")
  elif [[ -r $CACHES/$1.jsa ]]; then
    cache_options=("-XX:SharedArchiveFile=$CACHES/$1.jsa" "$QUIETLY")
  fi
}

# Whatever the JVM has to say about a cache that it can do without.
readonly QUIETLY='-Xlog:aot*=off,cds*=off'

# Makes all caches with the JDK in this folder, by a short life of a service that nobody sees: its
# socket and its files are in a folder of its own. Two of these at once don't meet: what is ready is
# moved into its place.
make_caches() {
  local java=$1/bin/java folder service status=0
  if [[ $CACHES == *:* ]]; then
    echo "Quick starts can't be prepared in $CACHES: a JVM can't name a cache in a folder with a colon in its name." >&2
    return 1
  fi
  if ! folder=$(umask 077 && mkdir -p "$CACHES" && mktemp -d "$CACHES/new.XXXXXX"); then
    echo "Can't write to $CACHES" >&2
    return 1
  fi
  write_training_configuration >"$folder/dispatcher.yml"
  ln -s "$LIB"/dispatcherd-cli-*.jar "$folder/tasks.jar"
  # Without what belongs to the caller's own services. Not in its working directory either.
  (
    cd "$folder"
    unset DISPATCHERD_CONFIG_FILE JDK_JAVA_OPTIONS JAVA_TOOL_OPTIONS _JAVA_OPTIONS
    train "$java"
  ) >"$folder/log" 2>&1 || status=$?
  if [[ $status == 0 ]]; then
    chmod a+r "$folder"/*.{aot,jsa}
    chmod a+rx "$CACHES"
    mv "$folder"/*.{aot,jsa} "$CACHES/"
  else
    echo "Quick starts could not be prepared:" >&2
    tail -n 5 "$folder/log" >&2
  fi
  rm -rf "$folder"
  return "$status"
}

# A service with one worker, a task, a socket, and a PostgreSQL that it doesn't find. All its files are in
# its working directory: a path in YAML would need care with quotes and dollar signs.
write_training_configuration() {
  cat <<'END'
version: 2
service:
  main_kwargs: {node_id: training}
  pool_kwargs: {min_workers: 1, max_workers: 1, worker_stop_wait: 60}
  process_manager_kwargs:
    classpath: [tasks.jar]
    jvm_args: ['-Ddispatcherd.warmup=values', '-XX:DumpLoadedClassList=worker.classes']
brokers:
  socket: {socket_path: control.sock}
  pg_notify:
    config: {conninfo: 'host=127.0.0.1 port=1 dbname=training user=training connect_timeout=1'}
    channels: [training]
producers:
  ControlProducer:
  OnStartProducer:
    task_list: {io.dispatcherd.cli.Training.exercise: {args: [one, 2, 0.5, [three]], timeout: 60}}
  ScheduledProducer:
    task_schedule: {io.dispatcherd.cli.Training.exercise: {args: [one, 2, 0.5, [three]], schedule: 0.1}}
publish: {default_broker: socket, default_control_broker: socket}
END
}

# How often to ask whether the worker is ready, once a second or so, before giving up.
readonly TRAINING_PATIENCE=100

# Runs in the folder of the new caches: first the service and its worker, asked by dispatcherctl until
# the worker is ready; what each has recorded becomes its cache. Each step says for itself when it fails,
# since callers look at the outcome, which turns off the shell's own stop at errors.
train() {
  local java=$1 service library_path worker_path
  list_libraries
  "$java" "$SERVICE_COLLECTOR" "${LOGGING[@]}" "${SERVICE_OPTIONS[@]}" -XX:AOTMode=record \
    -XX:AOTConfiguration=service.record -cp "$library_path" \
    "-Ddispatcherd.worker.classpath=$worker_path" io.dispatcherd.cli.DispatcherdMain \
    --config dispatcher.yml &
  service=$!
  # shellcheck disable=SC2064
  trap "kill -KILL $service 2>/dev/null || true" EXIT
  await_training_worker "$java" "$service" || return
  control "$java" alive -XX:DumpLoadedClassList=dispatcherctl.classes || return
  kill -TERM "$service" && wait "$service" || return
  trap - EXIT
  "$java" "$SERVICE_COLLECTOR" "${SERVICE_OPTIONS[@]}" -XX:AOTMode=create \
    -XX:AOTConfiguration=service.record -XX:AOTCache=service.aot -cp "$library_path" || return
  archive_classes "$java" dispatcherctl "$library_path" "${CONTROL_OPTIONS[@]}" || return
  archive_classes "$java" worker "$worker_path"
}

await_training_worker() {
  local java=$1 service=$2 tries
  for ((tries = 0; tries < TRAINING_PATIENCE; tries++)); do
    if [[ -S control.sock ]] && control "$java" workers | grep -q 'status: ready'; then
      return 0
    fi
    if ! kill -0 "$service" 2>/dev/null; then
      echo "The service ended before its worker was ready."
      return 1
    fi
    sleep 0.3
  done
  echo "No worker was ready in time."
  return 1
}

control() {
  local java=$1 command=$2
  shift 2
  "$java" -XX:+UseSerialGC "${LOGGING[@]}" "${CONTROL_OPTIONS[@]}" "$@" -cp "$library_path" \
    io.dispatcherd.cli.DispatcherctlMain "$command" --config dispatcher.yml --timeout 20
}

archive_classes() {
  local java=$1 name=$2 path=$3
  shift 3
  "$java" -XX:+UseSerialGC "$@" -Xshare:dump -XX:+AOTClassLinking \
    "-XX:SharedClassListFile=$name.classes" "-XX:SharedArchiveFile=$name.jsa" -cp "$path"
}
