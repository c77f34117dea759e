// SPDX-License-Identifier: Apache-2.0
// The form in which a message is written: to whom, in which case, of which kind, how it may be handled, and the fields of its kind.

import { DESKS } from '@iims/wire/message';
import { MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import { CASE_REFERENCE_CHARACTERS_MAX } from '@iims/wire/query';
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { FileChoice } from '../attachments/file-choice.tsx';
import { TemplateChoice } from '../case/template-choice.tsx';
import { clockOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { FaultNote } from '../screen/fault-note.tsx';
import { KeyCap } from '../screen/key-cap.tsx';
import { AttachInput, useAttach } from './attach-input.tsx';
import { fetchGroups, type Group, type Said, sendMessage } from './desk-calls.ts';
import { OFFICERS_KINDS } from './desk-codes.ts';
import { FieldInput, within } from './field-input.tsx';
import type { DraftValue } from './form-draft.ts';
import { Choice, HandlingInput } from './handling-input.tsx';
import type { DraftKeeping } from './use-draft-keeping.ts';
import { useLargeFiles } from './use-large-files.ts';
import { faultIn, ofKind, repliesTo, saysTheSame, type WriteDraft } from './write-draft.ts';

interface WriteFormProps {
  readonly use: SessionUse;
  readonly draft: WriteDraft;
  /** The kind that is answered. */
  readonly repliedKind: MessageKind | undefined;
  readonly keeping: DraftKeeping;
  readonly onChange: (draft: WriteDraft) => void;
  readonly onSent: (said: Said) => void;
  readonly onClose: () => void;
  readonly onDrop: () => void;
}

export function WriteForm(props: WriteFormProps): ReactNode {
  const { use, draft, repliedKind, keeping, onChange, onSent, onClose, onDrop } = props;
  const { t } = useWords();
  const [tried, setTried] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const [isSending, setSending] = useState(false);
  const [isChanged, setChanged] = useState(false);
  const latest = useRef(draft);
  latest.current = draft;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus(), []);
  const large = useLargeFiles(use.session, draft, onChange);
  const attach = useAttach(use, draft, onChange, large.add);
  const missing = faultIn(draft);
  const shownFault = tried ? missing : '';
  const kinds = repliedKind === undefined ? OFFICERS_KINDS : repliesTo(repliedKind);
  const send = async () => {
    if (isSending) return;
    setTried(true);
    if (missing !== '') return focusFault(form.current);
    if (large.isMissing) return;
    setFault(undefined);
    setChanged(false);
    setSending(true);
    const uploads = await large.bring();
    // Files take a while, in which somebody may go on writing: neither what he took back leaves, nor half of what he changed.
    const isOther = uploads?.ok === true && !saysTheSame(latest.current, draft);
    setChanged(isOther);
    if (isOther) return setSending(false);
    const reply = uploads?.ok ? await sendMessage(use.session, draft, uploads.value) : uploads;
    setSending(false);
    if (reply === undefined) return;
    if (reply.ok) return onSent(reply.value);
    if (endsSession(reply.fault)) return use.onSessionEnd();
    if (uploads?.ok && LOST_UPLOADS.has(reply.fault.code)) large.forgetBrought();
    setFault(reply.fault);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void send();
    }
    if (event.key === 'Escape') onClose();
  };
  return (
    <form
      ref={form}
      className="card write"
      noValidate
      aria-labelledby="write-title"
      onKeyDown={onKeyDown}
      onDragOver={(event) => event.preventDefault()}
      onDrop={attach.onDrop}
      onPaste={attach.onPaste}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void send();
      }}
    >
      <h2 id="write-title">{t(repliedKind === undefined ? 'desk.write' : 'desk.reply')}</h2>
      <AddressInputs
        use={use}
        draft={draft}
        fault={shownFault}
        isReply={repliedKind !== undefined}
        onChange={onChange}
      />
      <div className="group-row">
        <Choice
          label={t('desk.kind')}
          value={draft.kind}
          codes={kinds}
          word={(kind) => t(`kind.${kind}`)}
          onChange={(kind) => onChange(ofKind(draft, kind as MessageKind))}
        />
        <Choice
          label={t('desk.urgency')}
          value={draft.isUrgent ? 'urgent' : 'routine'}
          codes={['routine', 'urgent']}
          word={(one) => t(`urgency.${one}`)}
          onChange={(one) => onChange({ ...draft, isUrgent: one === 'urgent' })}
        />
      </div>
      <TemplateChoice
        use={use}
        kind={draft.kind}
        fields={draft.fields}
        onFill={(fields) => onChange({ ...draft, fields })}
      />
      <div className="write-fields">
        {Object.entries(MESSAGE_KINDS[draft.kind].form).map(([name, field]) => (
          <FieldInput
            key={`${draft.kind} ${name}`}
            kind={draft.kind}
            name={name}
            field={field}
            value={draft.fields[name]}
            fault={within(shownFault, `fields.${name}`)}
            onChange={(value: DraftValue) => onChange({ ...draft, fields: { ...draft.fields, [name]: value } })}
          />
        ))}
      </div>
      <AttachInput attach={attach} takesLarge isBusy={large.isBringing} />
      <FileChoice use={large} />
      <HandlingInput
        typed={draft.handling}
        fault={within(shownFault, 'handling').slice('handling.'.length)}
        onChange={(handling) => onChange({ ...draft, handling })}
      />
      {tried && large.isMissing && (
        <p className="overdue" role="alert">
          {t('desk.large-missing')}
        </p>
      )}
      {isChanged && (
        <p className="overdue" role="alert">
          {t('desk.large-changed')}
        </p>
      )}
      {tried && missing !== '' && (
        <p className="overdue" role="alert">
          {t('desk.missing')}
        </p>
      )}
      {fault !== undefined && <FaultNote fault={fault} />}
      <div className="acts">
        <button type="submit" className="main-button" aria-disabled={isSending}>
          {t('desk.send')} <KeyCap>Ctrl</KeyCap> <KeyCap>Enter</KeyCap>
        </button>
        <button type="button" className="side-button" onClick={onClose}>
          {t('desk.later')} <KeyCap>Esc</KeyCap>
        </button>
        <button
          type="button"
          className="quiet-button"
          onClick={() => {
            large.abandon();
            onDrop();
          }}
        >
          {t('desk.drop')}
        </button>
        <span className="soft" role="status">
          {keeping.fault !== undefined && t('desk.not-kept')}
          {keeping.keptAt !== undefined && t('desk.kept-at', { time: clockOf(keeping.keptAt, false) })}
        </span>
      </div>
    </form>
  );
}

interface AddressInputsProps {
  readonly use: SessionUse;
  readonly draft: WriteDraft;
  readonly fault: string;
  readonly isReply: boolean;
  readonly onChange: (draft: WriteDraft) => void;
}

function AddressInputs({ use, draft, fault, isReply, onChange }: AddressInputsProps): ReactNode {
  const { t, state, states } = useWords();
  const { partners } = use.session;
  const { to, groups } = draft;
  const [known, setKnown] = useState<readonly Group[]>([]);
  useEffect(() => {
    if (!isReply) void fetchGroups().then((reply) => reply.ok && setKnown(reply.value));
  }, [isReply]);
  if (isReply) {
    return (
      <p>
        <span className="field-label">{t('desk.to-name')}</span> <strong>{states(to)}</strong> ·{' '}
        <span className="field-label">{t('desk.case')}</span> <bdi>{draft.caseRef}</bdi>
      </p>
    );
  }
  const isAll = to.length === partners.length;
  return (
    <>
      <fieldset className="field field-wide" aria-invalid={fault === 'to' || undefined}>
        <legend className="field-label">{t('desk.to-name')}</legend>
        <div className="checks">
          {partners.map((partner) => (
            <label key={partner} className="check">
              <input
                type="checkbox"
                checked={to.includes(partner)}
                onChange={({ target }) =>
                  onChange({ ...draft, to: target.checked ? [...to, partner] : to.filter((one) => one !== partner) })
                }
              />
              {state(partner)}
            </label>
          ))}
          {known.map(({ name, states: members }) => (
            <label key={name} className="check" title={states(members)}>
              <input
                type="checkbox"
                checked={groups.includes(name)}
                onChange={({ target }) =>
                  onChange({
                    ...draft,
                    groups: target.checked ? [...groups, name] : groups.filter((one) => one !== name),
                  })
                }
              />
              <bdi>{t('desk.group', { name })}</bdi>
            </label>
          ))}
          {partners.length > 1 && (
            <button
              type="button"
              className="quiet-button"
              onClick={() => onChange({ ...draft, to: isAll ? [] : partners })}
            >
              {t(isAll ? 'desk.to-none' : 'desk.to-all')}
            </button>
          )}
        </div>
      </fieldset>
      <div className="group-row">
        <label className="field field-half">
          <span className="field-label">{t('desk.case')}</span>
          <input
            value={draft.caseRef}
            required
            maxLength={CASE_REFERENCE_CHARACTERS_MAX}
            aria-invalid={fault === 'caseRef' || undefined}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => onChange({ ...draft, caseRef: target.value })}
          />
        </label>
        <Choice
          label={t('desk.desk')}
          value={draft.desk}
          codes={['', ...DESKS]}
          word={(one) => t(`desk.${one}`)}
          onChange={(desk) => onChange({ ...draft, desk })}
        />
      </div>
    </>
  );
}

/** A message waited longer than an upload is kept, or its group has other members now. */
const LOST_UPLOADS: ReadonlySet<string> = new Set(['attachment.not-found', 'attachment.recipients']);

/** Moves the keyboard to the first field that is marked. */
function focusFault(form: HTMLFormElement | null): void {
  // The marks are drawn with the next frame.
  requestAnimationFrame(() => {
    const marked = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
    const target = marked?.matches('fieldset') ? marked.querySelector<HTMLElement>('input, button') : marked;
    target?.focus();
  });
}
