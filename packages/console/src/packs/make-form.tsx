// SPDX-License-Identifier: Apache-2.0
// Makes a pack: the device's file, the officer, and how long and how often; then the sealed pack as a file.
import { type FormEvent, type ReactNode, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import type { Fault } from '../api/node-call.ts';
import { useWords } from '../language/use-words.ts';
import { groupDigits } from '../query/group-digits.ts';
import { FileButton } from '../screen/file-button.tsx';
import { type DeviceFile, readDeviceFile } from './device-request.ts';
import { PackFault } from './pack-fault.tsx';
import { type MadePack, makePack } from './packs.ts';

interface MakeFormProps {
  readonly use: SessionUse;
  /** Those of which a pack can be made. */
  readonly registers: readonly { readonly id: string; readonly title: string }[];
  readonly onMade: () => Promise<void>;
}

export function MakeForm({ use, registers, onMade }: MakeFormProps): ReactNode {
  const { t } = useWords();
  const [device, setDevice] = useState<DeviceFile>();
  const [made, setMade] = useState<MadePack>();
  const [fault, setFault] = useState<Fault>();
  const [isMaking, setMaking] = useState(false);
  const choose = async (file: File | undefined) => {
    const read = file && readDeviceFile(await file.text());
    setDevice(read);
    setMade(undefined);
    setFault(file !== undefined && read === undefined ? { code: 'console.no-device' } : undefined);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (device === undefined || isMaking) return;
    const form = new FormData(event.currentTarget);
    const chosen = form.getAll('register').map(String);
    setMaking(true);
    setFault(undefined);
    setMade(undefined);
    const reply = await makePack(use.session, {
      device: device.request,
      officer: String(form.get('officer')).trim(),
      minutes: Number(form.get('hours')) * MINUTES_OF_HOUR,
      uses: Number(form.get('uses')),
      ...(chosen.length > 0 && { registers: chosen }),
    });
    setMaking(false);
    if (!reply.ok && endsSession(reply.fault)) return use.onSessionEnd();
    if (!reply.ok) return setFault(reply.fault);
    setMade(reply.value);
    save(reply.value);
    await onMade();
  };
  return (
    <section className="card" aria-labelledby="make-pack">
      <h2 id="make-pack">{t('packs.make')}</h2>
      <p className="soft">{t('packs.travels')}</p>
      <form className="make-form" onSubmit={(event) => void submit(event)}>
        <div className="make-fields">
          <div className="make-device">
            <FileButton label={t('packs.device-file')} required showsChosen onFiles={([file]) => void choose(file)} />
            <p className="soft">{t('packs.device-how', { command: 'iims pack device' })}</p>
            {device !== undefined && <DeviceShown device={device} />}
          </div>
          <label>
            {t('packs.officer')}
            <input name="officer" required maxLength={64} autoComplete="off" spellCheck={false} />
            <span className="soft">{t('packs.officer-how')}</span>
          </label>
          <label>
            {t('packs.hours')}
            <input name="hours" type="number" required min={1} max={24} defaultValue={6} />
          </label>
          <label>
            {t('packs.uses')}
            <input name="uses" type="number" required min={1} max={2_000} defaultValue={500} />
          </label>
        </div>
        {registers.length > 1 && <RegisterChoice registers={registers} />}
        <p>
          <button type="submit" className="main-button" aria-disabled={isMaking || device === undefined}>
            {t('packs.submit')}
          </button>
        </p>
      </form>
      <p aria-live="polite" className="pack-busy soft">
        {isMaking && t('packs.making')}
      </p>
      {fault !== undefined && <PackFault fault={fault} />}
      {made !== undefined && <MadeNote made={made} />}
    </section>
  );
}

/** Two people compare the fingerprint: whoever gives another file would get the pack. */
function DeviceShown({ device }: { device: DeviceFile }): ReactNode {
  const { t } = useWords();
  return (
    <div className="pack-note">
      <p>
        <strong>
          <bdi>{device.name}</bdi>
        </strong>
        {' · '}
        {t('packs.compare-fingerprint')}
      </p>
      <p className="number">
        <bdi>{device.fingerprint.replaceAll(/(.{8})(?=.)/g, '$1 ')}</bdi>
      </p>
    </div>
  );
}

function RegisterChoice({ registers }: Pick<MakeFormProps, 'registers'>): ReactNode {
  const { t } = useWords();
  return (
    <details>
      <summary>{t('packs.only-some')}</summary>
      <fieldset className="register-choice">
        <legend className="soft">{t('packs.none-chosen')}</legend>
        {registers.map(({ id, title }) => (
          <label key={id}>
            <input type="checkbox" name="register" value={id} />
            <span>
              <bdi>{title}</bdi> <bdi className="soft">{id}</bdi>
            </span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}

function MadeNote({ made }: { made: MadePack }): ReactNode {
  const { t } = useWords();
  const kilobytes = groupDigits(Math.ceil(made.content.size / 1_000));
  return (
    <div className="pack-note pack-made" role="status">
      <p>{t('packs.made', { size: kilobytes, file: made.fileName })}</p>
      <button type="button" className="side-button" onClick={() => save(made)}>
        {t('packs.save-again')}
      </button>
    </div>
  );
}

/** The browser keeps no copy: the address of the content ends as soon as it is taken. */
function save({ fileName, content }: MadePack): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), TAKEN_AFTER_MS);
}

const MINUTES_OF_HOUR = 60;
const TAKEN_AFTER_MS = 10_000;
