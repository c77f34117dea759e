// SPDX-License-Identifier: Apache-2.0
// Signed notes (C2SP signed-note v1.0.0): a text, and lines that sign it.
// Parsing is strict enough that a note has one spelling: format(parse(bytes)) gives the bytes back.

import { type SigningKey, type VerifyKey, verifyKeyFromPublic } from '@iims/crypto/keys';
import { sha256 } from '@iims/crypto/primitives';
import { assert } from '@iims/wire/assert';
import { concatBytes, equalBytes, fromBase64, fromHex, fromUtf8, toBase64, toHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';

/** One line `— name base64(key id ‖ signature)`. */
export interface NoteSignature {
  readonly name: string;
  /** 4 bytes; with the name it says which key signed, and by which algorithm. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** A signed note (C2SP signed-note), of which nothing is verified yet. */
export interface Note {
  /** Ends in a line feed; the blank line before the signatures is not part of it. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A key that may sign notes under a name. */
export interface NoteKey {
  readonly name: string;
  readonly type: NoteKeyType;
  readonly keyId: Uint8Array;
  readonly key: VerifyKey;
}

/** Signature types: Ed25519 over the text, and ML-DSA-44 over the cosigned message (C2SP tlog-cosignature). */
export type NoteKeyType = typeof NOTE_ED25519 | typeof NOTE_ML_DSA_44;

/** Reads a note without verifying anything. @throws IimsError `note.malformed` */
export function parseNote(bytes: Uint8Array): Note {
  if (bytes.length > NOTE_BYTES_MAX) throw malformed(`a note has at most ${NOTE_BYTES_MAX} bytes`);
  const content = decodeText(bytes);
  if (hasControlCharacter(content)) throw malformed('a note holds no control character but the line feed');
  const blankLine = content.lastIndexOf('\n\n');
  if (blankLine < 0) throw malformed('a blank line stands between text and signatures');
  const lines = content.slice(blankLine + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0) throw malformed('signature lines, each ended by a line feed, follow');
  if (lines.length > NOTE_SIGNATURES_MAX) throw malformed(`a note has at most ${NOTE_SIGNATURES_MAX} signatures`);
  return { text: content.slice(0, blankLine + 1), signatures: lines.map(parseSignatureLine) };
}

/** Writes a note. The text ends in a line feed and there is at least one signature. */
export function formatNote(note: Note): Uint8Array {
  assert(note.text.endsWith('\n') && !hasControlCharacter(note.text), 'a note is lines of text');
  assert(note.signatures.length > 0, 'a note is signed');
  return utf8(`${note.text}\n${formatSignatureLines(note.signatures)}`);
}

/** The lines of signatures alone, each with its line feed. */
export function formatSignatureLines(signatures: readonly NoteSignature[]): string {
  return signatures
    .map(({ name, keyId, signature }) => {
      assert(isKeyName(name) && keyId.length === KEY_ID_BYTES, 'a signature names its key');
      return `${SIGNATURE_MARK}${name} ${toBase64(concatBytes(keyId, signature))}\n`;
    })
    .join('');
}

/** A key under the name with which it signs; the algorithm, Ed25519 or ML-DSA-44, gives the signature type. */
export function noteKey(name: string, key: VerifyKey): NoteKey {
  assert(isKeyName(name), 'a key name is not empty and holds neither blank nor plus');
  assert(key.algorithm === 'ed25519' || key.algorithm === 'ml-dsa-44', 'notes are signed with Ed25519 or ML-DSA-44');
  const type = key.algorithm === 'ed25519' ? NOTE_ED25519 : NOTE_ML_DSA_44;
  return { name, type, keyId: noteKeyId(name, type, key.publicKey), key };
}

/** Key id: the first 4 bytes of SHA-256(name ‖ LF ‖ type ‖ public key) (signed-note, "Signatures"). */
export function noteKeyId(name: string, type: NoteKeyType, publicKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8(name), Uint8Array.of(LINE_FEED, type), publicKey)).subarray(0, KEY_ID_BYTES);
}

/** Reads a verifier key `name+hex key id+base64(type ‖ public key)`, without line feed. @throws IimsError `note.malformed` */
export function parseVerifierKey(text: string): NoteKey {
  // Base64 may itself hold a plus; name and key id may not.
  const [name = '', id = '', ...rest] = text.split('+');
  if (!isKeyName(name)) throw malformed('a verifier key begins with a name');
  const material = decoded(() => fromBase64(rest.join('+')));
  const algorithm = material[0] === NOTE_ED25519 ? 'ed25519' : material[0] === NOTE_ML_DSA_44 ? 'ml-dsa-44' : undefined;
  if (algorithm === undefined) throw malformed('the signature type is Ed25519 (0x01) or ML-DSA-44 (0x06)');
  const key = noteKey(
    name,
    decoded(() => verifyKeyFromPublic(algorithm, material.subarray(1))),
  );
  const givenId = decoded(() => fromHex(id));
  if (!equalBytes(givenId, key.keyId)) throw malformed('the key id belongs to name and key');
  return key;
}

/** Writes a verifier key, as `parseVerifierKey` reads it. */
export function formatVerifierKey(key: NoteKey): string {
  const material = concatBytes(Uint8Array.of(key.type), key.key.publicKey);
  return `${key.name}+${toHex(key.keyId)}+${toBase64(material)}`;
}

/** Whether the line claims to be by this key: name and key id, both. It says nothing about the signature. */
export function isBy(signature: NoteSignature, key: NoteKey): boolean {
  return signature.name === key.name && equalBytes(signature.keyId, key.keyId);
}

/** Signs a note's text with Ed25519 under a name. */
export function signText(text: string, name: string, signer: SigningKey): NoteSignature {
  assert(signer.algorithm === 'ed25519', 'the text itself is signed with Ed25519');
  return { name, keyId: noteKeyId(name, NOTE_ED25519, signer.publicKey), signature: signer.sign(utf8(text)) };
}

/**
 * Verifies that a note is signed by an Ed25519 key. Lines of other keys are ignored; each line that claims this key must hold.
 * @throws IimsError `note.signature`
 */
export function verifyNote(note: Note, key: NoteKey): void {
  assert(key.type === NOTE_ED25519, 'the text itself is signed with Ed25519');
  const lines = note.signatures.filter((line) => isBy(line, key));
  const message = utf8(note.text);
  if (lines.length === 0 || !lines.every((line) => key.key.verify(message, line.signature))) {
    throw new IimsError('note.signature', { message: 'The note is not signed by the expected Ed25519 key.' });
  }
}

function parseSignatureLine(line: string): NoteSignature {
  const [name = '', encoded = '', ...rest] = line.slice(SIGNATURE_MARK.length).split(' ');
  if (!line.startsWith(SIGNATURE_MARK) || !isKeyName(name) || rest.length > 0) {
    throw malformed('a signature line is an em dash, a key name and base64');
  }
  const bytes = decoded(() => fromBase64(encoded));
  if (bytes.length <= KEY_ID_BYTES) throw malformed('a signature follows its key id');
  return { name, keyId: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
}

function decodeText(bytes: Uint8Array): string {
  return decoded(() => fromUtf8(bytes));
}

/** Runs a decoder and turns its fault into one about the note. */
function decoded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw malformed('text, base64, hexadecimal and keys are well formed', cause);
  }
}

function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+]/u.test(name) && !hasControlCharacter(name);
}

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && code !== LINE_FEED) return true;
  }
  return false;
}

function malformed(rule: string, cause?: unknown): IimsError {
  return new IimsError('note.malformed', { message: 'The signed note is malformed.', rule, cause });
}

/** Signature type of Ed25519 (signed-note, "Signatures"). */
export const NOTE_ED25519 = 0x01;
/** Signature type of a cosignature with ML-DSA-44 (tlog-cosignature). */
export const NOTE_ML_DSA_44 = 0x06;
/** Room for the signatures of NOTE_SIGNATURES_MAX witnesses with post-quantum keys. */
export const NOTE_BYTES_MAX = 131_072;
/** signed-note asks for at least 16. */
export const NOTE_SIGNATURES_MAX = 32;

const KEY_ID_BYTES = 4;
const LINE_FEED = 0x0a;
const SIGNATURE_MARK = '— ';
