#!/usr/bin/env bash
# Gradescope runs this once, when the image is made: installs what is missing, unpacks the repository, compiles the grader, and
# grades an empty submission, so that a student's waits for the changed files only.
set -euo pipefail
root=${AUTOGRADER:-/autograder}
source=$root/source

packages=(libpng-dev libfreetype-dev libopenblas-dev pkg-config libcurl4-openssl-dev libxml2-dev libncurses-dev libpython3-dev binutils gcc libc6-dev libstdc++-13-dev git curl ca-certificates bubblewrap util-linux)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" -eq 0 ] && [ -z "${NO_INSTALL:-}" ]; then
  apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"
fi

if ! command -v swift > /dev/null; then
  . /etc/os-release
  release=${SWIFT_RELEASE:-swift-6.3.1-RELEASE}
  folder=${release%-RELEASE}-release
  curl -fsSL "https://download.swift.org/$folder/ubuntu${VERSION_ID//./}/$release/$release-ubuntu$VERSION_ID.tar.gz" | tar -xz -C /opt
  ln -sf "/opt/$release-ubuntu$VERSION_ID/usr/bin/"* /usr/local/bin/
fi

mkdir -p "$source/repository" "$source/empty/Sources"
tar -xzf "$source/repository.tar.gz" -C "$source/repository"
# Solutions run as another user, who is not to read this.
chmod 700 "$source"
cd "$source/repository"
# The image may run on another kind of processor than this one.
export DEEPBELIEF_PORTABLE=1
swift build --product assignment
.build/debug/assignment grade "$source/empty" --tasks "$(cat "$source/tasks")" --out "$source/first"
