// SPDX-License-Identifier: Apache-2.0
// Fills the form with a template of its kind, and keeps what stands in the form as one.
import { TEMPLATE_FIELDS_CHARACTERS_MAX, TEMPLATE_NAME_CHARACTERS_MAX } from '@iims/wire/case-codes';
import type { MessageKind } from '@iims/wire/message-kinds';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault, Reply } from '../api/node-call.ts';
import type { FormDraft } from '../desk/form-draft.ts';
import { LANGUAGE_NAMES, languageOf } from '../language/languages.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { dropTemplate, fetchTemplates, keepTemplate, type Template } from './waiting-calls.ts';

interface TemplateChoiceProps {
  readonly use: SessionUse;
  readonly kind: MessageKind;
  readonly fields: FormDraft;
  readonly onFill: (fields: FormDraft) => void;
}

export function TemplateChoice({ use, kind, fields, onFill }: TemplateChoiceProps): ReactNode {
  const { t } = useWords();
  const [templates, setTemplates] = useState<readonly Template[]>([]);
  const [chosen, setChosen] = useState('');
  const [name, setName] = useState('');
  const [fault, setFault] = useState<Fault>();
  const mayKeep = use.session.permissions.includes('template.keep');
  const read = useCallback(async () => {
    const reply = await fetchTemplates();
    if (reply.ok) setTemplates(reply.value);
  }, []);
  useEffect(() => void read(), [read]);
  const offered = templates.filter((one) => one.kind === kind);
  const template = offered.find((one) => String(one.template) === chosen);
  const change = async (call: Promise<Reply<true>>) => {
    const reply = await call;
    setFault(reply.ok ? undefined : reply.fault);
    if (reply.ok) setName('');
    await read();
  };
  const keep = () => {
    const isTooLong = JSON.stringify(fields).length > TEMPLATE_FIELDS_CHARACTERS_MAX;
    if (name.trim() === '' || isTooLong) return;
    const language = languageOf(document.documentElement.lang) ?? 'en';
    void change(keepTemplate(use.session, { kind, name: name.trim(), language, fields }));
  };
  return (
    <details className="templates">
      <summary className="field-label">{t('case.templates', { count: offered.length })}</summary>
      <div className="case-form">
        <select value={chosen} aria-label={t('case.template')} onChange={({ target }) => setChosen(target.value)}>
          <option value="">–</option>
          {offered.map((one) => (
            <option key={one.template} value={one.template}>
              {one.name} {languageName(one.language)}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="quiet-button"
          aria-disabled={template === undefined}
          // What was typed already stays.
          onClick={() => template && onFill({ ...(template.fields as FormDraft), ...filledOf(fields) })}
        >
          {t('case.fill')}
        </button>
        {mayKeep && template !== undefined && (
          <button
            type="button"
            className="quiet-button"
            onClick={() => void change(dropTemplate(use.session, template.template))}
          >
            {t('case.drop-template')}
          </button>
        )}
      </div>
      {mayKeep && (
        <div className="case-form">
          <input
            value={name}
            maxLength={TEMPLATE_NAME_CHARACTERS_MAX}
            placeholder={t('case.template-name')}
            aria-label={t('case.template-name')}
            dir="auto"
            onChange={({ target }) => setName(target.value)}
          />
          <button type="button" className="quiet-button" aria-disabled={name.trim() === ''} onClick={keep}>
            {t('case.keep-template')}
          </button>
        </div>
      )}
      {fault !== undefined && <FaultNote fault={fault} />}
    </details>
  );
}

function filledOf(fields: FormDraft): FormDraft {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value.length > 0));
}

function languageName(code: string): string {
  const language = languageOf(code);
  return language === undefined ? '' : `(${LANGUAGE_NAMES[language]})`;
}
