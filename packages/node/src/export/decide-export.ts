// SPDX-License-Identifier: Apache-2.0
// Whether a message may be in a file that leaves the node, for whom it is made (spec/handling.md, 6 to 9; spec/case-export.md, 4).
import { readProvedContent } from '@iims/crypto/message-proof';
import type { ExportReader } from '@iims/wire/case-codes';
import type { Purpose } from '@iims/wire/code-lists';
import { type Audience, type HandlingAct, type HandlingRule, mayDo } from '@iims/wire/handling';
import type { StateCode } from '@iims/wire/identifiers';
import { decodeMessage, isOfKind, type Message } from '@iims/wire/message';

export interface ExportAim {
  readonly reader: ExportReader;
  readonly purpose?: Purpose;
}

export interface ExportJudge extends ExportAim {
  readonly own: StateCode;
  /** The day in UTC. */
  readonly today: string;
  /** The originators' answers that are here. */
  readonly releases: readonly Message[];
}

/** The first rule against it; undefined where there is none. Of what was passed on the originator's word binds too. */
export function ruleAgainstExport(judge: ExportJudge, message: Message): HandlingRule | undefined {
  const originals = isOfKind(message, 'forwarded')
    ? [decodeMessage(readProvedContent(message.attachments[0]!.bytes))]
    : [];
  for (const said of [message, ...originals]) {
    const acts: readonly HandlingAct[] = judge.reader === 'court' ? ['export', 'use-in-court'] : ['export'];
    for (const act of acts) {
      const decision = mayDo(said.handling, act, {
        today: judge.today,
        isOriginator: said.from.state === judge.own,
        isReleased: isReleased(judge, said, act),
        audience: AUDIENCE_OF[judge.reader],
        ...(judge.purpose === undefined ? {} : { purpose: judge.purpose }),
      });
      if (!decision.allowed) return decision.because;
    }
  }
  return undefined;
}

/** Exactly this message and act, for the purpose that is named or for none. Only its originator is heard. */
function isReleased({ releases, purpose }: ExportJudge, { id, from }: Message, act: HandlingAct): boolean {
  return releases.some(
    (answer) =>
      isOfKind(answer, 'release-answer') &&
      answer.from.state === from.state &&
      answer.fields.messageId === id &&
      answer.fields.granted?.some((granted) => granted === act) === true &&
      answer.fields.purpose === purpose,
  );
}

/** A court is neither the own organisation nor a public channel. */
const AUDIENCE_OF: Readonly<Record<ExportReader, Audience>> = {
  'own-organisation': 'own-organisation',
  clients: 'clients',
  court: 'member-states',
  public: 'public',
};
