// SPDX-License-Identifier: Apache-2.0
// Signed notes as test vectors: a file `.note` and, beside it, the verifier key that must open it (`.vkey`).

import { passIf, type VectorSet } from '@iims/crypto/selftest/vector-case';
import { equalBytes, fromUtf8, toHex } from '@iims/wire/bytes';
import { parseCheckpointText } from './checkpoint.ts';
import { cosignedAt } from './cosignature.ts';
import {
  formatNote,
  isBy,
  NOTE_ED25519,
  type Note,
  type NoteKey,
  parseNote,
  parseVerifierKey,
  verifyNote,
} from './note.ts';

/** One case: the note is well formed and signed by this key. Without the key's file it fails. */
export function readSignedNote(note: Uint8Array, verifierKey: Uint8Array | undefined): VectorSet {
  const run = () => {
    if (verifierKey === undefined)
      return passIf(false, 'no file of the same name with the ending .vkey stands beside it');
    const key = parseVerifierKey(fromUtf8(verifierKey).replace(/\n$/, ''));
    const parsed = parseNote(note);
    if (!equalBytes(formatNote(parsed), note)) return passIf(false, 'the note has another spelling');
    return passIf(isSignedBy(parsed, key), 'the note is not signed by the key');
  };
  return { heading: 'signed note', frame: null, cases: [{ id: '0', content: toHex(note), run }] };
}

function isSignedBy(note: Note, key: NoteKey): boolean {
  if (key.type === NOTE_ED25519) {
    verifyNote(note, key);
    return true;
  }
  const line = note.signatures.find((signature) => isBy(signature, key));
  return line !== undefined && cosignedAt(parseCheckpointText(note.text), key, line) !== undefined;
}
