// SPDX-License-Identifier: Apache-2.0
// The way in for a list: drop or choose the file, say for which register and in which form it is, and look at its first rows.
import { type DragEvent, type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { FileButton } from '../screen/file-button.tsx';
import {
  ENCODINGS,
  type Encoding,
  FORMATS,
  type Format,
  isIssued,
  type Kind,
  subjectOf,
  TYPES_OF_ISSUED,
} from './import-codes.ts';
import { ImportFault } from './import-fault.tsx';
import type { Announced } from './import-state.ts';
import { bytesOf, guess, headOf, inOrder, type NamedFile } from './list-file.ts';
import { CompleteField, KindField, kindOfRegister } from './list-kind.tsx';
import type { Mapping } from './mapping-draft.ts';
import { MappingEditor } from './mapping-editor.tsx';
import { Progress } from './progress.tsx';
import { type Sending, sendFile } from './send-file.ts';
import type { ImportsView } from './use-imports.ts';

interface BeginProps {
  readonly view: ImportsView;
  readonly use: SessionUse;
  readonly onChange: () => Promise<void>;
}

interface Chosen {
  readonly files: readonly NamedFile[];
  readonly names: readonly string[];
  /** When the oldest of the files was written last, in milliseconds since 1970. */
  readonly modifiedAt: number;
  readonly head: { readonly base64: string; readonly isWhole: boolean };
}

export function BeginSection({ view, use, onChange }: BeginProps): ReactNode {
  const { t } = useWords();
  const [chosen, setChosen] = useState<Chosen>();
  const [guessed, setGuessed] = useState<{ format: Format; encoding: Encoding | undefined }>();
  const [fault, setFault] = useState<Fault>();
  const [round, setRound] = useState(0);
  const choose = async (list: readonly File[]) => {
    if (list.length === 0) return;
    const files = inOrder(list.map((file) => ({ name: file.name, file })));
    if (files === undefined) return setFault({ code: 'input.invalid', field: 'files' });
    const { bytes, ...head } = await headOf(files.at(-1)!);
    setFault(undefined);
    setGuessed(guess(files, bytes));
    const modifiedAt = Math.min(...list.map(({ lastModified }) => lastModified), Date.now());
    setChosen({ files, names: list.map(({ name }) => name), modifiedAt, head });
    setRound((past) => past + 1);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void choose([...event.dataTransfer.files]);
  };
  const end = async () => {
    setChosen(undefined);
    await onChange();
  };
  return (
    <section className="card" aria-labelledby="begin">
      <h2 id="begin">{t('imports.begin')}</h2>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the field inside does the same for whoever drops nothing */}
      <div className="drop" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <FileButton label={t('imports.choose')} multiple onFiles={(files) => void choose([...files])} />
        <p className="soft">{t('imports.drop')}</p>
      </div>
      {fault !== undefined && <ImportFault fault={fault} />}
      {chosen !== undefined && guessed !== undefined && (
        <BeginForm key={round} chosen={chosen} guessed={guessed} view={view} use={use} onEnd={end} />
      )}
    </section>
  );
}

interface FormProps {
  readonly chosen: Chosen;
  readonly guessed: { readonly format: Format; readonly encoding: Encoding | undefined };
  readonly view: ImportsView;
  readonly use: SessionUse;
  readonly onEnd: () => Promise<void>;
}

function BeginForm({ chosen, guessed, view, use, onEnd }: FormProps): ReactNode {
  const words = useWords();
  const { t } = words;
  const [register, setRegister] = useState('');
  const [format, setFormat] = useState<Format>(guessed.format);
  const [encoding, setEncoding] = useState<Encoding | ''>(guessed.encoding ?? '');
  const [newKind, setNewKind] = useState<Kind>('person');
  const [completeFor, setCompleteFor] = useState<readonly string[]>([]);
  const [madeAt, setMadeAt] = useState(`${dayOf(chosen.modifiedAt)}T${clockOf(chosen.modifiedAt, false)}`);
  const [hours, setHours] = useState('');
  const [mapping, setMapping] = useState<Mapping>();
  const [sending, setSending] = useState<Sending>();
  const [fault, setFault] = useState<Fault>();
  const held = view.registers.find(({ id }) => id === register);
  const isList = format === 'ofac-sdn' || format === 'un-consolidated';
  const kind: Kind = isList ? 'person' : ((held && kindOfRegister(held)) ?? newKind);
  const announced: Announced = {
    register,
    format,
    ...(isList ? {} : { kind: subjectOf(kind) }),
    ...(isIssued(kind)
      ? {
          positive: {
            completeFor: completeFor.filter((type) => TYPES_OF_ISSUED[kind].includes(type)),
            ...(hours === '' ? {} : { completeHours: Number(hours) }),
            ...asOf(madeAt),
          },
        }
      : {}),
    ...(encoding === '' || encoding === 'utf-8' ? {} : { encoding }),
    ...(format === 'csv' && mapping !== undefined ? { mapping } : {}),
  };
  const isReady = REGISTER_NAME.test(register) && encoding !== '' && sending === undefined;
  const send = async () => {
    const reply = await sendFile(use.session, { files: chosen.files, announced, going: undefined }, setSending);
    setSending(undefined);
    if (reply.ok) return onEnd();
    if (endsSession(reply.fault)) return use.onSessionEnd();
    setFault(reply.fault);
  };
  return (
    <form
      className="begin-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void send();
      }}
    >
      <p>
        <bdi>{chosen.names.join(', ')}</bdi> ·{' '}
        {t('imports.kilobytes', { size: groupDigits(Math.ceil(bytesOf(chosen.files) / 1_000)) })}
      </p>
      <div className="begin-fields">
        <label>
          {t('imports.register')}
          <input
            value={register}
            list="register-names"
            maxLength={40}
            required
            spellCheck={false}
            onChange={(event) => setRegister(event.target.value.toLowerCase())}
          />
        </label>
        {/* Outside the label, or its words would be part of the field's name. */}
        <datalist id="register-names">
          {view.registers
            .filter(({ byHand }) => !byHand)
            .map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
        </datalist>
        <label>
          {t('imports.format')}
          <select value={format} onChange={(event) => setFormat(event.target.value as Format)}>
            {FORMATS.map((one) => (
              <option key={one} value={one}>
                {t(`import-format.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('imports.encoding')}
          <select value={encoding} required onChange={(event) => setEncoding(event.target.value as Encoding | '')}>
            <option value="">{t('imports.encoding-unknown')}</option>
            {ENCODINGS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        {!isList && <KindField kind={kind} isHeld={held !== undefined} onChange={setNewKind} />}
      </div>
      <CompleteField
        kind={kind}
        completeFor={completeFor}
        onChange={setCompleteFor}
        madeAt={madeAt}
        onMadeAt={setMadeAt}
        hours={hours}
        onHours={setHours}
      />
      {!REGISTER_NAME.test(register) && (
        <p className={register === '' ? 'soft' : 'notice'}>{t('imports.register-name')}</p>
      )}
      {encoding === '' && <p className="notice">{t('imports.encoding-ask')}</p>}
      {format === 'csv' && REGISTER_NAME.test(register) && encoding !== '' && (
        <MappingEditor
          key={`${register} ${kind}`}
          session={use.session}
          announced={announced}
          kind={kind}
          known={held?.lastImport?.mapping}
          head={chosen.head}
          mapping={mapping}
          onChange={setMapping}
        />
      )}
      {fault !== undefined && <ImportFault fault={fault} />}
      {sending === undefined ? (
        <div className="import-acts">
          <button type="submit" className="main-button" aria-disabled={!isReady}>
            {t('imports.send')}
          </button>
          <p className="soft">{t('imports.send-what')}</p>
        </div>
      ) : (
        <Progress label={t(`imports.${sending.what}`)} share={sending.share} />
      )}
    </form>
  );
}

/** Left out while it is no time: the node says what is missing. */
function asOf(madeAt: string): { readonly asOf?: string } {
  const time = new Date(madeAt);
  return Number.isNaN(time.getTime()) ? {} : { asOf: time.toISOString() };
}

/** As the node names registers. */
const REGISTER_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;
