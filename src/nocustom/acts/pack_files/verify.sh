#!/usr/bin/env bash
# Checks this folder without the program that wrote it: bash, jq, sha256sum, ssh-keygen (OpenSSH 8.2 or newer).
# Exit code 0: all of this holds. 5: something does not, and is named. 3: a tool is missing.
#
#   every file is the one of SHA256SUMS
#   every line is canonical JSON and follows the one before it by its hash
#   every act is signed by the person it names, in a role that the roster before it gives that key
#   a new roster is signed by enough of the roots before it, and by every key that is new in it
#   the checkpoint is the Merkle root over all lines; each witness signed the root of the first lines
#
# What it does not check: the rules of an approval (who may decide what), which the program does: README.txt.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")"
for tool in jq sha256sum ssh-keygen base64 od; do
  command -v "$tool" > /dev/null || { echo "not checked: $tool is missing" >&2; exit 3; }
done
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad() { echo "BAD: $*" >&2; exit 5; }
ns=nocustom-v1

good() { # good ALLOWED PERSON ROLE: whether $tmp/sig is that person's signature of $tmp/message in that role; and $key
  key=$(ssh-keygen -Y verify -f "$1" -I "$2" -n "$ns-$3" -s "$tmp/sig" < "$tmp/message" 2> /dev/null) || return 1
  key=${key##* }
}
as() { sed "s/namespaces=\"[^\"]*\"/namespaces=\"$ns-$1\"/"; } # the same keys, all of them in one role
node() { # the hash over two others
  local hex=01$1$2 bytes= at
  for ((at = 0; at < ${#hex}; at += 2)); do bytes+="\\x${hex:at:2}"; done
  hashed=$(printf "$bytes" | sha256sum)
  hashed=${hashed%% *}
}
merkle() { # merkle N: the root over the first N lines (RFC 6962)
  local level=("${leaves[@]:0:$1}") next at
  while ((${#level[@]} > 1)); do
    next=()
    for ((at = 0; at + 1 < ${#level[@]}; at += 2)); do node "${level[at]}" "${level[at + 1]}"; next+=("$hashed"); done
    ((${#level[@]} % 2)) && next+=("${level[-1]}")
    level=("${next[@]}")
  done
  root=${level[0]}
}
checkpoint() { # checkpoint FILE: its size and root are those of the lines so far
  mapfile -t said < "$1"
  [ "${#said[@]}" = 3 ] && [ "${said[0]}" = "$origin" ] || bad "$1 is no checkpoint of $origin"
  ((said[1] > 0 && said[1] <= ${#leaves[@]})) || bad "$1 is of ${said[1]} lines"
  merkle "${said[1]}"
  [ "$(base64 -d <<< "${said[2]}" | od -An -v -tx1 | tr -d ' \n')" = "$root" ] || bad "$1 has another root"
}
roster_set() { # a new roster, signed by the roots before it and by the keys that are new
  jq -j '.stmt | fromjson | .roots' <<< "$line" > "$tmp/new-roots"
  jq -j '.stmt | fromjson | .roster' <<< "$line" > "$tmp/new-roster"
  [ -s "$tmp/roots" ] && judges=$tmp/roots || judges=$tmp/new-roots
  local needed=1 count=0 at signed=" " each
  (($(wc -l < "$judges") > 1)) && needed=2
  cat "$tmp/new-roots" "$tmp/new-roster" | as enroll > "$tmp/enroll"
  local people=" "
  for ((at = 0; at < signatures; at++)); do
    signature "$at"
    if [ "$role" = roster ]; then
      good "$judges" "$by" roster || bad "line $seq: $by is no root before it, or did not sign this"
      [[ $people == *" $by "* ]] && bad "line $seq: $by signed twice"
      people+="$by "; count=$((count + 1))
    else
      good "$tmp/enroll" "$by" enroll || bad "line $seq: $by proves no key"
    fi
    signed+="$key "
  done
  ((count >= needed)) || bad "line $seq: $count of $needed roots signed"
  while read -r each; do
    [[ $known$signed == *" $each "* ]] || bad "line $seq: the new key $each did not sign"
  done < <(cut -d ' ' -f 3- "$tmp/enroll" | ssh-keygen -lf - | cut -d ' ' -f 2)
  known=$(cut -d ' ' -f 3- "$tmp/enroll" | ssh-keygen -lf - | cut -d ' ' -f 2 | tr '\n' ' ')
  known=" $known"
  mv "$tmp/new-roots" "$tmp/roots"; mv "$tmp/new-roster" "$tmp/roster"
}
signature() { # signature N: the Nth one of the line
  jq -r ".sigs[$1] | \"\(.by) \(.ns)\", .sig" <<< "$line" > "$tmp/sigs"
  read -r by role < "$tmp/sigs"
  tail -n +2 "$tmp/sigs" > "$tmp/sig"
  role=${role#"$ns-"}
}
restored() { # back to an earlier copy: as many roots as it takes
  local needed=1 people=" " at
  (($(wc -l < "$tmp/roots") > 1)) && needed=2
  for ((at = 0; at < signatures; at++)); do
    signature "$at"
    good "$tmp/roots" "$by" roster || bad "line $seq: $by is no root, or did not sign this"
    [[ $people == *" $by "* ]] && bad "line $seq: $by signed twice"
    people+="$by "
  done
  (($(wc -w <<< "$people") >= needed)) || bad "line $seq: fewer than $needed roots signed"
  echo "line $seq: restored from a copy of $seq lines; $(jq -j '.stmt | fromjson | .known_size' <<< "$line") were known"
}

sha256sum --quiet --strict -c SHA256SUMS || bad "a file is not that of SHA256SUMS"
jq -cS . ledger.jsonl | cmp -s - ledger.jsonl || bad "a line is not canonical JSON"
origin=$(head -n 1 ledger.jsonl | jq -j '.stmt | fromjson | .ledger')
leaves=(); seq=0; prev=null; witnessed=0; known=" "
: > "$tmp/roots"; : > "$tmp/roster"
while IFS= read -r line; do
  read -r said_seq said_prev type signatures person < <(
    jq -r '"\(.seq) \(.prev) \(.type) \(.sigs | length) \(if .stmt then .stmt | fromjson | .by else .body.by end)"' <<< "$line"
  )
  [ "$said_seq $said_prev" = "$seq $prev" ] || bad "line $seq does not follow the one before it"
  jq -j '.stmt // ""' <<< "$line" > "$tmp/message"
  if [ "$type" = roster.set ]; then
    roster_set
  elif [ "$type" = ledger.restored ]; then
    restored
  elif [ "$type" = witness.added ]; then
    jq -j .body.cosignature <<< "$line" > "$tmp/message"
    jq -j .body.sig <<< "$line" > "$tmp/sig"
    by=$person
    good "$tmp/roster" "$by" witness || bad "line $seq: $by is no witness, or did not sign this"
    [ "$(head -n 1 "$tmp/message")" = cosignature/v1 ] || bad "line $seq: no witness's message"
    tail -n +3 "$tmp/message" > "$tmp/seen"
    checkpoint "$tmp/seen"
    ((said[1] >= witnessed)) || bad "line $seq: the witness before it saw more"
    witnessed=${said[1]}
    name=$(printf 'witness/%07d' "$seq")
    cmp -s "$tmp/message" "$name" && cmp -s "$tmp/sig" "$name.sig" || bad "$name is not what line $seq says"
    echo "$name: the first $witnessed lines, by $by, on $(date -u -d "@$(sed -n 's/^time //p' "$name")" 2> /dev/null ||
      sed -n 's/^time //p' "$name")"
  elif [ -s "$tmp/message" ]; then
    signature 0
    [ "$person" = "$by" ] || bad "line $seq: signed by somebody else"
    good "$tmp/roster" "$by" "$role" || bad "line $seq: not signed by $by as $role"
  fi
  hash=$({ printf '\0'; printf '%s' "$line"; } | sha256sum)
  prev=${hash%% *}; leaves+=("$prev"); seq=$((seq + 1))
done < ledger.jsonl
checkpoint checkpoint
[ "${said[1]}" = "$seq" ] || bad "the checkpoint is of ${said[1]} lines, and here are $seq"
cmp -s "$tmp/roots" roots && cmp -s "$tmp/roster" roster || bad "roots or roster are not what the lines say"
if [ -e checkpoint.sig ]; then
  cp checkpoint "$tmp/message"; cp checkpoint.sig "$tmp/sig"
  by=$(ssh-keygen -Y find-principals -f roster -s checkpoint.sig 2> /dev/null | head -n 1) || true
  good roster "$by" checkpoint || bad "the checkpoint is not signed by the host"
  echo "checkpoint: signed by the host's key of $by"
else
  echo "checkpoint: not signed by the host"
fi
echo "$origin: $seq lines, root $root"
echo "a witness has seen the first $witnessed lines; the $((seq - witnessed)) after them have no witness yet"
echo "compare these with the fingerprints on your paper:"
cut -d ' ' -f 3- roots | ssh-keygen -lf -
echo "GOOD"
