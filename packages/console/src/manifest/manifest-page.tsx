// SPDX-License-Identifier: Apache-2.0
// The page for a bus, a ferry or a flight: a list in, what was understood, one job to all States, hits first.
import type { Traveller } from '@iims/wire/manifest';
import { type ReactNode, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import { useWords } from '../language/use-words.ts';
import { currentSettings } from '../look/settings.ts';
import { beginWith, type Draft, purposeAfter } from '../query/draft.ts';
import { playNotes } from '../query/play-notes.ts';
import { PurposeFields } from '../query/purpose-fields.tsx';
import { SessionNotice } from '../query/session-notice.tsx';
import { notesOf } from '../query/tones.ts';
import { NONE_WAITING, withUnanswered } from '../query/waiting.ts';
import { PageHeader } from '../screen/page-header.tsx';
import { ListBox } from './list-box.tsx';
import { ListProgress } from './list-progress.tsx';
import { ListResults } from './list-results.tsx';
import { ListSlip } from './list-slip.tsx';
import { ListVerdict } from './list-verdict.tsx';
import { answerOf, type ListView, wordOfList } from './manifest-state.ts';
import { readList } from './read-list.ts';
import { textOfTraveller } from './text-of-traveller.ts';
import { Understood } from './understood.tsx';
import { useManifest } from './use-manifest.ts';
import '../query/officer-page.css';
import '../query/print.css';
import './manifest-page.css';

export function ManifestPage({ use, draft }: { use: SessionUse; draft: { current: Draft | undefined } }): ReactNode {
  const { session } = use;
  const { t } = useWords();
  const [{ listView, ...begun }] = useState<Draft>(() => beginWith(draft.current, session));
  const [fields, setFields] = useState<Omit<Draft, 'listView'>>(begun);
  const [caseMissing, setCaseMissing] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const caseField = useRef<HTMLInputElement>(null);
  const { view, ask, askAgain, stop, clear } = useManifest(session, use.onSessionEnd, listView);
  const text = fields.list ?? '';
  const read = useDeferredList(text);
  const asking = view?.phase === 'asking';
  const change = (part: Partial<Draft>) => setFields((before) => ({ ...before, ...part }));

  useEffect(() => {
    draft.current = view === undefined ? fields : { ...fields, listView: view };
  }, [draft, fields, view]);
  useEffect(() => box.current?.focus(), []);
  useSoundAtEnd(view);
  usePurposeKey(() => asking || change({ purpose: purposeAfter(fields.purpose, session.purposes) }));

  const write = (list: string) => {
    if (asking) return;
    // The result on the screen is always about the text in the box.
    clear();
    change({ list });
  };
  const askAlone = useCallback(
    (traveller: Traveller) => {
      const { input, waiting = NONE_WAITING, ...left } = draft.current!;
      // What stands in the box already is not lost: it is the next.
      const kept = input.trim() === '' ? waiting : withUnanswered(waiting, input);
      draft.current = { ...left, input: textOfTraveller(left.list ?? '', traveller), secondKey: '', waiting: kept };
      location.hash = '#query';
    },
    [draft],
  );
  const askList = () => {
    // What is asked is what stands in the box, not what was read of it a moment ago.
    const current = readList(text, new Date().getFullYear());
    if (asking || current.kind !== 'list' || current.manifest.travellers.length === 0) return box.current?.focus();
    const caseRef = fields.caseRef.trim();
    setCaseMissing(caseRef === '');
    if (caseRef === '') return caseField.current?.focus();
    ask({ text, purpose: fields.purpose, caseRef }, current.manifest);
  };

  return (
    <>
      <PageHeader use={use} themeHeld={asking}>
        <PurposeFields
          purposes={session.purposes}
          purpose={fields.purpose}
          caseRef={fields.caseRef}
          caseField={caseField}
          caseMissing={caseMissing && fields.caseRef.trim() === ''}
          onPurpose={(purpose) => change({ purpose })}
          onCaseRef={(caseRef) => change({ caseRef })}
          onDone={() => box.current?.focus()}
        />
      </PageHeader>
      <main className="manifest">
        <h1 className="unseen">{t('list.title')}</h1>
        <SessionNotice session={session} activity={view?.logIndexes} onSessionEnd={use.onSessionEnd} />
        <div className="ask">
          <ListBox
            box={box}
            text={text}
            count={read.kind === 'list' ? read.manifest.travellers.length : 0}
            asking={asking}
            isDone={view !== undefined}
            onText={write}
            onAsk={askList}
            onStop={stop}
            onClear={() => {
              write('');
              box.current?.focus();
            }}
          />
          {view === undefined && <Understood read={read} />}
        </div>
        {view !== undefined && (
          <>
            <ListVerdict view={view} onPrint={() => window.print()} />
            <ListProgress view={view} />
            <ListResults view={view} onAskAgain={askAgain} onAlone={askAlone} />
          </>
        )}
      </main>
      {view !== undefined && view.phase !== 'asking' && <ListSlip view={view} session={session} />}
    </>
  );
}

/** Reading 1,000 lines takes some milliseconds: typing goes first. */
function useDeferredList(text: string) {
  const deferred = useDeferredValue(text);
  return useMemo(() => readList(deferred, new Date().getFullYear()), [deferred]);
}

/** One sound when the list has ended; a hit under discreet check keeps it silent. */
function useSoundAtEnd(view: ListView | undefined): void {
  const phase = view?.phase;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the list ends
  useEffect(() => {
    if (view === undefined || phase === 'asking' || !currentSettings().soundOn) return;
    const word = wordOfList(view);
    const hits = [...view.rows.values()].flatMap((row) => answerOf(row)?.answers.flatMap(({ hits }) => hits) ?? []);
    if (word !== 'asking') playNotes(notesOf(word, hits));
  }, [phase]);
}

function usePurposeKey(onPurpose: () => void): void {
  const latest = useRef(onPurpose);
  latest.current = onPurpose;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'F2') return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
