// SPDX-License-Identifier: Apache-2.0
// The form in which a notice is drafted: to all or to chosen States, and the fields of its kind. Somebody else reviews it.
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import { NOTICE_REACHES, type NoticeReach } from '@iims/wire/notice-codes';
import { CASE_REFERENCE_CHARACTERS_MAX } from '@iims/wire/query';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { AttachInput } from '../desk/attach-input.tsx';
import { FieldInput, within } from '../desk/field-input.tsx';
import { type FormDraft, fieldsOf } from '../desk/form-draft.ts';
import { Choice, HandlingInput } from '../desk/handling-input.tsx';
import { handlingOf } from '../desk/write-draft.ts';
import { useWords } from '../language/use-words.ts';
import { actOnNotice } from './notice-calls.ts';
import { NoticeFault } from './notice-fault.tsx';
import { useNoticeFiles } from './use-notice-files.ts';

interface DraftFormProps {
  readonly use: SessionUse;
  readonly onDrafted: () => void;
  readonly onGiveUp: () => void;
}

/** The node gives the number; the reach stands apart. */
const { number: _number, reach: _reach, ...FORM } = MESSAGE_KINDS.notice.form;

export function DraftForm({ use, onDrafted, onGiveUp }: DraftFormProps): ReactNode {
  const { t, state } = useWords();
  const [reach, setReach] = useState<NoticeReach>('notice');
  const [to, setTo] = useState<readonly string[]>([]);
  const [caseRef, setCaseRef] = useState('');
  const [fields, setFields] = useState<FormDraft>({});
  const [handling, setHandling] = useState<FormDraft>({ code: 'H1' });
  const [tried, setTried] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [isSending, setSending] = useState(false);
  const attach = useNoticeFiles();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('select')?.focus(), []);
  const given = fieldsOf(FORM, fields);
  const missing = faultIn(reach, to, caseRef, given);
  const shownFault = tried ? missing : '';
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing !== '' || isSending) return;
    setSending(true);
    const chosen = reach === 'diffusion' ? to : [];
    const attachments = attach.files.map(({ name, mediaType, sha256, content }) => ({
      name,
      mediaType,
      sha256,
      content,
    }));
    const about = { reach, to: chosen, caseRef: caseRef.trim(), handling: handlingOf(handling) };
    const said = { ...about, fields: given, attachments };
    const reply = await actOnNotice(use.session, 'draft', said);
    setSending(false);
    if (reply.ok) return onDrafted();
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <form
      ref={form}
      className="card write"
      noValidate
      onDragOver={(event) => event.preventDefault()}
      onDrop={attach.onDrop}
      onPaste={attach.onPaste}
      aria-labelledby="draft-title"
      onSubmit={(event) => void send(event)}
    >
      <h2 id="draft-title">{t('notices.draft')}</h2>
      <div className="group-row">
        <Choice
          label={t('said-field.reach')}
          value={reach}
          codes={NOTICE_REACHES}
          word={(one) => t(`said-reach.${one}`)}
          onChange={(one) => setReach(one as NoticeReach)}
        />
        <label className="field field-half">
          <span className="field-label">{t('desk.case')}</span>
          <input
            value={caseRef}
            required
            maxLength={CASE_REFERENCE_CHARACTERS_MAX}
            aria-invalid={shownFault === 'caseRef' || undefined}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setCaseRef(target.value)}
          />
        </label>
      </div>
      {reach === 'diffusion' && (
        <fieldset className="field field-wide" aria-invalid={shownFault === 'to' || undefined}>
          <legend className="field-label">{t('desk.to-name')}</legend>
          <div className="checks">
            {use.session.partners.map((partner) => (
              <label key={partner} className="check">
                <input
                  type="checkbox"
                  checked={to.includes(partner)}
                  onChange={({ target }) =>
                    setTo(target.checked ? [...to, partner] : to.filter((one) => one !== partner))
                  }
                />
                {state(partner)}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <div className="write-fields">
        {Object.entries(FORM).map(([name, field]) => (
          <FieldInput
            key={name}
            kind="notice"
            name={name}
            field={field}
            value={fields[name]}
            fault={within(shownFault, `fields.${name}`)}
            onChange={(value) => setFields({ ...fields, [name]: value })}
          />
        ))}
      </div>
      <AttachInput attach={attach} />
      <HandlingInput typed={handling} fault="" onChange={setHandling} />
      {tried && missing !== '' && (
        <p className="overdue" role="alert">
          {t('desk.missing')}
        </p>
      )}
      {fault !== undefined && <NoticeFault fault={fault} />}
      <div className="acts">
        <button type="submit" className="main-button" aria-disabled={isSending}>
          {t('notices.to-review')}
        </button>
        <button type="button" className="side-button" onClick={onGiveUp}>
          {t('notices.give-up')}
        </button>
      </div>
    </form>
  );
}

/** The first field that is missing or malformed, empty when the draft can be sent. */
function faultIn(reach: NoticeReach, to: readonly string[], caseRef: string, given: object): string {
  if (caseRef.trim() === '') return 'caseRef';
  if (reach === 'diffusion' && to.length === 0) return 'to';
  const parsed = MESSAGE_KINDS.notice.fields.safeParse({ ...given, number: ANY_NUMBER, reach });
  return parsed.success ? '' : `fields.${parsed.error.issues[0]?.path.join('.') ?? ''}`;
}

/** So that the schema can be asked before the node gives one. */
const ANY_NUMBER = 'AAA-NOT-000001';
