// SPDX-License-Identifier: Apache-2.0
// Everything that the administrator's page shows, read at once and read again after each act. It is never read by itself: a page that
// nobody looks at must not keep a session alive.
import { useCallback, useEffect, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { Fault, Reply } from '../api/node-call.ts';
import { fetchNodeState, type NodeState } from './node-state.ts';
import { fetchOwnKeys, type OwnKeys } from './own-keys.ts';
import { fetchPartners, type Partners } from './partners.ts';

export interface NodeView {
  readonly node: NodeState;
  readonly keys: OwnKeys;
  readonly partners: Partners;
  /** By the clock of the screen, milliseconds since 1970. */
  readonly readAt: number;
}

export interface NodeViewUse {
  readonly view: NodeView | undefined;
  readonly fault: Fault | undefined;
  readonly isReading: boolean;
  readonly read: () => Promise<void>;
}

export function useNodeView(onSessionEnd: () => void): NodeViewUse {
  const [view, setView] = useState<NodeView>();
  const [fault, setFault] = useState<Fault>();
  const [isReading, setReading] = useState(true);
  const read = useCallback(async () => {
    setReading(true);
    const reply = await fetchNodeView();
    setReading(false);
    if (!reply.ok && endsSession(reply.fault)) return onSessionEnd();
    setFault(reply.ok ? undefined : reply.fault);
    if (reply.ok) setView(reply.value);
  }, [onSessionEnd]);
  useEffect(() => void read(), [read]);
  return { view, fault, isReading, read };
}

async function fetchNodeView(): Promise<Reply<NodeView>> {
  const [node, keys, partners] = await Promise.all([fetchNodeState(), fetchOwnKeys(), fetchPartners()]);
  if (!node.ok) return node;
  if (!keys.ok) return keys;
  if (!partners.ok) return partners;
  return {
    ok: true,
    value: { node: node.value, keys: keys.value, partners: partners.value, readAt: Date.now() },
  };
}
