#!/bin/sh
# Fetches what this folder holds from npm's registry, at the versions named here, and checks it.
# Run it here: sh fetch.sh. To take a newer version, change it and SHA256SUMS together.
set -eu
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fetch() { # package@version, our folder, files of the package
    package=$1 ours=$2
    shift 2
    (cd "$folder" && npm pack --silent "$package" >/dev/null && tar xzf ./*.tgz && rm ./*.tgz)
    mkdir -p "$ours"
    for file in "$@"; do
        cp "$folder/package/$file" "$ours/$(basename "$file")"
    done
    rm -r "$folder/package"
}

fetch leaflet@1.9.4 leaflet LICENSE dist/leaflet.css dist/leaflet.js
fetch leaflet@1.9.4 leaflet/images dist/images/layers.png dist/images/layers-2x.png dist/images/marker-icon.png
fetch topojson-client@3.1.0 topojson-client LICENSE dist/topojson-client.min.js
fetch world-atlas@2.0.2 world-atlas LICENSE countries-50m.json
# The one change: the last line names a source map, which is left out and which collectstatic would miss.
sed -i '/^\/\/# sourceMappingURL=/d' leaflet/leaflet.js
sha256sum --check SHA256SUMS
