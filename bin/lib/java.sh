# Finds a JDK. To be sourced; defines functions and nothing else.

readonly NEEDED_JAVA=25

# The feature version (25 of 25.0.1) of the Java in a folder; nothing if there is none.
java_version() {
  local home=$1 line version=
  [[ -x $home/bin/java ]] || return 0
  if [[ -r $home/release ]]; then # faster than starting a JVM
    while IFS= read -r line; do
      case $line in JAVA_VERSION=*) version=${line#*=} ;; esac
    done <"$home/release"
  else
    version=$("$home/bin/java" -version 2>&1 | sed -n 's/.* version \("[^"]*"\).*/\1/p')
  fi
  version=${version#\"}
  version=${version%%[!0-9]*}
  printf '%s' "$version"
}

# Where Java may be, the user's choice first, one folder a line.
java_candidates() {
  local program home
  [[ -z ${JAVA_HOME:-} ]] || printf '%s\n' "$JAVA_HOME"
  if program=$(command -v java); then
    program=$(resolve_links "$program")
    printf '%s\n' "${program%/bin/java}"
  fi
  for home in \
    /usr/lib/jvm/* \
    /usr/java/* \
    /usr/local/java/* \
    /usr/local/*jdk* \
    /opt/*jdk* \
    /opt/*java* \
    /opt/java/* \
    /opt/jdk/* \
    "${HOME:-}"/.sdkman/candidates/java/* \
    "${HOME:-}"/.jdks/* \
    "${HOME:-}"/.asdf/installs/java/* \
    "${HOME:-}"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    printf '%s\n' "$home"
  done
}

# Prints the first folder with a Java that is new enough and has a program in bin/: java to run,
# javac to compile. Fails with an explanation if there is none.
find_java() {
  local wanted=$1 home version found=
  while IFS= read -r home; do
    version=$(java_version "$home")
    [[ -n $version ]] || continue
    if ((version >= NEEDED_JAVA)) && [[ -x $home/bin/$wanted ]]; then
      printf '%s\n' "$home"
      return 0
    fi
    found+="  Java $version in $home"$'\n'
  done < <(java_candidates)
  {
    printf 'No JDK %s or newer found: install one, or let JAVA_HOME name it.\n' "$NEEDED_JAVA"
    if [[ -n $found ]]; then
      printf 'Found, but too old or without %s:\n%s' "$wanted" "$found"
    fi
  } >&2
  return 1
}

# Follows symbolic links to the file itself.
resolve_links() {
  local file=$1 folder
  while [[ -L $file ]]; do
    folder=$(cd -P "$(dirname "$file")" && pwd)
    file=$(readlink "$file")
    [[ $file == /* ]] || file=$folder/$file
  done
  printf '%s/%s\n' "$(cd -P "$(dirname "$file")" && pwd)" "$(basename "$file")"
}
