// SPDX-License-Identifier: Apache-2.0
// Of which States the contact points are asked, or which of them alone.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import type { Asked, Directory, Whom } from './contact-calls.ts';
import { pointsOf } from './whom.ts';

interface WhomChoiceProps {
  /** Of partners. */
  readonly directories: readonly Directory[];
  readonly whom: Whom;
  readonly onChoose: (whom: Whom) => void;
}

export function WhomChoice({ directories, whom, onChoose }: WhomChoiceProps): ReactNode {
  const { t } = useWords();
  return (
    <fieldset className="checks">
      <legend className="field-label">{t('checks.whom')}</legend>
      {directories.map((directory) => (
        <StateChoice key={directory.state} directory={directory} whom={whom} onChoose={onChoose} />
      ))}
      {directories.length === 0 && <span className="soft">{t('contacts.none')}</span>}
    </fieldset>
  );
}

interface StateChoiceProps extends Omit<WhomChoiceProps, 'directories'> {
  readonly directory: Directory;
}

/** The whole State, or some of its points: the one takes the other away. */
function StateChoice({ directory, whom: { states, points }, onChoose }: StateChoiceProps): ReactNode {
  const { t, state } = useWords();
  const own = directory.state;
  const isWhole = states.includes(own);
  const others = {
    states: states.filter((other) => other !== own),
    points: points.filter((point) => point.state !== own),
  };
  const chosen = points.filter((point) => point.state === own);
  const chooseState = (isOn: boolean) => onChoose(isOn ? { ...others, states: [...others.states, own] } : others);
  const choosePoint = (point: Asked, isOn: boolean) => {
    const kept = chosen.filter(({ id }) => id !== point.id);
    onChoose({ ...others, points: [...others.points, ...kept, ...(isOn ? [point] : [])] });
  };
  const valid = pointsOf(directory);
  return (
    <div className="whom">
      <label className="check">
        <input type="checkbox" checked={isWhole} onChange={({ target }) => chooseState(target.checked)} />
        {state(own)}
        {valid.length === 0 && <span className="soft"> · {t('checks.nobody')}</span>}
      </label>
      {valid.length > 1 && (
        <details className="whom-points">
          <summary>
            {t('checks.single')} {chosen.length > 0 && <span className="number">{chosen.length}</span>}
          </summary>
          {valid.map(({ id, title }) => (
            <label key={id} className="check">
              <input
                type="checkbox"
                checked={chosen.some((point) => point.id === id)}
                onChange={({ target }) => choosePoint({ state: own, id }, target.checked)}
              />
              <bdi>{title}</bdi>
            </label>
          ))}
        </details>
      )}
    </div>
  );
}
