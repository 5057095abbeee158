#!/usr/bin/env bash
# The seed incident, when it lies beside the repository: the same bytes. Exit code 4 says
# that it is not there, and ctest's summary that it was not compared.
#   seed.sh SCRIBE SOURCE_DIR
set -euo pipefail
seed=$2/../shared/seed
[[ -f $seed/transcript.jsonl ]] || { echo "the seed is not beside this clone; it was not compared"; exit 4; }
for zone in UTC Asia/Kolkata America/St_Johns; do
  TZ=$zone LC_ALL=C "$1" replay "$seed/transcript.jsonl" | cmp - "$seed"/*.md
done
echo "the seed document, byte for byte, in three time zones"
