// SPDX-License-Identifier: Apache-2.0
// Takes the messages of a case out of the node as a file, for a reader that is named first: that decides what may be in it.
import { EXPORT_FORMATS, EXPORT_READERS, type ExportFormat, type ExportReader } from '@iims/wire/case-codes';
import { type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { saveFile } from '../desk/save-file.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { exportCase } from './case-calls.ts';

export function CaseExport({ use, caseRef }: { readonly use: SessionUse; readonly caseRef: string }): ReactNode {
  const { t } = useWords();
  const [reader, setReader] = useState<ExportReader>('court');
  const [format, setFormat] = useState<ExportFormat>('asice');
  const [left, setLeft] = useState<{ readonly messages: number; readonly withheld: number }>();
  const [fault, setFault] = useState<Fault>();
  const save = async () => {
    setFault(undefined);
    setLeft(undefined);
    const reply = await exportCase(use.session, { caseRef, reader, format });
    if (reply.ok) {
      saveFile(`case.${ENDINGS[format]}`, reply.value.content);
      return setLeft(reply.value);
    }
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <>
      <h3>{t('case.export')}</h3>
      <form
        className="case-export"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <select
          value={reader}
          aria-label={t('case.export-for')}
          onChange={({ target }) => setReader(target.value as ExportReader)}
        >
          {EXPORT_READERS.map((one) => (
            <option key={one} value={one}>
              {t(`case-reader.${one}`)}
            </option>
          ))}
        </select>
        <select
          value={format}
          aria-label={t('case.export-format')}
          onChange={({ target }) => setFormat(target.value as ExportFormat)}
        >
          {EXPORT_FORMATS.map((one) => (
            <option key={one} value={one}>
              {t(`case-format.${one}`)}
            </option>
          ))}
        </select>
        <button type="submit" className="quiet-button">
          {t('case.export-save')}
        </button>
      </form>
      <p role="status" className="soft">
        {left !== undefined && t('case.export-left', { messages: left.messages, withheld: left.withheld })}
      </p>
      {fault !== undefined && <FaultNote fault={fault} />}
    </>
  );
}

const ENDINGS: Readonly<Record<ExportFormat, string>> = { asice: 'asice', pdf: 'pdf', eml: 'zip' };
