// SPDX-License-Identifier: Apache-2.0
// After a compare on a person: one field for a second key. Enter asks again, with both.
import { type KeyboardEvent, type ReactNode, type RefObject, useId } from 'react';
import { useWords } from '../language/use-words.ts';
import { useSettings } from '../look/settings.ts';
import { KeyCap } from '../screen/key-cap.tsx';
import type { SecondKeyWanted } from './second-key-wanted.ts';

interface SecondKeyProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly wanted: SecondKeyWanted;
  readonly value: string;
  /** With which the answer on the screen was asked. */
  readonly asked: string | undefined;
  readonly isUnreadable: boolean;
  readonly onInput: (text: string) => void;
  readonly onAsk: () => void;
}

export function SecondKey({ field, wanted, value, asked, isUnreadable, onInput, onAsk }: SecondKeyProps): ReactNode {
  const { t } = useWords();
  const { singleKeysOn } = useSettings();
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onAsk();
  };
  return (
    <section className="second-key card" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{t(asked === undefined ? 'second.title' : 'second.still')}</h3>
      <p>{t(asked === undefined ? `second.why-${wanted}` : 'second.not-found')}</p>
      <label htmlFor={id}>
        {t(`second.${wanted}`)} {singleKeysOn && <KeyCap>K</KeyCap>}
      </label>
      <div className="second-key-row">
        <input
          id={id}
          ref={field}
          type="text"
          dir="ltr"
          value={value}
          maxLength={64}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          enterKeyHint="go"
          aria-invalid={isUnreadable}
          aria-describedby={isUnreadable ? `${id}-problem` : undefined}
          onChange={(event) => onInput(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="main-button" onClick={onAsk}>
          {t('second.ask')} <KeyCap>Enter</KeyCap>
        </button>
      </div>
      {isUnreadable && (
        <p id={`${id}-problem`} className="bad" role="alert">
          {t(`second.unreadable-${wanted}`, { example: 'UTO L898902C3' })}
        </p>
      )}
    </section>
  );
}
