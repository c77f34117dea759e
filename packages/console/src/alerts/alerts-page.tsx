// SPDX-License-Identifier: Apache-2.0
// The operators' page: what the registers hold, what must be reviewed, what waits for a second person, and the form of an alert.
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { useReply } from '../api/use-reply.ts';
import { useWords } from '../language/use-words.ts';
import { PageHeader } from '../screen/page-header.tsx';
import { fetchRegisters, type Named, type RegisterHeld } from './alert-calls.ts';
import { type Draft, freshDraft } from './alert-draft.ts';
import { AlertFault } from './alert-fault.tsx';
import { AlertForm, type FormInWork } from './alert-form.tsx';
import { DueList, RegisterList } from './alert-lists.tsx';
import { AlertView } from './alert-view.tsx';
import { DeclinedList } from './declined-list.tsx';
import { EndedList } from './ended-list.tsx';
import { keepForm, takeKeptForm } from './kept-form.ts';
import { MetList } from './met-list.tsx';
import { WaitingList } from './waiting-list.tsx';
import './alerts-page.css';

const VIEWS = ['list', 'due', 'waiting', 'met', 'ended', 'declined'] as const;
type ViewName = (typeof VIEWS)[number];

export function AlertsPage({ use }: { use: SessionUse }): ReactNode {
  const { t } = useWords();
  const { session, onSessionEnd } = use;
  const whose = `${session.state} ${session.user}`;
  const [view, setView] = useState<ViewName>('list');
  const [named, setNamed] = useState<Named>();
  const [chosen, setChosen] = useState<string>();
  const [form, setForm] = useState<FormInWork | undefined>(() => takeKeptForm(whose));
  const [told, setTold] = useState('');
  const { value: registers, fault, read } = useReply(fetchRegisters, onSessionEnd);
  const first = useRef<HTMLButtonElement>(null);
  const result = useRef<HTMLParagraphElement>(null);
  useEffect(() => first.current?.focus(), []);
  // What was pressed is gone with its form: the keyboard goes on from what came of it.
  useEffect(() => {
    if (told !== '') result.current?.focus();
  }, [told]);
  const keep = useCallback(
    (next: FormInWork | undefined) => {
      keepForm(whose, next);
      setForm(next);
    },
    [whose],
  );
  useWarningBeforeLeaving(form !== undefined);

  const register = registers && (registers.find(({ id }) => id === chosen) ?? firstOf(registers));
  const open = (next: ViewName) => {
    setView(next);
    setNamed(undefined);
    setTold('');
  };
  const done = (word: string) => {
    setTold(word);
    read();
  };
  const body = () => {
    if (form !== undefined) {
      return (
        <AlertForm
          use={use}
          form={form}
          onChange={(draft) => keep({ ...form, draft })}
          onGiveUp={() => keep(undefined)}
          onSent={(isWaiting) => {
            keep(undefined);
            setNamed(undefined);
            if (isWaiting) setView('waiting');
            done(t(isWaiting ? 'alerts.now-waiting' : 'alerts.now-in-force', { id: String(form.draft.id) }));
          }}
        />
      );
    }
    if (registers === undefined || register === undefined) return null;
    if (named !== undefined) {
      const held = registers.find(({ id }) => id === named.register);
      const update = (draft: Draft) => held && keep({ step: 'update', register: held, draft });
      return (
        <AlertView
          key={`${named.register} ${named.alertId}`}
          use={use}
          named={named}
          register={held}
          onUpdate={update}
          onDone={done}
          onBack={() => setNamed(undefined)}
        />
      );
    }
    if (view === 'due') return <DueList use={use} onOpen={setNamed} />;
    if (view === 'waiting') return <WaitingList use={use} onDone={done} />;
    if (view === 'met') return <MetList use={use} />;
    if (view === 'ended') return <EndedList use={use} />;
    if (view === 'declined') return <DeclinedList use={use} onDone={done} />;
    const enter = () => {
      setTold('');
      const fresh = { kind: register.kind, state: session.state, register: register.id, now: Date.now() };
      keep({ step: 'enter', register, draft: freshDraft(fresh) });
    };
    return (
      <RegisterList
        use={use}
        registers={registers}
        register={register}
        onRegister={setChosen}
        onOpen={setNamed}
        onEnter={enter}
      />
    );
  };
  return (
    <>
      <PageHeader use={use} />
      <main className="alerts">
        <h1>{t('page.alerts')}</h1>
        <nav className="views" aria-label={t('page.alerts')}>
          {VIEWS.map((name, place) => (
            <button
              key={name}
              type="button"
              className="side-button"
              aria-pressed={form === undefined && view === name}
              disabled={form !== undefined}
              onClick={() => open(name)}
              ref={place === 0 ? first : undefined}
            >
              {t(`alerts.${name}`)}
            </button>
          ))}
        </nav>
        <p className="told" role="status" tabIndex={-1} ref={result}>
          {told}
        </p>
        {fault !== undefined && <AlertFault fault={fault} />}
        {registers === undefined && fault === undefined && <p>{t('screen.loading')}</p>}
        {registers?.length === 0 && <p>{t('alerts.no-register')}</p>}
        {body()}
      </main>
    </>
  );
}

/** One that people keep comes first: that is where an operator works. */
function firstOf(registers: readonly RegisterHeld[]): RegisterHeld | undefined {
  return registers.find(({ isKeptByHand }) => isKeptByHand) ?? registers[0];
}

/** The browser asks before it forgets what was typed. */
function useWarningBeforeLeaving(isTyping: boolean): void {
  useEffect(() => {
    if (!isTyping) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isTyping]);
}
