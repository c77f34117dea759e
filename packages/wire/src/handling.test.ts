// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CLASSIFICATIONS, HANDLING_CODES, PAP_LABELS, PURPOSES, TLP_LABELS } from './code-lists.ts';
import { IimsError } from './errors.ts';
import {
  AUDIENCES,
  CONDITION_CHARACTERS_MAX,
  HANDLING_ACTS,
  HANDLING_RULES,
  type Handling,
  type HandlingAct,
  type HandlingContext,
  type HandlingRule,
  handlingSchema,
  MEASURES,
  mayDo,
} from './handling.ts';
import { validate } from './validate.ts';

const TODAY = '2026-11-22';
const plain: HandlingContext = { today: TODAY, isOriginator: false, isReleased: false };
const spec = (path: string): string => readFileSync(new URL(`../../../spec/${path}`, import.meta.url), 'utf8');

interface Mark {
  readonly field: 'code' | 'tlp' | 'classification' | 'pap';
  readonly mark: string;
  readonly rule?: HandlingRule;
  readonly refuses: readonly string[];
}
const marks = (JSON.parse(spec('vectors/handling/may-do.json')) as { marks: readonly Mark[] }).marks;

interface Situation {
  readonly name: string;
  readonly act: HandlingAct;
  readonly context: HandlingContext;
}

/** Everything that can be asked, but for the purpose. */
const SITUATIONS: readonly Situation[] = [
  ...(['show', 'forward'] as const).flatMap((act) =>
    AUDIENCES.map((audience) => ({ name: `${act} to ${audience}`, act, context: { ...plain, audience } })),
  ),
  ...AUDIENCES.flatMap((audience) => [
    { name: `export in clear to ${audience}`, act: 'export' as const, context: { ...plain, audience } },
    {
      name: `export sealed to ${audience}`,
      act: 'export' as const,
      context: { ...plain, audience, isSealed: true },
    },
  ]),
  { name: 'use-in-court', act: 'use-in-court', context: plain },
  { name: 'use-for', act: 'use-for', context: plain },
  ...MEASURES.map((measure) => ({
    name: `take-measure ${measure}`,
    act: 'take-measure' as const,
    context: { ...plain, measure },
  })),
];

const optional = <K extends string, V>(key: K, values: readonly V[]) => [
  {} as { [key in K]?: V },
  ...values.map((value) => ({ [key]: value }) as { [key in K]?: V }),
];

/** Every combination of the marks. */
function* everyHandling(): Generator<Handling> {
  for (const code of HANDLING_CODES) {
    for (const tlp of optional('tlp', TLP_LABELS)) {
      for (const pap of optional('pap', PAP_LABELS)) {
        for (const classification of optional('classification', CLASSIFICATIONS)) {
          yield { code, ...(code === 'H3' ? { condition: 'Ask first' } : {}), ...tlp, ...pap, ...classification };
        }
      }
    }
  }
}

/** What the vectors say of one mark. */
function refusalOf(field: Mark['field'], mark: string | undefined, situation: string): HandlingRule | undefined {
  const row = marks.find((row) => row.field === field && row.mark === (mark ?? ''));
  assert.ok(row !== undefined, `${field} ${mark}`);
  return row.refuses.includes(situation) ? row.rule : undefined;
}

/** Spec/handling.md, the rows of purposes. */
function purposeRefusal(limit: string | undefined, act: HandlingAct, purpose: string | undefined): string | undefined {
  if (act === 'show') return undefined;
  if (limit !== undefined) return purpose === limit ? undefined : 'purpose-limit';
  if (purpose === undefined) return act === 'use-for' ? 'purpose-limit' : undefined;
  return purpose === 'migration-check' ? 'crime-only' : undefined;
}

describe('what may be done', () => {
  it('is what no mark refuses, and the refusal names the first rule, in every combination', () => {
    let decided = 0;
    for (const marked of everyHandling()) {
      for (const { name, act, context } of SITUATIONS) {
        const byMark = (['code', 'tlp', 'classification', 'pap'] as const).map((field) =>
          refusalOf(field, marked[field], name),
        );
        for (const limit of optional('purpose', PURPOSES)) {
          for (const named of optional('purpose', PURPOSES)) {
            const rules = [...byMark.slice(0, 3), purposeRefusal(limit.purpose, act, named.purpose), byMark[3]];
            const because = rules.find((rule) => rule !== undefined);
            const decision = mayDo({ ...marked, ...limit }, act, { ...context, ...named });
            decided += 1;
            if (decision.allowed ? because !== undefined : decision.because !== because) {
              assert.fail(`${JSON.stringify({ marked, limit, name, named, because, decision })}`);
            }
            if (!decision.allowed) assert.equal(decision.ask, 'originator');
          }
        }
      }
    }
    assert.equal(decided, 4 * 6 * 5 * 3 * SITUATIONS.length * 6 * 6);
  });

  it('is everything for the originator, and everything that he releases', () => {
    for (const handling of everyHandling()) {
      for (const { act, context } of SITUATIONS) {
        const limited: Handling = { ...handling, purpose: 'road-check' };
        assert.deepEqual(mayDo(limited, act, { ...context, isOriginator: true }), { allowed: true });
        assert.deepEqual(mayDo(limited, act, { ...context, isReleased: true }), { allowed: true });
      }
    }
  });

  it('is nothing after the last day, released or not, and all of the last day it is what it was', () => {
    const released = { ...plain, isReleased: true };
    for (const act of HANDLING_ACTS) {
      for (const context of [plain, released]) {
        const expired = { code: 'H0', expiresOn: '2026-11-21' } as const;
        assert.deepEqual(mayDo(expired, act, context), { allowed: false, because: 'expired' });
      }
      const lastDay = mayDo({ code: 'H0', expiresOn: TODAY }, act, released);
      assert.deepEqual(lastDay, { allowed: true });
    }
    assert.deepEqual(mayDo({ code: 'H0', expiresOn: '2020-01-01' }, 'show', { ...plain, isOriginator: true }), {
      allowed: true,
    });
  });

  it('assumes the most where the context is silent', () => {
    const silent = (handling: Handling, act: HandlingAct) => {
      const decision = mayDo(handling, act, plain);
      return decision.allowed ? undefined : decision.because;
    };
    assert.equal(silent({ code: 'H0' }, 'forward'), 'tlp-none');
    assert.equal(
      silent({ code: 'H0', tlp: 'TLP:CLEAR', classification: 'restricted' }, 'export'),
      'restricted-in-clear',
    );
    assert.equal(silent({ code: 'H0', pap: 'PAP:AMBER' }, 'take-measure'), 'pap-amber');
    assert.equal(silent({ code: 'H0' }, 'use-for'), 'purpose-limit');
  });

  it('has its rules on the page, in order', () => {
    const page = spec('handling.md').split('## Gradings')[0]!;
    assert.deepEqual(
      [...page.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, rule]) => rule),
      HANDLING_RULES,
    );
  });
});

describe('the handling of a message', () => {
  const accepted: readonly Handling[] = [
    { code: 'H0' },
    { code: 'H1', tlp: 'TLP:AMBER+STRICT', pap: 'PAP:RED', classification: 'restricted', purpose: 'investigation' },
    { code: 'H2', grading: { scheme: '4x4', source: 'X', information: '4' }, expiresOn: '2026-12-31' },
    { code: 'H0', grading: { scheme: '6x6', source: 'F', information: '6' } },
    { code: 'H0', grading: { scheme: '3x5x2', source: '2', information: 'E', sharing: 'P' } },
    {
      code: 'H3',
      condition: 'Not to the press',
      grading: { scheme: '3x5x2', source: '1', information: 'A', sharing: 'C' },
    },
  ];
  for (const handling of accepted) {
    it(`is accepted: ${JSON.stringify(handling)}`, () =>
      assert.deepEqual(validate(handlingSchema, handling), handling));
  }

  const refused: readonly (readonly [string, unknown, string])[] = [
    ['no code', {}, 'code'],
    ['an unknown code', { code: 'H4' }, 'code'],
    ['the old name of TLP:CLEAR', { code: 'H0', tlp: 'TLP:WHITE' }, 'tlp'],
    ['a label without its protocol', { code: 'H0', tlp: 'RED' }, 'tlp'],
    ['an unknown permissible action', { code: 'H0', pap: 'PAP:WHITE' }, 'pap'],
    ['a class that nodes do not carry', { code: 'H0', classification: 'secret' }, 'classification'],
    ['H3 without a condition', { code: 'H3' }, 'condition'],
    ['a condition that the code does not announce', { code: 'H2', condition: 'Ask first' }, 'condition'],
    ['a condition of several lines', { code: 'H3', condition: 'Ask\nfirst' }, 'condition'],
    ['a condition that turns the line', { code: 'H3', condition: 'Ask \u202efirst' }, 'condition'],
    ['a condition too long', { code: 'H3', condition: 'x'.repeat(CONDITION_CHARACTERS_MAX + 1) }, 'condition'],
    ['a day that no calendar has', { code: 'H0', expiresOn: '2026-02-30' }, 'expiresOn'],
    ['a month for a day', { code: 'H0', expiresOn: '2026-02' }, 'expiresOn'],
    ['an unknown purpose', { code: 'H0', purpose: 'curiosity' }, 'purpose'],
    ['a value of another scheme', { code: 'H0', grading: { scheme: '4x4', source: 'F', information: '1' } }, 'grading'],
    ['an unknown scheme', { code: 'H0', grading: { scheme: '5x5x5', source: 'A', information: '1' } }, 'grading'],
    [
      '3x5x2 without its third part',
      { code: 'H0', grading: { scheme: '3x5x2', source: '1', information: 'A' } },
      'grading',
    ],
    [
      'a third part with a scheme of two',
      { code: 'H0', grading: { scheme: '4x4', source: 'A', information: '1', sharing: 'P' } },
      'grading',
    ],
    [
      'sharing with conditions under a code without one',
      { code: 'H1', grading: { scheme: '3x5x2', source: '1', information: 'A', sharing: 'C' } },
      'code',
    ],
    ['a field that the contract does not name', { code: 'H0', note: 'x' }, 'input'],
    ['no object', 'H0', 'input'],
  ];
  for (const [name, handling, field] of refused) {
    it(`is refused: ${name}`, () => {
      assert.throws(
        () => validate(handlingSchema, handling),
        (error) => error instanceof IimsError && error.code === 'input.invalid' && error.field === field,
      );
    });
  }
});
