// SPDX-License-Identifier: Apache-2.0
// POST /api/query of the baseline: the same input, the same fan-out to own register and partners, the same verdict.
import { method } from '@iims/node/api/officer/method';
import { readRegisters } from '@iims/node/query/read-registers';
import { listRegisters } from '@iims/node/store/alerts';
import { PURPOSES } from '@iims/wire/code-lists';
import { detectSubjects } from '@iims/wire/detect';
import { uuidV7 } from '@iims/wire/identifiers';
import { caseReferenceSchema, type Question } from '@iims/wire/query';
import { type StateOutcome, verdictOf } from '@iims/wire/verdict';
import { z } from 'zod';
import type { BareLink } from './bare-link.ts';

export function bareQuery(links: readonly BareLink[]) {
  return method({
    verb: 'POST',
    path: '/api/query',
    permission: 'query.ask',
    input: z.strictObject({ input: z.string(), purpose: z.enum(PURPOSES), caseRef: caseReferenceSchema }),
    async run({ edge, session, input }) {
      const { asking } = edge;
      const startedAt = performance.now();
      const askedAt = asking.clock.now();
      const question: Question = {
        id: uuidV7(askedAt, asking.random(10)),
        subjects: detectSubjects(input.input).subjects,
        purpose: input.purpose,
        caseRef: input.caseRef,
        askedAt,
        asker: { state: asking.state, authority: asking.authority, officer: session.officer.user },
        exercise: false,
      };
      const { reader } = edge.store;
      const own = listRegisters(reader).then((registers) =>
        readRegisters({ ...asking, reader, registers, rights: (all) => all, now: askedAt }, question),
      );
      const answers = await Promise.all([own.then(({ said }) => said), ...links.map((link) => link.ask(question))]);
      const states = answers.map((answer, i) => ({
        state: i === 0 ? asking.state : links[i - 1]!.state,
        ...answer,
      })) as unknown as StateOutcome[];
      return { ...verdictOf(states), states, elapsedMs: performance.now() - startedAt, logIndex: 0 };
    },
  });
}
