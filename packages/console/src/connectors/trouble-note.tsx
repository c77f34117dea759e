// SPDX-License-Identifier: Apache-2.0
// What is wrong with a connector and what to do about it; the code stands small beside it for whoever has to act.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';
import { CONNECTOR_TODOS } from './connector-codes.ts';
import type { Trouble } from './connectors.ts';

export function TroubleNote({ trouble, failures }: { trouble: Trouble; failures: number }): ReactNode {
  const { t } = useWords();
  const { code, field, rule } = trouble;
  const isKnown = (CONNECTOR_TODOS as readonly string[]).includes(code);
  return (
    <div className="connector-note connector-trouble">
      <p>{isKnown ? t(`connector-todo.${code}`) : t('connectors.other-trouble')}</p>
      {failures > 0 && <p className="soft">{t('connectors.failures', { failures })}</p>}
      <p className="number soft">
        <bdi>{[code, field, rule].filter((part) => part !== undefined).join(' · ')}</bdi>
      </p>
    </div>
  );
}
