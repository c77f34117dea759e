// SPDX-License-Identifier: Apache-2.0
// `iims open`: an envelope on stdin, its content on stdout. Nothing comes out before both signatures hold, and never a byte that
// is not the sender's.
import type { Header } from '@iims/crypto/envelope-header';
import { SEGMENT_BYTES } from '@iims/crypto/message-body';
import { openStream } from '@iims/crypto/opened-stream';
import type { SenderKeys } from '@iims/crypto/signed-message';
import type { TrustList } from '@iims/crypto/trust-list';
import { signingKeyById } from '@iims/crypto/trust-lookup';
import { assert } from '@iims/wire/assert';
import { equalBytes, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { uuidFromBytes } from '@iims/wire/identifiers';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { openOfflineNode, refuseNational, requireStanding } from '../offline-node.ts';
import { wholeNumber } from '../option-values.ts';
import { readStdinOnce } from '../stdin-content.ts';
import { stdoutContent } from '../stdout-content.ts';
import { say } from '../terminal.ts';

export interface OpenOptions {
  readonly trust: string;
  readonly keys: string;
  readonly fromSegment?: string;
  readonly json: boolean;
}

export async function open(options: OpenOptions): Promise<ExitStatus> {
  const node = await openOfflineNode(options);
  const { trust, keys, now } = node;
  const { source, bytes } = readStdinOnce();
  const stream = await openStream(
    source,
    {
      now,
      kemKey: (keyId) => keys.kem.get(toHex(keyId)),
      verifyKeys: (keyId) => senderKeysOf(trust, keyId),
    },
    bytes,
  );
  const { header, contentBytes, segmentCount } = stream;
  const sender = signingKeyById(trust, header.sender)?.node;
  assert(sender !== undefined, 'who signed is on the list that verified it');
  const { standing } = requireStanding(node, sender.state, 'trust');
  checkExercise(header, trust);
  if (stream.about.kind !== 'message') throw noMessage();
  refuseNational(node, sender.state, stream.about.national);
  const first = wholeNumber('from-segment', options.fromSegment ?? '0', 0, segmentCount - 1);

  await writeContent(stream.segments(first), first);
  const { exercise, createdAt } = header;
  const report = {
    id: uuidFromBytes(header.id),
    from: sender.state,
    node: sender.nodeId,
    createdAt: new Date(createdAt).toISOString(),
    contentBytes,
    exercise,
    trust: standing,
  };
  say(options.json ? JSON.stringify({ opened: report }) : inWords(report));
  return EXIT.ok;
}

/** A stream that is damaged further on has let its verified beginning out: the fault says how much, and how to go on from there. */
async function writeContent(segments: AsyncIterable<Uint8Array>, first: number): Promise<void> {
  const output = stdoutContent();
  let written = 0;
  try {
    for await (const segment of segments) {
      await output.write(segment);
      written += segment.length;
    }
  } catch (fault) {
    await output.finish();
    if (!(fault instanceof IimsError) || !fault.code.startsWith('envelope.') || written === 0) throw fault;
    throw afterBeginning(fault, written, first + written / SEGMENT_BYTES);
  }
  await output.finish();
}

function afterBeginning(fault: IimsError, written: number, nextSegment: number): IimsError {
  const { code, message, field, rule } = fault;
  return new IimsError(code, {
    message: `${message} ${written} bytes of the content are written: each is verified as the sender's, and they are not all of it.`,
    ...(field === undefined ? {} : { field }),
    ...(rule === undefined ? {} : { rule }),
    fix: `Do not take them for the whole. Fetch the envelope again; --from-segment ${nextSegment} writes what is missing.`,
    cause: fault,
  });
}

/** Both keys of the pair whose Ed25519 key it is; none for a key that no document in force lists. */
function senderKeysOf(trust: TrustList, keyId: Uint8Array): SenderKeys | undefined {
  const pair = signingKeyById(trust, keyId)?.node.signing.find(({ ed25519 }) => equalBytes(ed25519.keyId, keyId));
  return pair === undefined ? undefined : { ed25519: pair.ed25519, mlDsa65: pair.mldsa65 };
}

function checkExercise({ exercise }: Header, trust: TrustList): void {
  if (exercise === trust.root.exercise) return;
  throw new IimsError('envelope.exercise', {
    message: 'Exercise and real content do not mix.',
    field: 'exercise',
    rule: `${trust.root.exercise}, as the root of trust says`,
  });
}

function noMessage(): IimsError {
  return new IimsError('envelope.content', {
    message: 'The envelope is for a node, and holds no message.',
    field: 'about.kind',
    rule: 'message',
  });
}

function inWords(report: {
  readonly from: string;
  readonly node: string;
  readonly createdAt: string;
  readonly contentBytes: number;
  readonly exercise: boolean;
  readonly trust: string;
}): string {
  const { from, node, createdAt, contentBytes, exercise, trust } = report;
  const mark = exercise ? ' Exercise.' : '';
  const warning = trust === 'stale' ? ' The trust list is out of date; bring it up to date soon.' : '';
  return `Signed by ${from} (${node}) on ${createdAt}: ${contentBytes} bytes.${mark}${warning}`;
}
