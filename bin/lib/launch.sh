# Starts our programs. To be sourced with $root set to the folder of a clone or of a distribution.

if [[ $root == *:* ]]; then
  echo "dispatcherd can't run from $root: a colon separates the entries of a class path. Move it to a folder without one." >&2
  exit 1
fi

. "$root/bin/lib/java.sh"
. "$root/bin/lib/caches.sh"
if [[ -e $root/bin/lib/build.sh ]]; then
  . "$root/bin/lib/build.sh"
else # a distribution, which is built
  readonly LIB=$root/lib
  readonly CACHES=${DISPATCHERD_CACHES:-$root/caches}
  is_built() { true; }
  is_stale() { false; }
fi

# What the user asks of the JVM: we leave out what the JVM would refuse beside it.
readonly ASKED_OPTIONS="${DISPATCHERD_JAVA_OPTS:-} ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${_JAVA_OPTIONS:-}"

# For a JVM that lives for a moment. It begins small, and has room for the list of 100,000 tasks that wait.
readonly CONTROL_OPTIONS=(-XX:TieredStopAtLevel=1 -Xms64m -Xmx1g)
readonly CONTROL_COLLECTOR=-XX:+UseSerialGC

# For the service: it moves messages, and needs room for those that wait. This collector makes more room
# for what is young when much comes, and works on all processors.
readonly SERVICE_OPTIONS=(-Xms16m -XX:MetaspaceSize=48m)
readonly SERVICE_COLLECTOR=-XX:+UseParallelGC

# For the dashboard: pages are small, and made for few.
readonly DASHBOARD_OPTIONS=(-XX:TieredStopAtLevel=1 -Xms16m -Xmx128m)
readonly DASHBOARD_COLLECTOR=-XX:+UseSerialGC

# What logs, so that it needn't be looked for in each jar; what is chosen needn't be said.
readonly LOGGING=(-Dslf4j.provider=io.dispatcherd.cli.logging.ProgramLoggingProvider -Dslf4j.internal.verbosity=WARN)

# Anywhere inside the project, the project's own dispatcher.yml is the one in the working directory.
go_to_configuration() {
  if [[ ! -e dispatcher.yml && $PWD/ == "$root"/* ]]; then
    cd "$root"
  fi
}

# What a shell without job control starts in the background ignores SIGINT, and a JVM leaves that so. Our
# programs are to end with it all the same, where env knows how. Sets: heeding, the words to start with.
heed_interrupts() {
  heeding=()
  if ignores_interrupts && env --default-signal=INT true 2>/dev/null; then
    heeding=(env --default-signal=INT)
  fi
}

# Whether this process ignores SIGINT, as Linux has it: a mask of signals, in which that is the second bit.
ignores_interrupts() {
  local key value mask=0
  [[ -r /proc/$$/status ]] || return 1
  while read -r key value; do
    if [[ $key == SigIgn: ]]; then
      mask=$value
    fi
  done <"/proc/$$/status"
  ((16#${mask: -1} & 2))
}

# Sets: worker_path, all jars that workers need, in one order, which is a part of what makes a cache
# usable; library_path, which is all but dashboard_path, what only the dashboard needs.
list_libraries() {
  local IFS=: worker_jars=("$LIB"/*.jar) jars=("$LIB"/*.jar "$LIB"/programs/*.jar)
  local dashboard_jars=("$LIB"/dashboard/*.jar)
  worker_path="${worker_jars[*]}"
  library_path="${jars[*]}"
  dashboard_path="${dashboard_jars[*]}"
}

# Whether these arguments are about the dashboard.
concern_dashboard() {
  local word
  for word in "$@"; do
    case $word in dashboard | dashboard-user | dashboard-token) return 0 ;; esac
  done
  return 1
}

# Whether the configuration is the demo's: no file is named, and the one that would be found is the project's own.
is_demo() {
  [[ $# == 0 && -z ${DISPATCHERD_CONFIG_FILE:-} && -e $root/bin/lib/build.sh && -e $root/dispatcher.yml ]] || return 1
  [[ ! -e dispatcher.yml && $PWD/ == "$root"/* ]] || [[ dispatcher.yml -ef $root/dispatcher.yml ]]
}

# This collector, unless another is asked for: a JVM refuses to be given two. Sets: collector.
choose_collector() {
  local pattern='-XX:\+Use[A-Za-z0-9]+GC([[:space:]]|$)'
  collector=("$1")
  if [[ $ASKED_OPTIONS =~ $pattern ]]; then
    collector=()
  fi
}

# How often a JVM looks for monitors to give back: four times a second, which a service at rest does more
# often than anything else. An option that comes and goes, and a JVM refuses one that it doesn't know.
# Sets: restful.
choose_restful_options() {
  restful=()
  if [[ $1 == 25 ]]; then
    restful=(-XX:+UnlockDiagnosticVMOptions -XX:AsyncDeflationInterval=10000)
  fi
}

# In the locale C, as under cron and in bare containers, a JVM reads arguments and names of files as ASCII
# and loses all other characters. So it gets C.UTF-8 there. Bash itself tells what the locale is: this
# letter has two bytes, and one character where they are read as UTF-8.
choose_encoding() {
  local letter=$'\xc3\xa9' encoding
  [[ ${#letter} != 1 ]] || return 0
  encoding=$(locale charmap 2>/dev/null) || encoding=
  case $encoding in
    '' | ANSI_X3.4-1968 | US-ASCII | 646) export LC_ALL=C.UTF-8 ;;
  esac
}

# An agent that has a logging library of its own, such as OpenTelemetry's, would heed our choice too, and
# not find that class. Sets: logging.
choose_logging() {
  logging=("${LOGGING[@]}")
  if [[ $ASKED_OPTIONS == *-javaagent:* ]]; then
    logging=(-Dslf4j.internal.verbosity=WARN)
  fi
}

# Runs a command in front of which this process stays, as process 1 of a container has to: it becomes the
# parent of every process whose own parent has ended, and a zombie would stay of each that it doesn't wait
# for. Bash does that for all of them by itself, a JVM can't. Hands signals on, and ends as the command does.
run_as_init() {
  local child='' early='' signal status=0
  for signal in TERM INT HUP QUIT; do
    # Expanded now on purpose.
    # shellcheck disable=SC2064
    trap "hand_on $signal" "$signal"
  done
  set -m # Without job control, what runs beside a script ignores SIGINT.
  "$@" <&0 &
  child=$!
  set +m # It also has bash say how jobs end.
  [[ -z $early ]] || kill -s "$early" "$child"
  wait "$child" || status=$?
  while kill -0 "$child" 2>/dev/null; do # It was a signal that has ended the wait.
    status=0
    wait "$child" || status=$?
  done
  status=0
  wait "$child" || status=$?
  exit "$status"
}

hand_on() {
  if [[ -n $child ]]; then
    kill -s "$1" "$child" 2>/dev/null || true
  else
    early=$1
  fi
}

# Becomes a JVM that runs a class: launch CLASS COLLECTOR [JVM OPTION…] -- [ARGUMENT…]. It takes the place
# of this process, so that signals reach it; but as process 1 this one stays.
launch() {
  local class=$1 options=() java_home java_version heeding collector restful logging become=exec
  choose_collector "$2"
  shift 2
  while [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift
  find_java java
  go_to_configuration
  choose_restful_options "$java_version"
  # Split into words on purpose.
  # shellcheck disable=SC2206
  options+=(${DISPATCHERD_JAVA_OPTS:-})
  heed_interrupts
  choose_encoding
  choose_logging
  (($$ != 1)) || become=run_as_init
  "$become" ${heeding[@]+"${heeding[@]}"} "$java_home/bin/java" \
    ${collector[@]+"${collector[@]}"} ${restful[@]+"${restful[@]}"} "${logging[@]}" "${options[@]}" "$class" "$@"
}
