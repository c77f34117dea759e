// SPDX-License-Identifier: Apache-2.0
// The layers of a test, one by one: whether each holds, what was seen, how long it took, and what to do where it does not.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import type { LayerResult } from './partners.ts';
import { type Status, StatusMark } from './status-mark.tsx';
import { foundText, layerText, todoText } from './test-text.ts';

export function TestResult({ layers }: { layers: readonly LayerResult[] }): ReactNode {
  return (
    <ol className="layers">
      {layers.map((result) => (
        <LayerRow result={result} key={result.layer} />
      ))}
    </ol>
  );
}

function LayerRow({ result }: { result: LayerResult }): ReactNode {
  const words = useWords();
  const { t } = words;
  const { layer, outcome, ms, code, todo } = result;
  return (
    <li className={`layer layer-${outcome}`}>
      <StatusMark status={MARKS[outcome]} />
      <p className="layer-name">
        {layerText(words, layer)} <span className="unseen">{t(`layer-outcome.${outcome}`)}</span>
      </p>
      <p className="layer-found">
        <bdi>{outcome === 'not-tried' ? t('layer-outcome.not-tried') : foundText(words, result)}</bdi>
      </p>
      <p className="layer-time number">{ms === undefined ? '' : t('layer.time', { time: ms === 0 ? '<1' : ms })}</p>
      {code !== undefined && (
        <div className="layer-todo">
          <p>{todoText(words, code, todo)}</p>
          <p className="number soft">{code}</p>
        </div>
      )}
    </li>
  );
}

const MARKS: Readonly<Record<LayerResult['outcome'], Status>> = {
  passed: 'good',
  warned: 'warning',
  failed: 'bad',
  'not-tried': 'none',
};
