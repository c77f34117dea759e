// SPDX-License-Identifier: Apache-2.0
// What the page of imports shows: registers and imports, read at once and after each step, and again and again only while a list is read
// or applied: a page that nobody works with must not keep a session alive.
import { useCallback, useEffect, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { Fault } from '../api/node-call.ts';
import {
  fetchImport,
  fetchImports,
  fetchRegisters,
  hasEnded,
  type ImportShown,
  type RegisterShown,
} from './import-state.ts';

export interface ImportsView {
  readonly registers: readonly RegisterShown[];
  readonly imports: readonly ImportShown[];
  /** By the clock of the screen, milliseconds since 1970. */
  readonly readAt: number;
}

export interface ImportsUse {
  readonly view: ImportsView | undefined;
  readonly fault: Fault | undefined;
  readonly read: () => Promise<void>;
}

export function useImports(onSessionEnd: () => void): ImportsUse {
  const [view, setView] = useState<ImportsView>();
  const [fault, setFault] = useState<Fault>();
  const read = useCallback(async () => {
    const [registers, imports] = await Promise.all([fetchRegisters(), fetchImports()]);
    const failed = !registers.ok ? registers : !imports.ok ? imports : undefined;
    if (failed !== undefined && endsSession(failed.fault)) return onSessionEnd();
    setFault(failed?.fault);
    if (registers.ok && imports.ok)
      setView({ registers: registers.value, imports: await withRefusals(imports.value), readAt: Date.now() });
  }, [onSessionEnd]);
  useEffect(() => void read(), [read]);
  const isBusy = view !== undefined && isWorking(view);
  useEffect(() => {
    if (!isBusy) return undefined;
    const timer = setInterval(() => void read(), POLL_MS);
    return () => clearInterval(timer);
  }, [isBusy, read]);
  return { view, fault, read };
}

function isWorking({ imports, registers }: ImportsView): boolean {
  const isReadOrApplied = imports.some(({ standing }) => standing === 'reading' || standing === 'applying');
  return isReadOrApplied || registers.some(({ finding }) => finding !== undefined);
}

/** The refused rows are told of one import at a time: those that somebody decides upon are asked for. */
async function withRefusals(imports: readonly ImportShown[]): Promise<readonly ImportShown[]> {
  return Promise.all(
    imports.map(async (one) => {
      if (hasEnded(one) || (one.preview?.refused ?? 0) === 0) return one;
      const reply = await fetchImport(one.importId);
      return reply.ok ? reply.value : one;
    }),
  );
}

const POLL_MS = 1_000;
