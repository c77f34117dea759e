// SPDX-License-Identifier: Apache-2.0
// Where a list comes in: pasted, dropped or chosen as a file. Ctrl and Enter ask.
import { type DragEvent, type KeyboardEvent, type ReactNode, type RefObject, useRef, useState } from 'react';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { KeyCap } from '../screen/key-cap.tsx';
import { textOfFile } from './read-list.ts';
import { refusalText } from './refusal-text.ts';

interface ListBoxProps {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  /** How many travellers would be asked about. */
  readonly count: number;
  readonly asking: boolean;
  /** A result stands below: the box makes room for it. */
  readonly isDone: boolean;
  readonly onText: (text: string) => void;
  readonly onAsk: () => void;
  readonly onStop: () => void;
  readonly onClear: () => void;
}

export function ListBox({ box, text, count, asking, isDone, onText, onAsk, onStop, onClear }: ListBoxProps): ReactNode {
  const words = useWords();
  const { t } = words;
  const file = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<Fault>();
  const [isOver, setIsOver] = useState(false);

  const take = async (given: Blob | undefined) => {
    if (given === undefined || asking) return;
    const read = await textOfFile(given);
    setFault(typeof read === 'string' ? undefined : read);
    // A file that is none takes the list before it away too: nobody may be asked in the belief that it is the new one.
    onText(typeof read === 'string' ? read : '');
    box.current?.focus();
  };
  const write = (written: string) => {
    setFault(undefined);
    onText(written);
  };
  const onDragOver = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(!asking);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onAsk();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is a second way; the button beside it is the first
    <section
      className={isOver ? 'list-box list-box-over' : 'list-box'}
      onDragOver={onDragOver}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
    >
      <textarea
        ref={box}
        className="box list-text"
        aria-label={t('list.box')}
        aria-describedby="list-understood"
        placeholder={t('list.placeholder')}
        rows={isDone ? 3 : 7}
        value={text}
        readOnly={asking}
        dir="auto"
        wrap={text === '' ? 'soft' : 'off'}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="list-buttons">
        {asking ? (
          <button type="button" className="main-button" onClick={onStop}>
            {t('list.stop')}
          </button>
        ) : (
          <button type="button" className="main-button" aria-disabled={count === 0} onClick={onAsk}>
            {t('list.ask', { count })} <KeyCap>Ctrl Enter</KeyCap>
          </button>
        )}
        <button
          type="button"
          className="side-button"
          aria-disabled={asking}
          onClick={() => asking || file.current?.click()}
        >
          {t('list.file')}
        </button>
        <button type="button" className="side-button" aria-disabled={asking} onClick={() => asking || onClear()}>
          {t('list.clear')}
        </button>
        <input
          ref={file}
          className="unseen"
          type="file"
          tabIndex={-1}
          aria-hidden="true"
          accept=".csv,.txt,.tsv,text/plain,text/csv"
          onChange={(event) => {
            void take(event.target.files?.[0]);
            // The same file may be chosen once more, after it was corrected.
            event.target.value = '';
          }}
        />
      </div>
      {fault !== undefined && <FaultNote fault={fault} told={refusalText(words, fault)} />}
    </section>
  );
}
