// SPDX-License-Identifier: Apache-2.0
// One line that is typed and said with Enter. It is empty again when it was done, and stays as typed when it was not.
import { type FormEvent, type ReactNode, useState } from 'react';

interface OneLineFormProps {
  readonly name: string;
  readonly label: string;
  readonly button: string;
  readonly charactersMax: number;
  readonly first?: string;
  /** Several lines, where Ctrl and Enter say them. */
  readonly isLong?: boolean;
  /** What else is said with it; shown once something is typed. */
  readonly children?: ReactNode;
  readonly onSay: (text: string) => Promise<boolean>;
}

export function OneLineForm(props: OneLineFormProps): ReactNode {
  const { name, label, button, charactersMax, first = '', isLong = false, children, onSay } = props;
  const [text, setText] = useState(first);
  const [isBusy, setBusy] = useState(false);
  const say = async () => {
    if (isBusy || text.trim() === '') return;
    setBusy(true);
    const isDone = await onSay(text.trim());
    setBusy(false);
    if (isDone) setText('');
  };
  const shared = {
    name,
    value: text,
    maxLength: charactersMax,
    'aria-label': label,
    placeholder: label,
    autoComplete: 'off',
    dir: 'auto',
  } as const;
  return (
    <form
      className="case-form"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void say();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') (event.target as HTMLElement).blur();
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void say();
      }}
    >
      {isLong ? (
        <textarea {...shared} rows={2} onChange={({ target }) => setText(target.value)} />
      ) : (
        <input {...shared} onChange={({ target }) => setText(target.value)} />
      )}
      {text.trim() !== '' && (
        <>
          {children}
          <button type="submit" className="quiet-button" aria-disabled={isBusy}>
            {button}
          </button>
        </>
      )}
    </form>
  );
}
