// SPDX-License-Identifier: Apache-2.0
// The four States of the demonstration: who they are, what their registers and posts are called.
import type { StateCode } from '@iims/wire/identifiers';

export type DemoState = 'GEO' | 'UKR' | 'AZE' | 'MDA';
export const DEMO_STATES: readonly DemoState[] = ['GEO', 'UKR', 'AZE', 'MDA'];

export interface DemoProfile {
  readonly state: StateCode & DemoState;
  readonly name: string;
  readonly nodeId: string;
  /** In whose name officers ask. */
  readonly authority: string;
  readonly post: string;
  /** Who enters alerts. Made-up offices, so that nobody takes a demonstration for the real one. */
  readonly owners: { readonly border: string; readonly police: string };
}

export const PROFILES: Readonly<Record<DemoState, DemoProfile>> = {
  GEO: profile('GEO', 'Georgia', 'Sadakhlo, lane 3'),
  UKR: profile('UKR', 'Ukraine', 'Mamalyha, lane 1'),
  AZE: profile('AZE', 'Azerbaijan', 'Red Bridge, lane 2'),
  MDA: profile('MDA', 'Moldova', 'Palanca, lane 4'),
};

export interface DemoRegister {
  readonly id: string;
  readonly kind: 'travel-document' | 'vehicle' | 'person' | 'official-document' | 'object';
  readonly title: string;
  /** Share of a State's alerts, in percent; the shares make 100. */
  readonly share: number;
}

export const REGISTERS: readonly DemoRegister[] = [
  { id: 'travel-documents', kind: 'travel-document', title: 'Stolen and lost travel documents', share: 44 },
  { id: 'vehicles', kind: 'vehicle', title: 'Stolen and wanted vehicles', share: 26 },
  { id: 'persons', kind: 'person', title: 'Persons', share: 16 },
  { id: 'official-documents', kind: 'official-document', title: 'Other numbered documents', share: 7 },
  { id: 'objects', kind: 'object', title: 'Objects', share: 7 },
];

/** Empty at first: for what operators enter, while the registers above stand for what comes from a source. */
export const ENTERED_REGISTERS: readonly Omit<DemoRegister, 'share'>[] = [
  { id: 'entered-persons', kind: 'person', title: 'Persons, entered by operators' },
  { id: 'entered-documents', kind: 'travel-document', title: 'Travel documents, entered by operators' },
  { id: 'entered-papers', kind: 'official-document', title: 'Other documents, entered by operators' },
  { id: 'entered-vehicles', kind: 'vehicle', title: 'Vehicles, entered by operators' },
  { id: 'entered-objects', kind: 'object', title: 'Objects, entered by operators' },
];

function profile(state: DemoState, name: string, post: string): DemoProfile {
  return {
    state: state as StateCode & DemoState,
    name,
    nodeId: `${state.toLowerCase()}-1`,
    authority: `${name}: border post (demonstration)`,
    post,
    owners: { border: 'Border service (demonstration)', police: 'Criminal police (demonstration)' },
  };
}
