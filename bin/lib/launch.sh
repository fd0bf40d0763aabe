# Starts our programs. To be sourced with $root set to the project's folder.

. "$root/bin/lib/java.sh"
. "$root/bin/lib/build.sh"

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
  if [[ $(trap -p INT) == *"''"* ]] && env --default-signal=INT true 2>/dev/null; then
    heeding=(env --default-signal=INT)
  fi
}

# Becomes a JVM that runs a class: launch CLASS [JVM OPTION…] -- [ARGUMENT…]. It takes the place of
# this process, so that signals reach it.
launch() {
  local class=$1 java_home options=() heeding
  shift
  while [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift
  java_home=$(find_java java)
  go_to_configuration
  # Split into words on purpose.
  # shellcheck disable=SC2206
  options+=(${DISPATCHERD_JAVA_OPTS:-})
  heed_interrupts
  exec ${heeding[@]+"${heeding[@]}"} "$java_home/bin/java" "${options[@]}" "$class" "$@"
}
