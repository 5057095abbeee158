#!/usr/bin/env bash
# The reference pages in docs/ are what the program prints from its tables, and every
# relative link in the documentation leads somewhere.
#   reference_pages.sh SCRIBE SOURCE_DIR [--update]
set -euo pipefail
scribe=$1 root=$2 failed=0
declare -A pages=(
  [commands]=docs/commands.md [settings]=docs/settings.md [rca-variables]=docs/rca-variables.md
  [slack-manifest]=deploy/slack-manifest.yaml [slack-needs]=docs/slack-needs.md
)
for page in "${!pages[@]}"; do
  file=$root/${pages[$page]}
  if [[ ${3-} == --update ]]; then
    "$scribe" reference "$page" >"$file"
  elif ! diff -u "$file" <("$scribe" reference "$page"); then
    echo "${pages[$page]} is not what 'scribe reference $page' prints; run tests/docs/reference_pages.sh $scribe . --update"
    failed=1
  fi
done
while IFS=: read -r file link; do
  target=${link%%#*}
  [[ -z $target || $target == *://* ]] && continue
  if [[ ! -e $(dirname "$file")/$target ]]; then
    echo "${file#"$root"/}: the link to '$link' leads nowhere"
    failed=1
  fi
done < <(grep -oHE '\]\([^) ]+\)' "$root"/README.md "$root"/docs/*.md | sed -E 's/\]\(([^)]*)\)/\1/')
exit "$failed"
