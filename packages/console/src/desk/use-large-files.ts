// SPDX-License-Identifier: Apache-2.0
// The large files of what is being written: what the draft remembers of them, the files themselves as long as the page holds them, and
// how they are brought to the node when it is sent. After a reload each is chosen again, and goes on where it broke off.
import { ATTACHMENTS_MAX } from '@iims/wire/message';
import { useEffect, useRef, useState } from 'react';
import type { Session } from '../access/session.ts';
import type { Reply } from '../api/node-call.ts';
import { freshLarge, isBrought, type LargeDraft } from '../attachments/large-draft.ts';
import { abandonUpload, type BroughtFile, sentName, standingOf, uploadFile } from '../attachments/upload-file.ts';
import type { WriteDraft } from './write-draft.ts';

export interface LargeFilesUse {
  readonly files: readonly ShownLarge[];
  readonly isBringing: boolean;
  /** Whether one is to be chosen again before it can be sent. */
  readonly isMissing: boolean;
  readonly add: (files: readonly File[]) => void;
  readonly choose: (id: string, file: File) => void;
  readonly remove: (id: string) => void;
  /** Undefined where one of them is another file than it was, or the form was closed meanwhile. */
  readonly bring: () => Promise<Reply<readonly BroughtFile[]> | undefined>;
  /** The node has lost what was whole: all of it is brought again. */
  readonly forgetBrought: () => void;
  /** Nothing of it will be sent. */
  readonly abandon: () => void;
}

export interface ShownLarge {
  readonly draft: LargeDraft;
  readonly standing: 'here' | 'whole' | 'to-choose' | 'other-file';
  /** How much of it is on the node, 0 to 1. */
  readonly share: number;
}

export function useLargeFiles(
  session: Session,
  draft: WriteDraft,
  onChange: (draft: WriteDraft) => void,
): LargeFilesUse {
  const [held, setHeld] = useState<ReadonlyMap<string, File>>(new Map());
  const [shares, setShares] = useState<ReadonlyMap<string, number>>(new Map());
  const [others, setOthers] = useState<ReadonlySet<string>>(new Set());
  const [isBringing, setBringing] = useState(false);
  // Bringing takes a while, in which somebody may go on writing.
  const latest = useRef(draft);
  latest.current = draft;
  // Whoever closes the form waits for nothing of it any more.
  const closing = useRef(new AbortController());
  const sealedFor = [...draft.to, ...draft.groups.map((group) => ({ group }))];
  const to = JSON.stringify(sealedFor);
  const change = (change: (large: readonly LargeDraft[]) => readonly LargeDraft[]) => {
    latest.current = { ...latest.current, large: change(latest.current.large) };
    // A form that was closed meanwhile is not opened by what comes later.
    if (!closing.current.signal.aborted) onChange(latest.current);
  };
  const keep = (id: string, of: Partial<Pick<LargeDraft, 'upload' | 'read' | 'name'>>) =>
    change((large) => large.map((one) => (one.id === id ? { ...one, ...of } : one)));
  const share = (id: string, of: number) => setShares((before) => new Map(before).set(id, of));
  const abandonOf = ({ upload }: LargeDraft) =>
    upload?.isWhole === false && void abandonUpload(session, upload.uploadId);

  useEffect(() => {
    const controller = new AbortController();
    closing.current = controller;
    return () => controller.abort();
  }, []);
  useEffect(() => {
    for (const { id, byteCount, upload } of latest.current.large) {
      if (upload === undefined || upload.isWhole) continue;
      void standingOf(upload.uploadId).then((reply) => {
        if (reply.ok) setShares((before) => new Map(before).set(id, reply.value.received / byteCount));
      });
    }
  }, []);

  const bring = async (): Promise<Reply<readonly BroughtFile[]> | undefined> => {
    const { signal } = closing.current;
    const brought: BroughtFile[] = [];
    for (const one of latest.current.large) {
      const { id, name, upload, read } = one;
      const named = (uploadId: string, as: string) =>
        brought.push({ uploadId, name: sentName(as), mediaType: 'application/octet-stream' });
      const file = held.get(id);
      if (isBrought(one, to)) {
        named(upload!.uploadId, name);
        continue;
      }
      if (file === undefined) return undefined;
      // It is sealed for the States of its beginning and for no others.
      if (upload !== undefined && upload.to !== to) abandonOf(one);
      const reply = await uploadFile(session, file, {
        to: sealedFor,
        begun: upload?.to === to ? upload.uploadId : undefined,
        known: read,
        onBegun(uploadId) {
          // No draft knows of it: nobody could go on with it.
          if (signal.aborted) void abandonUpload(session, uploadId);
          else keep(id, { upload: { uploadId, to, isWhole: false } });
        },
        onRead: (mark) => keep(id, { read: mark }),
        onShare: (of) => share(id, of),
        signal,
      });
      if (!reply.ok) return reply;
      if (reply.value === 'stopped') return undefined;
      if (reply.value === 'other-file') {
        setOthers((before) => new Set(before).add(id));
        setHeld((before) => new Map([...before].filter(([other]) => other !== id)));
        return undefined;
      }
      const { uploadId } = reply.value;
      // What was not sent was not read before: where it differs it is that of the file that was chosen last.
      const sentAs = read?.bytes === one.byteCount ? name : file.name;
      keep(id, { upload: { uploadId, to, isWhole: true }, name: sentAs });
      named(uploadId, sentAs);
    }
    return { ok: true, value: brought };
  };
  const files = draft.large.map((one): ShownLarge => {
    const of = shares.get(one.id) ?? 0;
    if (isBrought(one, to)) return { draft: one, standing: 'whole', share: 1 };
    if (held.has(one.id)) return { draft: one, standing: 'here', share: of };
    return { draft: one, standing: others.has(one.id) ? 'other-file' : 'to-choose', share: of };
  });
  return {
    files,
    isBringing,
    isMissing: files.some(({ standing }) => standing === 'to-choose' || standing === 'other-file'),
    add(added) {
      const room = ATTACHMENTS_MAX - latest.current.large.length;
      const fresh = added.slice(0, Math.max(0, room)).map((file) => [crypto.randomUUID(), file] as const);
      setHeld((before) => new Map([...before, ...fresh]));
      change((large) => [...large, ...fresh.map(([id, file]) => freshLarge(id, file))]);
    },
    choose(id, file) {
      const one = latest.current.large.find((one) => one.id === id);
      if (one === undefined) return;
      // What it says decides, and not its name; where nothing of it was sent it is attached anew.
      const isKnown = one.read !== undefined || (shares.get(id) ?? 0) > 0;
      const isOther = isKnown && one.byteCount !== file.size;
      setOthers((before) => (isOther ? new Set(before).add(id) : new Set([...before].filter((other) => other !== id))));
      if (isOther) return;
      setHeld((before) => new Map(before).set(id, file));
      if (isKnown) return;
      abandonOf(one);
      change((large) => large.map((before) => (before === one ? freshLarge(id, file) : before)));
    },
    remove(id) {
      for (const one of latest.current.large) if (one.id === id) abandonOf(one);
      change((large) => large.filter((one) => one.id !== id));
    },
    async bring() {
      setBringing(true);
      try {
        return await bring();
      } finally {
        setBringing(false);
      }
    },
    forgetBrought: () => change((large) => large.map(({ upload: _, ...one }) => one)),
    abandon: () => latest.current.large.forEach(abandonOf),
  };
}
