# Finds a JDK. To be sourced; defines functions and nothing else. What they find is in variables, not
# printed: a subshell to catch it costs milliseconds, for which whoever types a command waits.

readonly NEEDED_JAVA=25

# Sets: java_version, the feature version (25 of 25.0.1) of the Java in a folder; empty if there is none.
read_java_version() {
  local home=$1 line
  java_version=
  [[ -x $home/bin/java ]] || return 0
  if [[ -r $home/release ]]; then # faster than starting a JVM
    while IFS= read -r line; do
      case $line in JAVA_VERSION=*) java_version=${line#*=} ;; esac
    done <"$home/release"
  else
    java_version=$("$home/bin/java" -version 2>&1 | sed -n 's/.* version \("[^"]*"\).*/\1/p')
  fi
  java_version=${java_version#\"}
  java_version=${java_version%%[!0-9]*}
}

# Sets: java_candidates, where Java may be, the user's choice first.
list_java_candidates() {
  local places=(
    /usr/lib/jvm/*
    /usr/java/*
    /usr/local/java/*
    /usr/local/*jdk*
    /opt/*jdk*
    /opt/*java*
    /opt/java/*
    /opt/jdk/*
    "${HOME:-}"/.sdkman/candidates/java/*
    "${HOME:-}"/.jdks/*
    "${HOME:-}"/.asdf/installs/java/*
    "${HOME:-}"/.local/share/mise/installs/java/*
    /Library/Java/JavaVirtualMachines/*/Contents/Home
    "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
  )
  java_candidates=()
  if [[ -n ${JAVA_HOME:-} ]]; then
    java_candidates+=("$JAVA_HOME")
  fi
  find_java_in_path "${places[@]}"
  if [[ -n $home_in_path ]]; then
    java_candidates+=("$home_in_path")
  fi
  java_candidates+=("${places[@]}")
}

# Sets: home_in_path, the folder of the Java whose java is in the PATH; empty if there is none. Mostly
# it's one of these folders, which is seen without following links.
find_java_in_path() {
  local folders folder home program=
  home_in_path=
  IFS=: read -r -a folders <<<"${PATH:-}"
  for folder in ${folders[@]+"${folders[@]}"}; do
    if [[ -x $folder/java && ! -d $folder/java ]]; then
      program=$folder/java
      break
    fi
  done
  [[ -n $program ]] || return 0
  for home in "$@"; do
    if [[ $home/bin/java -ef $program ]]; then
      home_in_path=$home
      return
    fi
  done
  resolve_links "$program"
  home_in_path=${resolved%/bin/java}
}

# Sets: java_home, the first folder with a Java that is new enough and has a program in bin/: java to run,
# javac to compile; and java_version. Fails with an explanation if there is none.
find_java() {
  local wanted=$1 home java_candidates home_in_path found=
  list_java_candidates
  for home in "${java_candidates[@]}"; do
    read_java_version "$home"
    [[ -n $java_version ]] || continue
    if ((java_version >= NEEDED_JAVA)) && [[ -x $home/bin/$wanted ]]; then
      java_home=$home
      return 0
    fi
    found+="  Java $java_version in $home"$'\n'
  done
  {
    printf 'No JDK %s or newer found: install one, or let JAVA_HOME name it.\n' "$NEEDED_JAVA"
    if [[ -n $found ]]; then
      printf 'Found, but too old or without %s:\n%s' "$wanted" "$found"
    fi
  } >&2
  return 1
}

# Sets: resolved, the file itself that symbolic links lead to.
resolve_links() {
  resolved=$1
  while [[ -L $resolved ]]; do
    local folder=${resolved%/*}
    resolved=$(readlink "$resolved")
    [[ $resolved == /* ]] || resolved=$folder/$resolved
  done
}
