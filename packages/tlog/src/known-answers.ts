// SPDX-License-Identifier: Apache-2.0
// Known-answer tests of signed notes and checkpoints, and the whole list that runs at every start of a node (spec/selftest.md).

import { failedAnswers, KNOWN_ANSWERS, type KnownAnswer } from '@iims/crypto/selftest/known-answers';
import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { parseCheckpointText } from './checkpoint.ts';
import { cosignedAt } from './cosignature.ts';
import { COSIGNATURE, COSIGNER_KEY } from './known-answer-data.ts';
import { isBy, parseNote, parseVerifierKey, verifyNote } from './note.ts';

/** Every known-answer test of the product. */
export const ALL_KNOWN_ANSWERS: readonly KnownAnswer[] = [
  ...KNOWN_ANSWERS,
  { name: 'signed note', holds: () => isSigned(NOTE) && !isSigned(NOTE.replace('example', 'exemple')) },
  { name: 'checkpoint', holds: () => isCosigned(CHECKPOINT) && !isCosigned(CHECKPOINT.replace('\n1\n', '\n2\n')) },
];

/** Runs them all. @throws IimsError `selftest.failed`, which names those that do not hold */
export function requireKnownAnswers(answers: readonly KnownAnswer[] = ALL_KNOWN_ANSWERS): void {
  const failed = failedAnswers(answers);
  if (failed.length === 0) return;
  throw new IimsError('selftest.failed', {
    message: `A known-answer test failed: ${failed.join(', ')}.`,
    rule: 'every primitive gives its known answer',
    fix: 'Use the release and the Node runtime that belong together; check the machine.',
  });
}

function isSigned(note: string): boolean {
  try {
    verifyNote(parseNote(utf8(note)), parseVerifierKey(NOTE_KEY));
    return true;
  } catch {
    return false;
  }
}

function isCosigned(checkpoint: string): boolean {
  const key = parseVerifierKey(CHECKPOINT_KEY);
  const note = parseNote(utf8(checkpoint));
  const line = note.signatures.find((signature) => isBy(signature, key));
  return line !== undefined && cosignedAt(parseCheckpointText(note.text), key, line) !== undefined;
}

/** C2SP signed-note, the example. */
const NOTE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;
const NOTE_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const CHECKPOINT = `example.com/mldsa-log
1
+zoErtsZtGO6sfiSV/v4UJSIyowisE8hvjw0q5+bD38=

— example.com/mldsa-log ${COSIGNATURE}
`;
const CHECKPOINT_KEY = `example.com/mldsa-log+b5df45c5+${COSIGNER_KEY}`;
