// SPDX-License-Identifier: Apache-2.0
// What the dialogs of keys consist of: each key beside what it does, and the switches below them.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';

export function KeyList({ keys }: { keys: readonly { caps: readonly string[]; key: string }[] }): ReactNode {
  const { t } = useWords();
  return (
    <dl>
      {keys.map(({ caps, key }) => (
        <div className="row" key={key}>
          <dt>
            {caps.map((cap) => (
              <kbd key={cap} dir="ltr">
                {cap}
              </kbd>
            ))}
          </dt>
          <dd>{t(key)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A choice that belongs to the keys. */
export function KeySwitch({ label, on, onChange }: { label: string; on: boolean; onChange: () => void }): ReactNode {
  return (
    <label className="switch">
      <input type="checkbox" checked={on} onChange={onChange} />
      {label}
    </label>
  );
}
