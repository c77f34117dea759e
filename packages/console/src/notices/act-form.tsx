// SPDX-License-Identifier: Apache-2.0
// One act on a notice: a ground where it needs one, words, a day, and the button. It sends once, and says what was wrong.
import { SHORT_TEXT_CHARACTERS_MAX } from '@iims/wire/message-kind';
import { type FormEvent, type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { actOnNotice, type NoticeAct } from './notice-calls.ts';
import { NoticeFault } from './notice-fault.tsx';

interface ActFormProps {
  readonly use: SessionUse;
  readonly act: NoticeAct;
  /** What is sent beside what is filled in. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly button: string;
  readonly isDanger?: boolean;
  readonly grounds?: readonly string[];
  /** Name of the words that go with it, and whether it needs them whatever the ground. */
  readonly words?: {
    readonly name: 'explanation' | 'override' | 'reason';
    readonly label: string;
    readonly needed: boolean;
  };
  /** Name of the one other field, a line or a day. */
  readonly field?: { readonly name: 'reviewOn' | 'item'; readonly label: string };
  readonly onDone: () => void;
}

export function ActForm(props: ActFormProps): ReactNode {
  const { use, act, body, button, isDanger = false, grounds, words, field, onDone } = props;
  const { t } = useWords();
  const [ground, setGround] = useState('');
  const [text, setText] = useState('');
  const [value, setValue] = useState('');
  const [fault, setFault] = useState<Fault>();
  const [isSending, setSending] = useState(false);
  const needsWords = words !== undefined && (words.needed || ground === 'other');
  const isReady =
    (grounds === undefined || ground !== '') &&
    (!needsWords || text.trim() !== '') &&
    (field === undefined || value.trim() !== '') &&
    !isSending;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setSending(true);
    const reply = await actOnNotice(use.session, act, {
      ...body,
      ...(ground === '' ? {} : { ground }),
      ...(words === undefined || text.trim() === '' ? {} : { [words.name]: text.trim() }),
      ...(field === undefined ? {} : { [field.name]: value.trim() }),
    });
    setSending(false);
    if (reply.ok) return onDone();
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <form className="notice-act" onSubmit={(event) => void send(event)}>
      {grounds !== undefined && (
        <label className="field">
          <span className="field-label">{t('notices.ground')}</span>
          <select value={ground} onChange={({ target }) => setGround(target.value)}>
            <option value="">–</option>
            {grounds.map((code) => (
              <option key={code} value={code}>
                {t(groundKey(code))}
              </option>
            ))}
          </select>
        </label>
      )}
      {field !== undefined && (
        <label className="field">
          <span className="field-label">{field.label}</span>
          <input
            type={field.name === 'reviewOn' ? 'date' : 'text'}
            value={value}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setValue(target.value)}
          />
        </label>
      )}
      {words !== undefined && (
        <label className="field field-words">
          <span className="field-label">
            {words.label}
            {!needsWords && <span className="optional"> {t('desk.optional')}</span>}
          </span>
          <textarea
            rows={2}
            dir="auto"
            maxLength={SHORT_TEXT_CHARACTERS_MAX}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
      )}
      <button type="submit" className={isDanger ? 'side-button danger' : 'main-button'} aria-disabled={!isReady}>
        {button}
      </button>
      {fault !== undefined && <NoticeFault fault={fault} />}
    </form>
  );
}

/** The grounds of a refusal have the desk's words, all others those of alerts. */
export function groundKey(code: string): string {
  return REFUSAL_WORDS.has(code) ? `said-ground.${code}` : `ground.${code}`;
}

const REFUSAL_WORDS: ReadonlySet<string> = new Set(['human-rights', 'political-military-religious-racial', 'other']);
