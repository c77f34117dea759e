// SPDX-License-Identifier: Apache-2.0
// What needs attention, worst first, each with what to do about it; or plainly that nothing does.
import type { ReactNode } from 'react';
import { useWords, type Words } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { type Matter, mattersOf, type Urgency } from './attention.ts';
import { behindText } from './behind-text.ts';
import { dayText, momentText } from './moment-text.ts';
import type { CalendarDate } from './own-keys.ts';
import { bringerText, howOftenTexts, reasonText, refusedText } from './refusal-text.ts';
import { type Status, StatusMark } from './status-mark.tsx';
import { layerText, todoText } from './test-text.ts';
import { TextParts } from './text-parts.tsx';
import { todoOf } from './trust-refusals.ts';
import type { NodeView } from './use-node-view.ts';

export function AttentionSection({ view }: { view: NodeView }): ReactNode {
  const words = useWords();
  const { t } = words;
  const matters = mattersOf(view);
  const [now, coming] = [matters.filter(isForNow), matters.filter((matter) => !isForNow(matter))];
  return (
    <section className={now.length > 0 ? 'card attention' : 'card'} aria-labelledby="attention">
      <h2 id="attention">{t('attention.title')}</h2>
      {now.length === 0 && (
        <div className="attention-none">
          <StatusMark status="good" />
          <p>
            <strong>{t(coming.length === 0 ? 'attention.none' : 'attention.none-now')}</strong>
            <span className="soft">{t('attention.looked-at')}</span>
          </p>
        </div>
      )}
      <MatterList matters={now} now={view.readAt} />
      {coming.length > 0 && (
        <>
          <h3>{t('attention.coming')}</h3>
          <MatterList matters={coming} now={view.readAt} />
        </>
      )}
    </section>
  );
}

function MatterList({ matters, now }: { matters: readonly Matter[]; now: number }): ReactNode {
  const words = useWords();
  return (
    <ul className="matters">
      {matters.map((matter) => {
        const { key, says, about, todo, command } = describe(words, matter, now);
        return (
          <li className={`matter matter-${matter.urgency}`} key={key}>
            <StatusMark status={MARKS[matter.urgency]} />
            <div>
              <p className="matter-says">{says}</p>
              {about !== undefined && (
                <p className="soft">
                  <TextParts parts={about} />
                </p>
              )}
              {todo !== undefined && <p>{todo}</p>}
              {command !== undefined && (
                <p>
                  <code dir="ltr">{command}</code>
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

interface Description {
  readonly key: string;
  readonly says: string;
  readonly about?: readonly string[];
  readonly todo?: string;
  readonly command?: string;
}

function describe(words: Words, matter: Matter, now: number): Description {
  const { t, state, code } = words;
  switch (matter.kind) {
    case 'ends':
      return describeDate(words, matter.date, now);
    case 'custody':
      return { key: 'custody', says: t('attention.custody'), todo: todoText(words, matter.code) };
    case 'evidence':
      return { key: 'evidence', says: t('attention.evidence'), todo: t('attention.evidence-todo') };
    case 'register-behind': {
      const says = t('attention.register-behind', { register: matter.register, why: behindText(words, matter.why) });
      return { key: `register ${matter.register}`, says, todo: t('attention.register-behind-todo') };
    }
    case 'register-not-listed': {
      const says = t('attention.register-not-listed', { register: matter.register });
      const todo = t('attention.register-not-listed-todo');
      return { key: `unlisted ${matter.register}`, says, todo, command: 'iims trust draft-state --about FILE' };
    }
    case 'announcer': {
      const who = matter.name === '' ? t('announcers.mail') : matter.name;
      const says = t('attention.announcer', { who, code: matter.code });
      const command = matter.name === '' ? 'iims mail test' : `iims webhook test ${matter.name}`;
      return { key: `announcer ${matter.name}`, says, todo: t('attention.announcer-todo'), command };
    }
    case 'quota': {
      const { state: partner, user, since, refused } = matter.asker;
      const who = partner === undefined ? (user ?? '') : state(partner);
      const says = t('attention.quota', { who, refused: groupDigits(refused), time: momentText(words, since) });
      return { key: `quota ${partner} ${user}`, says, todo: t('attention.quota-todo') };
    }
    case 'quorum': {
      const says = t('attention.quorum', { count: matter.quorum, witnesses: matter.witnesses });
      return { key: 'quorum', says, todo: t('attention.quorum-todo') };
    }
    case 'reviews': {
      const { due, overdue, withinDays } = matter.reviews;
      const says =
        overdue > 0 ? t('attention.overdue', { count: overdue }) : t('attention.due', { count: due, days: withinDays });
      return { key: 'reviews', says, todo: t('attention.reviews-todo') };
    }
    case 'fork': {
      const says = t('attention.fork', { state: state(matter.state), date: dayText(words, matter.at) });
      return { key: `fork ${matter.state}`, says, todo: t('attention.fork-todo') };
    }
    case 'behind': {
      const says = t('attention.behind', { state: state(matter.state), time: momentText(words, matter.since) });
      return { key: `behind ${matter.state}`, says, todo: t('attention.behind-todo') };
    }
    case 'expired':
    case 'stale': {
      const { partner } = matter;
      const because = code('because', partner.because ?? '');
      const until = { state: state(partner.state), because, time: momentText(words, partner.usableUntil) };
      const says = matter.kind === 'stale' ? t('attention.stale', until) : t('attention.expired', until);
      return { key: `${matter.kind} ${partner.state}`, says, todo: t('attention.standing-todo') };
    }
    case 'silent': {
      const says = t('attention.silent', { state: state(matter.state), time: momentText(words, matter.since) });
      return { key: `silent ${matter.state}`, says, todo: t('attention.silent-todo') };
    }
    case 'test-failed': {
      const { layer } = matter;
      const says = t('attention.test-failed', { state: state(matter.state), layer: layerText(words, layer.layer) });
      return { key: `test ${matter.state}`, says, todo: todoText(words, layer.code ?? '', layer.todo) };
    }
    case 'refused':
      return describeRefusals(words, matter);
  }
}

/** The document, if it is one; of several the number and the latest. */
function describeRefusals(words: Words, matter: Matter & { kind: 'refused' }): Description {
  const { t } = words;
  const { by, code, refusals } = matter;
  const latest = refusals[0]!;
  const others = refusals.length - 1;
  return {
    key: `refused ${by} ${code}`,
    says: `${t('attention.refused', { by: bringerText(words, by) })} ${reasonText(words, code)}`,
    about: [
      refusedText(words, latest),
      ...(others > 0 ? [t('refused.and-more', { count: others })] : []),
      ...howOftenTexts(words, latest),
    ],
    todo: t(`refusal-todo.${todoOf(latest)}`),
  };
}

function describeDate(words: Words, { what, endsAt }: CalendarDate, now: number): Description {
  const { t } = words;
  const ended = { what: t(`calendar.${what}`), date: dayText(words, endsAt) };
  const count = Math.ceil((endsAt - now) / DAY_MS);
  const says = endsAt <= now ? t('attention.over', ended) : t('attention.ends', { ...ended, count });
  return { key: `ends ${what}`, says, command: commandFor(what) };
}

/** With what the next one is begun. */
function commandFor(what: CalendarDate['what']): string {
  if (what === 'root') return 'iims trust draft-root';
  if (what === 'document') return 'iims trust draft-state';
  return `iims keys rotate --use ${what}`;
}

function isForNow({ urgency }: Matter): boolean {
  return urgency !== 'coming';
}

const MARKS: Readonly<Record<Urgency, Status>> = { alarm: 'bad', act: 'warning', coming: 'later' };
const DAY_MS = 24 * 3_600_000;
