// SPDX-License-Identifier: Apache-2.0
// Of which States the contact points are asked.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';

interface StateChoiceProps {
  readonly states: readonly string[];
  readonly chosen: readonly string[];
  readonly onChoose: (states: readonly string[]) => void;
}

export function StateChoice({ states, chosen, onChoose }: StateChoiceProps): ReactNode {
  const { t, state } = useWords();
  return (
    <fieldset className="checks">
      <legend className="field-label">{t('checks.whom')}</legend>
      {states.map((one) => (
        <label key={one} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(one)}
            onChange={({ target }) =>
              onChoose(target.checked ? [...chosen, one] : chosen.filter((other) => other !== one))
            }
          />
          {state(one)}
        </label>
      ))}
      {states.length === 0 && <span className="soft">{t('contacts.none')}</span>}
    </fieldset>
  );
}
