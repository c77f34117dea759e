// SPDX-License-Identifier: Apache-2.0
// The sign-in page: user, password, language. Paste and password managers are welcome (WCAG 2.2, 3.3.8).
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { LanguageSelect } from '../screen/language-select.tsx';
import { type Session, signIn } from './session.ts';
import './sign-in-page.css';

interface SignInPageProps {
  /** The session ended by itself: what was typed waits behind this page. */
  readonly ended: boolean;
  readonly state: string | undefined;
  readonly onSession: (session: Session) => void;
}

export function SignInPage({ ended, state, onSession }: SignInPageProps): ReactNode {
  const words = useWords();
  const { t } = words;
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);

  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    const reply = await signIn(String(fields.get('user') ?? '').trim(), String(fields.get('password') ?? ''));
    setBusy(false);
    if (reply.ok) return onSession(reply.value);
    setFault(reply.fault);
  };

  return (
    <main className="sign-in">
      <div className="sign-in-head">
        <p className="brand">IIMS</p>
        <LanguageSelect />
      </div>
      <h1>{state === undefined ? t('sign-in.title') : <bdi>{words.state(state)}</bdi>}</h1>
      {ended && <p className="notice">{t('sign-in.ended')}</p>}
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {t('sign-in.user')}
          <input name="user" autoComplete="username" autoCapitalize="off" spellCheck={false} required ref={first} />
        </label>
        <label>
          {t('sign-in.password')}
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <button type="submit" className="main-button" disabled={busy}>
          {t(busy ? 'sign-in.busy' : 'sign-in.submit')}
        </button>
      </form>
      {fault !== undefined && <FaultNote fault={fault} />}
    </main>
  );
}
