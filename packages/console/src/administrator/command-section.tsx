// SPDX-License-Identifier: Apache-2.0
// The commands with which an administrator works on the node's own machine.
import type { ReactNode } from 'react';
import { useWords } from '../language/use-words.ts';

const COMMANDS = [
  { line: 'iims keys rotate --dir DIR --use USE --out FILE', key: 'node.command-rotate' },
  { line: 'iims keys revoke --dir DIR --key ID --out FILE', key: 'node.command-revoke' },
  { line: 'iims trust bring FILE --dir DIR', key: 'node.command-bring' },
  { line: 'iims partner test --dir DIR --state STATE', key: 'node.command-test' },
  { line: 'iims audit verify --dir DIR', key: 'node.command-verify' },
  { line: 'iims user add --dir DIR --user NAME --role ROLE', key: 'node.command-add' },
  { line: 'iims user disable --dir DIR --user NAME', key: 'node.command-disable' },
  { line: 'iims user list --dir DIR', key: 'node.command-list' },
] as const;

export function CommandSection(): ReactNode {
  const { t } = useWords();
  return (
    <section className="card" aria-labelledby="commands">
      <h2 id="commands">{t('node.commands')}</h2>
      <p className="soft">{t('node.commands-why')}</p>
      <dl className="commands">
        {COMMANDS.map(({ line, key }) => (
          <div className="row" key={key}>
            <dt>
              <code dir="ltr">{line}</code>
            </dt>
            <dd>{t(key)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
