// SPDX-License-Identifier: Apache-2.0
// The own State's contact points, all at once: what stands here when it is kept is the directory, and every partner gets it.
import { CONTACT_BODIES, CONTACT_LEVELS, CONTACT_POINTS_MAX, SERVICE_HOURS } from '@iims/wire/contact-point';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { type Directory, keepDirectory } from './contact-calls.ts';
import { POINT_FIELDS, type PointField } from './contact-codes.ts';

type PointDraft = Readonly<Partial<Record<PointField, string>>>;

interface DirectoryFormProps {
  readonly use: SessionUse;
  readonly own: Directory | undefined;
  readonly onKept: () => void;
  readonly onGiveUp: () => void;
}

export function DirectoryForm({ use, own, onKept, onGiveUp }: DirectoryFormProps): ReactNode {
  const { t } = useWords();
  const [points, setPoints] = useState<readonly PointDraft[]>(() => own?.points ?? [{}]);
  const [fault, setFault] = useState<Fault>();
  const [isSending, setSending] = useState(false);
  const change = (place: number, name: PointField, value: string) =>
    setPoints(points.map((point, at) => (at === place ? { ...point, [name]: value } : point)));
  const keep = async (event: FormEvent) => {
    event.preventDefault();
    if (isSending) return;
    setSending(true);
    const reply = await keepDirectory(use.session, points.map(given), own?.measures ?? []);
    setSending(false);
    if (reply.ok) return onKept();
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <form
      className="card directory-form"
      noValidate
      aria-labelledby="keep-title"
      onSubmit={(event) => void keep(event)}
    >
      <h2 id="keep-title">{t('contacts.keep')}</h2>
      <p className="soft">{t('contacts.keep-means')}</p>
      {points.map((point, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; rows never change their order.
        <fieldset className="point-row" key={place}>
          <legend className="unseen">{point.title ?? String(place + 1)}</legend>
          {POINT_FIELDS.map((name) => (
            <PointInput
              key={name}
              name={name}
              value={point[name] ?? ''}
              isFaulty={fault?.field === `points.${place}.${name}`}
              onChange={(value) => change(place, name, value)}
            />
          ))}
          {points.length > 1 && (
            <button
              type="button"
              className="quiet-button"
              onClick={() => setPoints(points.filter((_, at) => at !== place))}
            >
              {t('contacts.remove')}
            </button>
          )}
        </fieldset>
      ))}
      {points.length < CONTACT_POINTS_MAX && (
        <button type="button" className="quiet-button point-add" onClick={() => setPoints([...points, {}])}>
          + {t('contacts.add')}
        </button>
      )}
      {fault !== undefined && <FaultNote fault={fault} />}
      <div className="acts">
        <button type="submit" className="main-button" aria-disabled={isSending}>
          {t('contacts.send')}
        </button>
        <button type="button" className="side-button" onClick={onGiveUp}>
          {t('contacts.give-up')}
        </button>
      </div>
    </form>
  );
}

interface PointInputProps {
  readonly name: PointField;
  readonly value: string;
  readonly isFaulty: boolean;
  readonly onChange: (value: string) => void;
}

function PointInput(props: PointInputProps): ReactNode {
  const { t } = useWords();
  const { name } = props;
  const codes = CODES[name];
  const id = useId();
  return (
    <div className={`field field-${name}`}>
      <label className="field-label" htmlFor={id}>
        {t(`contact-field.${name}`)}
      </label>
      {codes === undefined ? <PointLine {...props} id={id} /> : <PointChoice {...props} id={id} codes={codes} />}
    </div>
  );
}

function PointLine({ id, name, value, isFaulty, onChange }: PointInputProps & { id: string }): ReactNode {
  return (
    <input
      id={id}
      type={name === 'validUntil' ? 'date' : 'text'}
      value={value}
      aria-invalid={isFaulty || undefined}
      autoComplete="off"
      spellCheck={false}
      placeholder={PLACEHOLDERS[name]}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

interface PointChoiceProps extends PointInputProps {
  readonly id: string;
  readonly codes: readonly string[];
}

function PointChoice({ id, name, value, isFaulty, onChange, codes }: PointChoiceProps): ReactNode {
  const { t } = useWords();
  return (
    <select
      id={id}
      value={value}
      aria-invalid={isFaulty || undefined}
      onChange={({ target }) => onChange(target.value)}
    >
      <option value="">–</option>
      {codes.map((code) => (
        <option key={code} value={code}>
          {t(`contact-${name}.${code}`)}
        </option>
      ))}
    </select>
  );
}

/** What was left empty is left out, and the node says what must not be. */
function given(point: PointDraft): object {
  return Object.fromEntries(Object.entries(point).filter(([, value]) => value.trim() !== ''));
}

const CODES: Readonly<Partial<Record<PointField, readonly string[]>>> = {
  level: CONTACT_LEVELS,
  body: CONTACT_BODIES,
  hours: SERVICE_HOURS,
};

/** Forms, not words: they are the same in every language. */
const PLACEHOLDERS: Readonly<Partial<Record<PointField, string>>> = {
  id: 'cert',
  telephone: '+995 32 200 0000',
  deputyTelephone: '+995 32 200 0001',
  languages: 'ka, en',
};
