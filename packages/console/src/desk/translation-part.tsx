// SPDX-License-Identifier: Apache-2.0
// A machine translation below what a message says, which stays where it is: by whose machine, as text and as nothing else, kept nowhere.
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { languageOf } from '../language/languages.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import type { OpenedMessage } from './desk-calls.ts';
import { ruleText } from './handling-rule.ts';
import { type Translation, translateMessage } from './translation-calls.ts';

interface TranslationPartProps {
  readonly use: SessionUse;
  readonly id: string;
  readonly offered: NonNullable<OpenedMessage['translation']>;
}

export function TranslationPart({ use, id, offered }: TranslationPartProps): ReactNode {
  const { t } = useWords();
  const { i18n } = useTranslation();
  const language = languageOf(i18n.language) ?? 'en';
  const [translation, setTranslation] = useState<Translation>();
  const [isAsking, setIsAsking] = useState(false);
  const [fault, setFault] = useState<Fault>();
  if (offered.refused !== undefined) {
    return (
      <p className="soft">
        {t('desk.translation-stopped')} {ruleText(t, offered.refused)}
      </p>
    );
  }
  const ask = async () => {
    setIsAsking(true);
    setFault(undefined);
    const reply = await translateMessage(use.session, id, language);
    setIsAsking(false);
    if (!reply.ok) return endsSession(reply.fault) ? use.onSessionEnd() : setFault(reply.fault);
    setTranslation(reply.value);
  };
  // In another language of the screen it is asked for anew.
  const shown = translation?.to === language ? translation : undefined;
  return (
    <section className="translation" aria-label={t('desk.translation')}>
      {shown === undefined && (
        <p>
          <button
            type="button"
            className="side-button"
            aria-disabled={isAsking}
            onClick={() => !isAsking && void ask()}
          >
            {t('desk.translate')}
          </button>{' '}
          <span className="soft">
            {t('desk.translate-by')} <bdi>{offered.by}</bdi>
          </span>
        </p>
      )}
      {fault !== undefined && <FaultNote fault={fault} />}
      <div role="status">
        {shown !== undefined && (
          <>
            <h4>
              {t('desk.translation')} <bdi>{shown.by}</bdi>
            </h4>
            <dl className="said" lang={shown.to}>
              {shown.texts.map(({ of, field, text }) => (
                <div className="said-long" key={`${of} ${field}`}>
                  <dt>{t(`said-field.${field}`)}</dt>
                  <dd>
                    <bdi dir="auto">{text}</bdi>
                  </dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </div>
    </section>
  );
}
