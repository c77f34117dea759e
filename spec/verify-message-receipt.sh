#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Verifies the receipt of a message (receipt.md, 30) with OpenSSL and nothing of IIMS: sh, awk, sed, grep, od, and `openssl`.
#
#   sh verify-message-receipt.sh RECEIPT TRUST-ROOT
#
# Hashes, paths and Ed25519 signatures with any OpenSSL from 3.0 on; ML-DSA signatures, and with them the witnesses, from 3.5 on. What it
# does not look at it says. OPENSSL in the environment names another program.
set -eu
export LC_ALL=C
openssl=${OPENSSL:-openssl}

main() {
  if [ $# -ne 2 ]; then
    echo 'usage: sh verify-message-receipt.sh RECEIPT TRUST-ROOT' >&2
    exit 2
  fi
  receipt=$1 root=$2
  dir=$(mktemp -d)
  trap 'rm -rf "$dir"' EXIT
  if "$openssl" list -signature-algorithms | grep -qi 'ml-dsa-65'; then lattice=yes; else lattice=no; fi
  [ "$(word_of type)" = iims/message-receipt/1 ] || no 'the file is the receipt of a message'
  grep -q '^  "roots": \[\]$' "$receipt" || no 'root 1 alone was in force: later roots are not followed here'
  sed -n 's/^{"body":"\([^"]*\)".*/\1/p' "$root" | unbase64 >"$dir/root"
  federation=$(sed -n 's/^{"format":1,"type":"root","federation":"\([^"]*\)","version":1,.*/\1/p' "$dir/root")
  [ -n "$federation" ] || no 'the root of trust is root 1 of a federation'
  verify_documents
  verify_receipt
  verify_entry
  verify_witnesses
  judge_key
  [ $lattice = yes ] || echo '--  ML-DSA and witnesses: not looked at, since this OpenSSL knows no ML-DSA'
  echo "YES. $recipient received message $(word_of messageId) of $sender, number $((0x$sequence)), at $((0x$received_at)) ms since 1970."
}

# 5: each document is signed by as many officers of its State as root 1 demands, each once, and every signature holds.
verify_documents() {
  sed -n '/^  "documents": \[$/,/^  \],$/p' "$receipt" |
    sed -nE 's/^ *"(state|body|holder|ed25519|mldsa65)": "([^"]*)",?$/\1 \2/p' >"$dir/lines"
  state='' number=0 next=state
  while read -r name value; do
    # Nothing counts that is not followed by what proves it, and no body comes after the signatures of another.
    [ "$name" = "$next" ] || [ "$name $next" = 'state holder' ] || no 'a document is its State, its body, and of each signature holder and both keys'
    case $name in
      state) end_document; begin_document "$value"; next=body ;;
      body) next=holder; printf %s "$value" | unbase64 >"$file"
        { { lp_text iims/trust/state; length_of $(wc -c <"$file"); } | unhex; cat "$file"; } >"$dir/signed" ;;
      holder)
        officer=$(holder=$value awk -F '\t' '$1 "" == ENVIRON["holder"] "" { print $2 " " $3 }' "$dir/officers")
        case "$seen" in *"|$value|"*) no "each officer of $state signs once" ;; esac
        [ -n "$officer" ] || no "officers of $state signed its document"
        seen="$seen|$value|" next=ed25519 ;;
      ed25519) next=mldsa65; verify ed25519 "$(printf %s "${officer% *}" | hex_of_64)" "$(printf %s "$value" | hex_of_64)" || no "every signature under the document of $state holds" ;;
      mldsa65) next=holder good=$((good + 1)); verify ml-dsa-65 "$(printf %s "${officer#* }" | hex_of_64)" "$(printf %s "$value" | hex_of_64)" || no "every signature under the document of $state holds" ;;
    esac
  done <"$dir/lines"
  [ "$next" = holder ] || no 'the file has documents, each with both signatures of each holder'
  end_document
}

begin_document() {
  state=$1 number=$((number + 1)) good=0 seen='' officer=''
  printf %s "$state" | grep -Eq '^[A-Z]{3}$' || no 'a document is of a State'
  file=$dir/document.$number
  sed -n "s/.*\"$state\":{\"threshold\":\([0-9]*\),\"officers\":\[\([^]]*\).*/\1 \2/p" "$dir/root" >"$dir/delegation"
  tr '}' '\n' <"$dir/delegation" | sed -nE 's/.*"holder":"([^"]*)","ed25519":"([^"]*)","mldsa65":"([^"]*)".*/\1	\2	\3/p' >"$dir/officers"
}

end_document() {
  [ -n "$state" ] || return 0
  threshold=$(sed 's/ .*//' "$dir/delegation")
  [ -n "$threshold" ] && [ "$good" -ge "$threshold" ] || no "as many officers of $state signed its document as root 1 demands"
  # The beginning of a document is what counts: further on a State may write what it likes.
  sed -nE 's/^\{"format":1,"type":"state","federation":"([^"]*)","version":([0-9]+),"createdAt":([0-9]+),"expiresAt":([0-9]+),"state":"([A-Z]{3})",.*/\5 \2 \3 \4 \1/p' "$file" >"$file.says"
  # A line without its end makes `read` fail, though it reads.
  read -r named version created_at expires_at of <"$file.says" || [ -n "$named" ] || no 'a document is one of a State'
  [ "$named $of" = "$state $federation" ] || no "the document is that of $state in this federation"
  echo "$state $file $version $created_at $expires_at" >>"$dir/documents"
  echo "ok  document of $state, version $version, signed by $good of its officers"
}

# 22: both keys of one pair of the recipient signed the batch to which the digest of the receipt leads.
verify_receipt() {
  word_of receipt | hex_of_64 | cbor >"$dir/receipt"
  part receipt body | cbor >"$dir/body"
  part receipt batch | cbor >"$dir/batch"
  recipient=$(part body recipient) sender=$(part body sender) sequence=$(whole body sequence)
  received_at=$(whole body receivedAt) signer=$(part body signer) message=$(part body messageId)
  [ "$(word_of recipient) $(word_of sender)" = "$recipient $sender" ] && [ "$(word_of messageId | tr -d -)" = "$message" ] &&
    [ "$(word_of envelope)" = "$(part body envelope)" ] || no 'what stands in words is what the receipt says'
  find_signer
  digest=$({ lp_text iims/message-receipt; lp "$(part receipt body)"; } | sha256)
  leaf=$({ printf 00; lp_text iims/batch/leaf; lp "$(part batch salt)" "$digest"; } | sha256)
  count=$(whole batch count) place=$(whole batch index)
  top=$(part batch path | climb "$leaf" $((0x$place)) $((0x$count))) || no 'the path of the batch fits'
  { lp_text iims/batch/sig; lp "$signer" "$(key_id ml-dsa-65 "$mldsa65")" "$(part batch signedAt)" "${count#????????}" "$top"; } | unhex >"$dir/signed"
  verify ed25519 "$ed25519" "$(part batch ed25519)" && verify ml-dsa-65 "$mldsa65" "$(part batch mldsa65)" || no "$recipient signed the receipt"
  echo "ok  receipt, signed by $recipient"
}

# Sets `listed` (a version), `ed25519` and `mldsa65`: of a document that was in force when the message was received.
find_signer() {
  listed=''
  while read -r state file version created_at expires_at; do
    [ "$state" = "$recipient" ] && [ "$created_at" -le $((0x$received_at + 300000)) ] && [ $((0x$received_at)) -lt $((expires_at + 259200000)) ] || continue
    for pair in $(pairs_in signing mldsa65 "$file"); do
      key=$(printf %s "${pair%:*}" | hex_of_64)
      [ "$(key_id ed25519 "$key")" = "$signer" ] || continue
      listed=$version ed25519=$key mldsa65=$(printf %s "${pair#*:}" | hex_of_64)
    done
  done <"$dir/documents"
  [ -n "$listed" ] || no "a document of $recipient that was in force then lists the key that signed"
}

# 22 and 10: the entry has the commitment that was signed, and leads to the root of a checkpoint of a log of the recipient.
verify_entry() {
  commitment=''
  salt=$(in_entry salt | hex_of_64) entry=$(in_entry body | hex_of_64)
  [ -n "$entry" ] || { echo '--  unlogged: the file holds no entry'; return 0; }
  commitment=$({ lp_text iims/entry; lp "$salt" "$entry"; } | sha256)
  [ "$commitment" = "$(part body entry)" ] || no 'the entry is the one that the receipt names'
  printf %s "$entry" | cbor >"$dir/entry"
  [ "$(part entry event) $(part entry state) $(part entry sequence)" = "message.received $sender $sequence" ] &&
    [ "$(part entry messageId | tr -d -) $(part entry at)" = "$message $received_at" ] &&
    [ "$(part entry envelope)" = "$(part body envelope)" ] || no 'the entry is about this message'
  printf '%b' "$(in_entry proof)" >"$dir/proof"
  echo >>"$dir/proof"
  sed '1,/^$/d' "$dir/proof" >"$dir/checkpoint"
  sed '/^$/,$d' "$dir/checkpoint" >"$dir/note"
  origin=$(sed -n 1p "$dir/note") size=$(sed -n 2p "$dir/note") tree=$(sed -n 3p "$dir/note" | hex_of_64)
  [ ${#tree} -eq 64 ] || no 'the checkpoint has a root'
  index=$(sed -n '2s/^index //p' "$dir/proof")
  printf '%s\n' "$index" "$size" | grep -Evqx '0|[1-9][0-9]{0,15}' && no 'the proof has an index and a size'
  [ "$(sed '1,2d; /^$/,$d' "$dir/proof" | each_hex_of_64 | climb "$(printf '00%s' "$commitment" | sha256)" "$index" "$size")" = "$tree" ] ||
    no 'the path leads from the entry to the root of the checkpoint'
  verify_checkpoint
  echo "ok  entry $index of $size in $origin, whose log signed that"
}

verify_checkpoint() {
  while read -r state file _; do
    [ "$state" = "$recipient" ] && grep -qF "\"log\":{\"origin\":\"$origin\",\"keys\":[" "$file" || continue
    for pair in $(pairs_in keys mldsa44 "$file"); do
      key=$(printf %s "${pair%:*}" | hex_of_64)
      line=$(line_of "$origin" 01 "$key")
      [ -n "$line" ] || continue
      cp "$dir/note" "$dir/signed"
      verify ed25519 "$key" "$line" || no 'the log signed the checkpoint'
      [ $lattice = no ] || [ -n "$(cosigned_at "$origin" "$(printf %s "${pair#*:}" | hex_of_64)")" ] || no 'the log signed the checkpoint with ML-DSA-44'
      return 0
    done
  done <"$dir/documents"
  no "a document of $recipient lists a key of the log that signed the checkpoint"
}

# 12: as many other States as root 1 demands, each once, cosigned the checkpoint with ML-DSA-44 and a time. Sets `witnessed_at`, in seconds,
# where they did: the earliest by which so many had, since a cosignature that comes later takes nothing away (witness.md, 15).
verify_witnesses() {
  witnessed_at=''
  [ -n "$commitment" ] && [ $lattice = yes ] || return 0
  while read -r state file _; do
    [ "$state" != "$recipient" ] || continue
    for key in $(tr ']' '\n' <"$file" | sed -n 's/.*"witness":\[//p' | tr '}' '\n' | sed -nE 's/.*"mldsa44":"([^"]*)".*/\1/p'); do
      cosigned_at "iims/$state/witness" "$(printf %s "$key" | hex_of_64)" | while read -r at; do echo "$((0x$at)) $state"; done
    done
  done <"$dir/documents" | sort -n | awk '$1 > 0 && !seen[$2]++' >"$dir/witnesses"
  quorum=$(sed -nE 's/^\{[^{]*"witnessQuorum":([0-9]+),.*/\1/p' "$dir/root")
  [ "$quorum" -ge 1 ] || quorum=1
  witnessed_at=$(sed -n "${quorum}s/ .*//p" "$dir/witnesses")
  if [ -n "$witnessed_at" ]; then echo "ok  witnessed by$(sed 's/^[0-9]*//' "$dir/witnesses" | tr -d '\n'), a quorum of $quorum by $witnessed_at s since 1970"
  else echo '--  provisional: no quorum of witnesses'; fi
}

# 23: a key that a later document lists no more counts only for what a quorum had seen before.
judge_key() {
  while read -r state file version created_at _; do
    [ "$state" = "$recipient" ] && [ "$version" -gt "$listed" ] || continue
    lists_key=no
    for pair in $(pairs_in signing mldsa65 "$file"); do
      if [ "$(printf %s "${pair%:*}" | hex_of_64)" = "$ed25519" ]; then lists_key=yes; fi
    done
    [ $lists_key = no ] || continue
    [ -n "$witnessed_at" ] && [ $((witnessed_at * 1000)) -le "$created_at" ] || no 'a quorum of witnesses saw the entry before the key was listed no more'
    echo "--  the key that signed is listed no more since $created_at ms since 1970; a quorum saw the entry before"
  done <"$dir/documents"
}

# Pairs of keys in a document, `ed25519:other` in base64, one a line.
pairs_in() {
  tr ']' '\n' <"$3" | sed -n "s/.*\"$1\":\[//p" | tr '}' '\n' | sed -nE "s/.*\"ed25519\":\"([^\"]*)\",\"$2\":\"([^\"]*)\".*/\1:\2/p"
}

# Under the checkpoint, what stands behind the key id in the line of a key: name, type, raw key. Nothing where there is no such line.
line_of() {
  id=$({ text_hex "$1"; printf '0a%s%s' "$2" "$3"; } | sha256 | cut -c1-8)
  name=$1 awk '$1 == "\342\200\224" && $2 == ENVIRON["name"] && NF == 3 { print $3 }' "$dir/checkpoint" | each_hex_of_64 | sed -n "s/^$id//p"
}

# The times of the good cosignatures of a key, one a line, in 16 hexadecimal digits; nothing for a bad one, or none.
cosigned_at() {
  line_of "$1" 06 "$2" | while read -r cosignature; do
    at=$(printf %s "$cosignature" | cut -c1-16)
    { text_hex 'subtree/v1'; printf 0a00; short "$1"; printf %s "$at"; short "$origin"; printf %016x%016x 0 "$size"; printf %s "$tree"; } | unhex >"$dir/signed"
    if verify ml-dsa-44 "$2" "${cosignature#????????????????}"; then echo "$at"; fi
  done
}

# Whether a key signed the file `signed`. ML-DSA counts as good where this OpenSSL does not know it: main says so.
verify() {
  case $1 in
    ed25519) prefix=302a300506032b6570032100 bytes=32 ;;
    ml-dsa-44) prefix=30820532300b06096086480165030403110382052100 bytes=1312 ;;
    ml-dsa-65) prefix=308207b2300b0609608648016503040312038207a100 bytes=1952 ;;
  esac
  [ ${#2} -eq $((bytes * 2)) ] || return 1
  [ "$1" = ed25519 ] || [ $lattice = yes ] || return 0
  printf %s "$prefix$2" | unhex >"$dir/key"
  printf %s "$3" | unhex >"$dir/signature"
  "$openssl" pkeyutl -verify -pubin -keyform DER -inkey "$dir/key" -rawin -in "$dir/signed" -sigfile "$dir/signature" >"$dir/said" 2>&1
}

# RFC 9162, 2.1.3.2: from a leaf's hash, its index and the size of the tree up the path that comes in, one hash a line.
climb() {
  hash=$1 at=$2 last=$(($3 - 1))
  [ "$at" -le $last ] || return 1
  while read -r beside; do
    [ $last -gt 0 ] || return 1
    if [ $((at % 2)) -eq 1 ] || [ "$at" -eq $last ]; then
      hash=$(printf '01%s%s' "$beside" "$hash" | sha256)
      while [ $((at % 2)) -eq 0 ] && [ "$at" -gt 0 ]; do at=$((at / 2)) last=$((last / 2)); done
    else hash=$(printf '01%s%s' "$hash" "$beside" | sha256); fi
    at=$((at / 2)) last=$((last / 2))
  done
  [ $last -eq 0 ] || return 1
  echo "$hash"
}

key_id() { { lp_text iims/key; lp_text "$1"; lp "$2"; } | sha256; }
sha256() { unhex | "$openssl" dgst -sha256 -r | cut -c1-64; }
lp() { for item; do length_of $((${#item} / 2)); printf %s "$item"; done; }
lp_text() { lp "$(text_hex "$1")"; }
length_of() { printf %08x "$1"; }
short() { printf %02x ${#1}; text_hex "$1"; }
text_hex() { printf %s "$1" | hex; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
unbase64() { "$openssl" base64 -d -A; }
hex_of_64() { unbase64 | hex; }
each_hex_of_64() { while read -r text; do printf %s "$text" | hex_of_64; echo; done; }
unhex() {
  printf "$(awk '{ for (i = 1; i < length($0); i += 2) {
    n = (index("0123456789abcdef", substr($0, i, 1)) - 1) * 16 + index("0123456789abcdef", substr($0, i + 1, 1)) - 1
    printf "\\%03o", n } }')"
}

# A field of the receipt that is one line of words; what it holds stands once.
word_of() { sed -n "s/^  \"$1\": \"\([^\"]*\)\",\$/\1/p" "$receipt" | sed -n 1p; }
in_entry() { sed -n '/^  "entry": {$/,/^  },$/p' "$receipt" | sed -nE "s/^    \"$1\": \"([^\"]*)\",?\$/\1/p" | sed -n 1p; }
# Of a map that `cbor` wrote the value of a name, or each item of its list, one a line.
part() { name=$2 awk -F '\t' '$1 == ENVIRON["name"] { print $2 }' "$dir/$1"; }

# A number of it: nothing else comes into a calculation of the shell.
whole() { part "$1" "$2" | grep -Ex '[0-9a-f]{16}' || no "$2 is a number"; }

# A map in CBOR, as hexadecimal, into lines `name TAB value`: bytes in hexadecimal, numbers in 16 digits of it, text as it is.
cbor() {
  awk '
    function byte() { p += 2; return (index(digits, substr(h, p - 2, 1)) - 1) * 16 + index(digits, substr(h, p - 1, 1)) - 1 }
    function head(  first, n) { first = byte(); major = int(first / 32); n = first % 32
      if (n < 24) { size = n; wide = sprintf("%016x", n); return }
      n = n == 24 ? 1 : n == 25 ? 2 : n == 26 ? 4 : 8
      wide = substr("0000000000000000" substr(h, p, n * 2), n * 2 + 1); size = 0
      while (n-- > 0) size = size * 256 + byte() }
    function text(  s, end) { end = p + size * 2; s = ""; while (p < end) s = s sprintf("%c", byte()); return s }
    function value(name,  n) { head()
      if (major == 0) print name "\t" wide
      else if (major == 2) { print name "\t" substr(h, p, size * 2); p += size * 2 }
      else if (major == 3) print name "\t" text()
      else if (major == 4) { for (n = size; n > 0; n--) value(name) }
      else if (major == 7) print name "\t" size
      else exit 1 }
    /[^0-9a-f]/ { exit 1 }
    { digits = "0123456789abcdef"; h = $0; p = 1; head(); if (major != 5) exit 1
      for (left = size; left > 0; left--) { head(); name = text(); value(name) }
      if (p != length(h) + 1) exit 1 }' || no 'what was signed is a map in CBOR'
}

no() {
  echo "NO. It does not hold that $1." >&2
  exit 1
}

main "$@"
