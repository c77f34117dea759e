// SPDX-License-Identifier: Apache-2.0
// The one box. A scanner and a person type into it alike; Enter asks, or opens the next line of a machine-readable zone.
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
} from 'react';
import { useWords } from '../language/use-words.ts';
import { KeyCap } from '../screen/key-cap.tsx';
import { meaningOfEnter } from './enter-key.ts';
import { ReadBack } from './read-back.tsx';
import type { Reading } from './reading.ts';

/** From here on the line is set small enough that a document line of 44 characters fits on a phone. */
const LONG_LINE = 24;

interface AskBoxProps {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly input: string;
  readonly reading: Reading;
  readonly asking: boolean;
  /** The keys go to a text that waits, and not into the box. */
  readonly keepsOthers: boolean;
  /** The text in the box has been answered: Esc or the next scan replaces it. */
  readonly answered: boolean;
  readonly failed: boolean;
  readonly onInput: (text: string) => void;
  /** What is pasted while the box is another's. */
  readonly onKeepPasted: (text: string) => void;
  readonly onAsk: () => void;
  readonly onNext: () => void;
}

export function AskBox(props: AskBoxProps): ReactNode {
  const { box, input, reading, asking, answered } = props;
  const { t } = useWords();

  useEffect(() => box.current?.focus(), [box]);
  const isOver = answered || props.failed;
  // After an answer, or none, the text is selected, so that the next scan replaces it without a key, and is not added to it.
  useLayoutEffect(() => {
    if (isOver) box.current?.select();
  }, [isOver, box]);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.shiftKey) return;
    event.preventDefault();
    if (props.keepsOthers) return;
    const meaning = event.ctrlKey ? 'ask' : meaningOfEnter(input);
    if (meaning === 'ask') props.onAsk();
    if (meaning === 'new-line') props.onInput(`${input.trimEnd()}\n`);
  };

  // Some readers paste what they scan, and a box that takes no text drops it.
  const onPaste = (event: ClipboardEvent) => {
    if (!props.keepsOthers) return;
    event.preventDefault();
    props.onKeepPasted(event.clipboardData.getData('text'));
  };

  const lines = input.split('\n');
  const isLong = lines.some((line) => line.length > LONG_LINE);
  return (
    <section className="ask">
      <div className="ask-row">
        <textarea
          ref={box}
          className={isLong ? 'box box-long' : 'box'}
          aria-label={t('box.label')}
          aria-describedby="read-back"
          placeholder={t('box.placeholder')}
          rows={Math.min(Math.max(lines.length, isLong ? 2 : 1), 4)}
          value={input}
          readOnly={asking}
          dir="ltr"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          enterKeyHint="go"
          onChange={(event) => props.onInput(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <div className="ask-buttons">
          <button type="button" className="main-button" onClick={props.onAsk}>
            {t(isOver ? 'box.ask-again' : 'box.ask')} <KeyCap>Enter</KeyCap>
          </button>
          <button type="button" className="side-button" onClick={props.onNext}>
            {t('box.next')} <KeyCap>Esc</KeyCap>
          </button>
        </div>
      </div>
      <ReadBack reading={reading} />
    </section>
  );
}
