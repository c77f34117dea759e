// SPDX-License-Identifier: Apache-2.0
// The officer's page: one box, one verdict, the States behind it, what to do. Everything works without a mouse.
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { addWords } from '../language/catalogue.ts';
import { useWords } from '../language/use-words.ts';
import { changeSettings, currentSettings, themeAfter, useSettings } from '../look/settings.ts';
import { PageHeader } from '../screen/page-header.tsx';
import { AskBox } from './ask-box.tsx';
import { beginWith, type Draft, purposeAfter } from './draft.ts';
import { HistoryStrip } from './history-strip.tsx';
import { HitDetails } from './hit-details.tsx';
import { KeyHints } from './key-hints.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { NextSteps } from './next-steps.tsx';
import { PrintSlip } from './print-slip.tsx';
import { PurposeFields } from './purpose-fields.tsx';
import { readInput } from './reading.ts';
import { SecondKey } from './second-key.tsx';
import { canBeAskedWith, secondKeyWanted } from './second-key-wanted.ts';
import { SessionNotice } from './session-notice.tsx';
import type { Shortcut } from './single-key.ts';
import { StateCards } from './state-cards.tsx';
import { useConfirmations } from './use-confirmations.ts';
import { useOfficerKeys } from './use-officer-keys.ts';
import { useQueryStream } from './use-query-stream.ts';
import { useVerdictEffects } from './use-verdict-effects.ts';
import { VerdictBlock } from './verdict-block.tsx';
import { VerdictVoice } from './verdict-voice.tsx';
import {
  beginsAnew,
  NONE_WAITING,
  nextText,
  type Waiting,
  withEnter,
  withPasted,
  withText,
  withUnanswered,
} from './waiting.ts';
import { WaitingTexts } from './waiting-texts.tsx';
import './officer-page.css';
import './print.css';

/** Loads with the first hit: the page itself has a bound. */
const ConfirmationSection = lazy(async () => {
  const [section] = await Promise.all([import('./confirmation-section.tsx'), addWords('confirm')]);
  return { default: section.ConfirmationSection };
});

export function OfficerPage({ use, draft }: { use: SessionUse; draft: { current: Draft | undefined } }): ReactNode {
  const { session } = use;
  const { t } = useWords();
  const { singleKeysOn } = useSettings();
  const [fields, setFields] = useState<Draft>(() => beginWith(draft.current, session));
  const [caseMissing, setCaseMissing] = useState(false);
  const [keysOpen, setKeysOpen] = useState(false);
  const [keyUnreadable, setKeyUnreadable] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const caseField = useRef<HTMLInputElement>(null);
  const secondKeyField = useRef<HTMLInputElement>(null);
  const stream = useQueryStream(session, use.onSessionEnd);
  const { view } = stream;
  const reading = useMemo(() => readInput(fields.input), [fields.input]);
  const labelOf = useCallback((input: string) => readInput(input).label, []);
  const { history, kept } = useVerdictEffects(view, labelOf);
  const confirmations = useConfirmations(use, view);
  const asking = view.phase === 'asking';
  const wanted = secondKeyWanted(view);
  const waiting = fields.waiting ?? NONE_WAITING;
  // A scan that was begun under a query is ended as it was begun, also when the answer came between two of its characters.
  const keepsOthers = asking || waiting.begun !== '';

  useEffect(() => {
    draft.current = fields;
  }, [draft, fields]);

  const focusBox = () => box.current?.focus();
  const change = (part: Partial<Draft>) => setFields((before) => ({ ...before, ...part }));
  const write = (input: string) => {
    if (asking) return;
    // The verdict on the screen is always about the text in the box.
    stream.clear();
    change({ input, secondKey: '' });
    setKeyUnreadable(false);
    focusBox();
  };
  const keep = (then: (before: Waiting) => Waiting) => {
    setFields((before) => ({ ...before, waiting: then(before.waiting ?? NONE_WAITING) }));
    focusBox();
  };
  /** Text that takes the place of what stands in the box. */
  const begin = (input: string) => {
    if (view.phase === 'failed') keep((before) => withUnanswered(before, view.input));
    write(input);
  };
  const type = (input: string) => {
    if (view.phase === 'failed' && beginsAnew(input, view.input)) begin(input);
    else write(input);
  };
  const next = () => {
    if (asking) return;
    const { text, waiting: left } = nextText(waiting);
    write(text);
    change({ waiting: left });
  };
  const ask = (secondKey = view.phase === 'ready' ? undefined : view.secondKey) => {
    if (fields.input.trim() === '') return focusBox();
    const caseRef = fields.caseRef.trim();
    setCaseMissing(caseRef === '');
    if (caseRef === '') return caseField.current?.focus();
    const { input, purpose } = fields;
    stream.ask({ input, purpose, caseRef, ...(secondKey === undefined ? {} : { secondKey }) });
    focusBox();
  };
  const askWithSecondKey = () => {
    const secondKey = fields.secondKey.trim();
    const isReadable = canBeAskedWith(fields.input, secondKey);
    setKeyUnreadable(!isReadable);
    if (isReadable) ask(secondKey);
    else secondKeyField.current?.focus();
  };
  const goBack = () => {
    if (kept === undefined || asking) return;
    stream.restore(kept);
    change({ input: kept.input, secondKey: kept.secondKey ?? '' });
    focusBox();
  };
  const run = (shortcut: Shortcut) => {
    switch (shortcut) {
      case 'ask-again':
        return ask();
      case 'second-key':
        return secondKeyField.current?.focus();
      case 'confirm':
        return confirmations.chooseNext();
      case 'print':
        return view.phase === 'answered' ? window.print() : undefined;
      case 'theme':
        return asking ? undefined : changeSettings({ theme: themeAfter(currentSettings().theme) });
      case 'sound':
        return changeSettings({ soundOn: !currentSettings().soundOn });
      case 'keys':
        return setKeysOpen(true);
    }
  };
  useOfficerKeys({
    box,
    singleKeysOn,
    answered: view.phase === 'answered',
    run,
    onNext: next,
    onPurpose: () => asking || change({ purpose: purposeAfter(fields.purpose, session.purposes) }),
    onType: (text) => (keepsOthers ? keep((before) => withText(before, text)) : begin(text)),
    onKeep: keep,
    onKeepEnter: () => {
      keep(withEnter);
      stream.noteEnter();
    },
    keepsOthers,
  });

  return (
    <>
      <PageHeader use={use} themeHeld={asking} onKeys={() => setKeysOpen(true)}>
        <PurposeFields
          purposes={session.purposes}
          purpose={fields.purpose}
          caseRef={fields.caseRef}
          caseField={caseField}
          caseMissing={caseMissing && fields.caseRef.trim() === ''}
          onPurpose={(purpose) => change({ purpose })}
          onCaseRef={(caseRef) => change({ caseRef })}
          onDone={focusBox}
        />
      </PageHeader>
      <main className="officer">
        <h1 className="unseen">{t('officer.title')}</h1>
        <SessionNotice session={session} activity={view} onSessionEnd={use.onSessionEnd} />
        <AskBox
          box={box}
          input={fields.input}
          reading={reading}
          asking={asking}
          answered={view.phase === 'answered'}
          failed={view.phase === 'failed'}
          onInput={type}
          onKeepPasted={(text) => keep((before) => withPasted(before, text))}
          onAsk={() => ask()}
          keepsOthers={keepsOthers}
          onNext={next}
        />
        <WaitingTexts waiting={waiting} />
        <VerdictVoice view={view} />
        {view.phase !== 'ready' && <VerdictBlock view={view} onPrint={() => run('print')} />}
        {wanted !== undefined && (
          <SecondKey
            field={secondKeyField}
            wanted={wanted}
            value={fields.secondKey}
            asked={view.phase === 'answered' ? view.secondKey : undefined}
            isUnreadable={keyUnreadable}
            onInput={(secondKey) => change({ secondKey })}
            onAsk={askWithSecondKey}
          />
        )}
        <StateCards view={view} />
        <HitDetails view={view} />
        {confirmations.hits.length + confirmations.earlier.length > 0 && (
          <Suspense fallback={null}>
            <ConfirmationSection confirmations={confirmations} onClosed={focusBox} />
          </Suspense>
        )}
        <NextSteps view={view} onAskAgain={() => ask()} />
        <footer className="foot">
          <KeyHints />
          <HistoryStrip
            history={history.filter((past) => view.phase !== 'answered' || past.logIndex !== view.verdict.logIndex)}
            kept={kept?.verdict.logIndex}
            onBack={goBack}
          />
        </footer>
      </main>
      <PrintSlip view={view} session={session} />
      {keysOpen && (
        <KeysDialog
          onClose={() => {
            setKeysOpen(false);
            focusBox();
          }}
        />
      )}
    </>
  );
}
