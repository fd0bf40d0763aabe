# Builds what the programs run from. To be sourced, after java.sh and with $root set.

readonly LIB=$root/cli/target/lib
readonly BUILT=$root/cli/target/built # as old as the sources that the build saw
readonly CACHES=$root/cli/target/caches
readonly BUILD_LOG=$root/target/build.log
readonly BUILD_LOCK=$root/target/build.lock

is_built() { [[ -e $BUILT ]]; }

# Whether a source file is newer than what was built from it.
is_stale() {
  local changed
  changed=$(find "$root/pom.xml" "$root"/{client,embedded,queue,rabbitmq,service,examples,dashboard,cli}/{pom.xml,src/main} \
    -newer "$BUILT" -print 2>/dev/null | head -n 1)
  [[ -n $changed ]]
}

# Builds once, even if two terminals ask for it at the same time.
build() {
  if ! command -v mvn >/dev/null; then
    echo "Maven is needed to build, and there is no mvn in the PATH: install Maven 3.8 or newer." >&2
    return 1
  fi
  local java_home
  find_java javac
  mkdir -p "$root/target"
  lock_build
  trap unlock_build EXIT
  if ! is_built || is_stale; then
    run_maven "$java_home"
  fi
  unlock_build
  trap - EXIT
}

lock_build() {
  local owner waited=
  until mkdir "$BUILD_LOCK" 2>/dev/null; do
    owner=$(cat "$BUILD_LOCK/pid" 2>/dev/null || true)
    if [[ -n $owner ]] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$BUILD_LOCK" # left by a build that was killed
    elif [[ -z $waited ]]; then
      echo "Waiting for another build to end (process ${owner:-unknown}) …" >&2
      waited=yes
    fi
    sleep 0.3
  done
  echo $$ >"$BUILD_LOCK/pid"
}

unlock_build() { rm -rf "$BUILD_LOCK"; }

run_maven() {
  local jdk=$1 begin=$SECONDS seen=$root/target/build.begin
  if is_built; then
    echo "Sources have changed: building again (log: ${BUILD_LOG#"$root/"})" >&2
  else
    echo "Building dispatcherd, only this once (log: ${BUILD_LOG#"$root/"})" >&2
    [[ -d ${HOME:-}/.m2/repository ]] || echo "Maven fetches libraries first, which may take minutes" >&2
  fi
  touch "$seen"
  # Tells the toolchain where the JDK is, while Maven itself keeps its own Java if it has one.
  export JAVA25_HOME=$jdk
  if [[ -z ${JAVA_HOME:-} ]] && ! command -v java >/dev/null; then
    export JAVA_HOME=$jdk
  fi
  if ! (cd "$root" && mvn -B -ntp -Dstyle.color=never -Pquick -pl cli,examples -am package) 2>&1 |
    tee "$BUILD_LOG" | show_progress; then
    echo "The build failed:" >&2
    # What comes after the first of these is advice on Maven.
    grep -F '[ERROR]' "$BUILD_LOG" | sed '/-> \[Help 1\]/q' | head -n 20 >&2 ||
      tail -n 20 "$BUILD_LOG" >&2
    echo "See $BUILD_LOG" >&2
    return 1
  fi
  # What only the programs need was beside the rest in an older build.
  local jar
  for jar in "$LIB"/programs/*.jar; do
    rm -f "$LIB/${jar##*/}"
  done
  echo "  preparing quick starts" >&2
  rm -rf "$CACHES"
  make_caches "$jdk" || true # they only save time
  mv "$seen" "$BUILT"
  echo "Built in $((SECONDS - begin)) s" >&2
}

# One line for each module, from Maven's "[INFO] Building dispatcherd client 0.2.0  [2/7]".
show_progress() {
  local line
  while IFS= read -r line; do
    if [[ $line =~ Building\ (dispatcherd\ .*)\ [0-9].*\ \[([0-9]+/[0-9]+)\]$ ]]; then
      echo "  ${BASH_REMATCH[2]} ${BASH_REMATCH[1]}" >&2
    fi
  done
}
