// SPDX-License-Identifier: Apache-2.0
// The bureau's desk: the list of messages, the case of the one that is chosen, and its facts, side by side; on a phone one after the other.
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { endsSession } from '../access/session.ts';
import type { SessionUse } from '../access/session-use.ts';
import { type Fault, LOCAL_FAULTS } from '../api/node-call.ts';
import { CasePane } from '../case/case-pane.tsx';
import type { Proposal } from '../case/waiting-calls.ts';
import { WaitingCard } from '../case/waiting-card.tsx';
import { WaitingList } from '../case/waiting-list.tsx';
import { useWords } from '../language/use-words.ts';
import { FoundMails } from '../mails/found-mails.tsx';
import type { Mail } from '../mails/mail-calls.ts';
import { MailCard } from '../mails/mail-card.tsx';
import { FaultNote } from '../screen/fault-note.tsx';
import { KeyCap } from '../screen/key-cap.tsx';
import { PageHeader } from '../screen/page-header.tsx';
import { AskedList } from './asked-list.tsx';
import {
  archiveMessage,
  type DraftRow,
  dropDraft,
  fetchDrafts,
  type OpenedMessage,
  openDraft,
  openMessage,
} from './desk-calls.ts';
import { DeskKeysDialog } from './desk-keys-dialog.tsx';
import { type Filter, isOverdue, isUnread, type MessageRow, rowAt, shownRows, threadOf } from './desk-state.ts';
import { DraftList } from './draft-list.tsx';
import { FactsPane } from './facts-pane.tsx';
import { MessageCard } from './message-card.tsx';
import { MessageList } from './message-list.tsx';
import { RelatedList } from './related-list.tsx';
import { useAsked } from './use-asked.ts';
import { useDeskKeys } from './use-desk-keys.ts';
import { useDeskTitle } from './use-desk-title.ts';
import { useDraftKeeping } from './use-draft-keeping.ts';
import { useFound } from './use-found.ts';
import { merged, useMessages } from './use-messages.ts';
import { freshDraft, mayAnswer, replyDraft, type WriteDraft } from './write-draft.ts';
import { WriteForm } from './write-form.tsx';
import './desk-page.css';

export function DeskPage({ use }: { use: SessionUse }): ReactNode {
  const { t } = useWords();
  const { session, onSessionEnd } = use;
  const { rows: listed = [], ...messages } = useMessages(use);
  const found = useFound(use);
  // What is found may be older than what is listed, and is chosen and opened like it.
  const rows = found.rows === undefined ? listed : merged(found.rows, listed);
  const [filter, setFilter] = useState<Filter>('all');
  const [words, setWords] = useState('');
  const [chosenId, setChosenId] = useState<string>();
  const [opened, setOpened] = useState<ReadonlyMap<string, OpenedMessage>>(new Map());
  const [fault, setFault] = useState<Fault>();
  const [told, setTold] = useState('');
  const [drafts, setDrafts] = useState<readonly DraftRow[]>([]);
  const [unread, setUnread] = useState<ReadonlySet<string>>(new Set());
  // The node may not have the last of what was closed here.
  const closedHere = useRef(new Map<string, WriteDraft>());
  const [writing, setWriting] = useState<WriteDraft>();
  const [proposal, setProposal] = useState<Proposal>();
  const [mails, setMails] = useState<readonly Mail[]>([]);
  const [foundMail, setFoundMail] = useState<Mail>();
  const [showsKeys, setShowsKeys] = useState(false);
  const keeping = useDraftKeeping(session, writing);
  const asked = useAsked(use, messages.mark, (fault, text) => {
    setFault(fault);
    setTold(text);
    messages.read();
  });
  const search = useRef<HTMLInputElement>(null);
  const mayWrite = session.permissions.includes('message.send');
  const mayKeepCases = session.permissions.includes('case.keep');

  useEffect(() => {
    if (!mayWrite) return;
    void fetchDrafts().then((reply) => (reply.ok ? setDrafts(reply.value) : setFault(reply.fault)));
  }, [mayWrite]);

  useDeskTitle(rows.filter(isUnread).length, rows.filter((row) => isOverdue(row, messages.now)).length);
  const inbox = rows.filter(({ isArchived }) => !isArchived);
  const inView = found.rows === undefined ? inbox : rows.filter(({ id }) => found.rows?.some((row) => row.id === id));
  const shown = shownRows(inView, filter, found.rows === undefined ? words : '', session.user);
  const chosen = rows.find(({ id }) => id === chosenId);
  const thread = chosen === undefined ? [] : threadOf(rows, chosen.caseRef);
  const open = useCallback(
    async (row: MessageRow) => {
      const reply = await openMessage(session, row.id);
      if (!reply.ok) return endsSession(reply.fault) ? onSessionEnd() : setFault(reply.fault);
      setFault(undefined);
      setOpened((before) => new Map(before).set(row.id, reply.value));
      messages.read();
    },
    [session, onSessionEnd, messages.read],
  );
  const choose = (row: MessageRow | undefined) => {
    if (row === undefined || writing !== undefined) return;
    // A second press opens.
    if (row.id === chosenId && !opened.has(row.id)) return void open(row);
    setChosenId(row.id);
    setFoundMail(undefined);
    setProposal(undefined);
    setTold('');
    setFault(undefined);
  };
  const archive = async (row: MessageRow | undefined) => {
    if (row === undefined || writing !== undefined || !mayKeepCases) return;
    const beside = rowAt(shown, row.id, 1);
    const following = beside?.id === row.id ? rowAt(shown, row.id, -1) : beside;
    const reply = await archiveMessage(session, row.id, !row.isArchived);
    if (!reply.ok) return endsSession(reply.fault) ? onSessionEnd() : setFault(reply.fault);
    setFault(undefined);
    messages.replace(reply.value);
    setTold(t(reply.value.isArchived ? 'desk.archived' : 'desk.returned'));
    // What was found stays where it is.
    if (reply.value.isArchived && found.rows === undefined)
      setChosenId(following?.id === row.id ? undefined : following?.id);
  };
  const chooseCase = (caseRef: string) => choose(threadOf(rows, caseRef).at(-1));
  const chooseProposal = (one: Proposal | undefined) => {
    if (writing !== undefined) return;
    setProposal(one);
    setChosenId(undefined);
    setTold('');
  };
  const write = (draft: WriteDraft | undefined) => {
    if (draft === undefined || !mayWrite) return;
    setTold('');
    setWriting(draft);
  };
  const closeForm = (draft: WriteDraft, isKept: boolean) => {
    const fileIds = draft.files.map(({ fileId }) => fileId);
    if (isKept) keeping.keepNow();
    else for (const id of [draft.draftId, ...fileIds]) keeping.drop(id);
    if (isKept) closedHere.current.set(draft.draftId, draft);
    else closedHere.current.delete(draft.draftId);
    const row = { draftId: draft.draftId, savedAt: Date.now(), head: draft, fileIds };
    setDrafts((before) => [...(isKept ? [row] : []), ...before.filter(({ draftId }) => draftId !== draft.draftId)]);
    // What was sent meanwhile closes no other form.
    setWriting((open) => (open?.draftId === draft.draftId ? undefined : open));
  };
  const openKept = async (row: DraftRow) => {
    if (writing !== undefined) closeForm(writing, true);
    const here = closedHere.current.get(row.draftId);
    if (here !== undefined) return write(here);
    const reply = await openDraft(session, row);
    if (!reply.ok) {
      if (endsSession(reply.fault)) return onSessionEnd();
      if (reply.fault.code !== LOCAL_FAULTS.unreachable) setUnread((before) => new Set(before).add(row.draftId));
      return setFault(reply.fault);
    }
    setFault(undefined);
    setTold('');
    // What somebody began to write meanwhile stays.
    setWriting((open) => open ?? reply.value);
  };
  const dropKept = async ({ draftId, fileIds }: DraftRow) => {
    for (const id of [...fileIds, draftId]) {
      const reply = await dropDraft(session, id);
      if (!reply.ok) return endsSession(reply.fault) ? onSessionEnd() : setFault(reply.fault);
    }
    setFault(undefined);
    setDrafts((before) => before.filter((row) => row.draftId !== draftId));
  };
  useDeskKeys({
    onStep: (step) => {
      const row = rowAt(shown, chosenId, step);
      if (row?.id !== chosenId) choose(row);
    },
    onOpen: () => chosen !== undefined && void open(chosen),
    onReply: () => chosen !== undefined && write(replyDraft(crypto.randomUUID(), chosen)),
    onArchive: () => void archive(chosen),
    onWrite: () => write(freshDraft(crypto.randomUUID())),
    onSendAsked: () => asked.waiting[0] !== undefined && asked.send(asked.waiting[0]),
    onFind: () => search.current?.focus(),
    onBack: () => {
      setChosenId(undefined);
      setFoundMail(undefined);
    },
    onKeys: () => setShowsKeys(true),
  });
  // Whoever answers, or releases, reads on in the case; a message of its own stands alone.
  const besideProposal = proposal === undefined ? [] : threadOf(rows, proposal.caseRef);
  const beside = writing === undefined ? [...thread, ...besideProposal] : writing.inReplyTo === undefined ? [] : thread;
  const mailsShown = foundMail === undefined ? mails.filter((mail) => isOfCase(mail, chosen?.caseRef)) : [foundMail];
  const onPhone =
    writing !== undefined
      ? 'write'
      : chosen !== undefined || proposal !== undefined || foundMail !== undefined
        ? 'thread'
        : 'list';
  return (
    <>
      <PageHeader use={use} onKeys={() => setShowsKeys(true)} />
      <main className="desk" data-shown={onPhone}>
        <h1 className="unseen">{t('page.desk')}</h1>
        <div className="desk-side">
          {mayWrite && (
            <button
              type="button"
              className="main-button"
              aria-disabled={writing !== undefined}
              onClick={() => writing === undefined && write(freshDraft(crypto.randomUUID()))}
            >
              {t('desk.write')}
            </button>
          )}
          <AskedList asked={asked} now={messages.now} mayWrite={mayWrite} />
          <DraftList
            drafts={drafts.filter(({ draftId }) => draftId !== writing?.draftId)}
            unread={unread}
            onOpen={(row) => void openKept(row)}
            onDrop={(row) => void dropKept(row)}
          />
          <WaitingList chosen={proposal?.id} news={messages.mark} onChoose={chooseProposal} />
          <MessageList
            rows={shown}
            all={inbox}
            chosen={chosenId}
            filter={filter}
            words={words}
            now={messages.now}
            search={search}
            found={found}
            onFilter={setFilter}
            onWords={(typed) => {
              setWords(typed);
              found.leave();
            }}
            onChoose={choose}
            onMore={found.rows === undefined ? messages.readMore : found.readMore}
          />
          <FoundMails
            mails={found.rows === undefined ? [] : found.mails}
            chosen={foundMail?.mail}
            onChoose={(mail) => {
              if (writing !== undefined) return;
              // Its case may have no message, so it stands by itself.
              setChosenId(undefined);
              setProposal(undefined);
              setFoundMail(mail);
            }}
          />
        </div>
        <div className="desk-thread">
          {messages.fault !== undefined && <FaultNote fault={messages.fault} />}
          <p className="told" role="status">
            {told}
          </p>
          {fault?.code === 'message.unfinished' ? (
            <p className="overdue" role="alert">
              {t(`desk-stays.${fault.rule}`)}
            </p>
          ) : (
            fault !== undefined && <FaultNote fault={fault} />
          )}
          {writing !== undefined ? (
            <WriteForm
              key={writing.draftId}
              use={use}
              draft={writing}
              repliedKind={rows.find(({ id }) => id === writing.inReplyTo)?.kind}
              keeping={keeping}
              onChange={setWriting}
              onSent={({ id, isWaiting }) => {
                closeForm(writing, false);
                setTold(t(isWaiting ? 'case.waits-for-release' : 'desk.stored'));
                if (!isWaiting) setChosenId(id);
                messages.read();
              }}
              onClose={() => closeForm(writing, true)}
              onDrop={() => closeForm(writing, false)}
            />
          ) : (
            chosen !== undefined && (
              <CaseHead
                row={chosen}
                mayReply={mayWrite && mayAnswer(chosen)}
                onReply={() => write(replyDraft(crypto.randomUUID(), chosen))}
                onArchive={mayKeepCases ? () => void archive(chosen) : undefined}
                onBack={() => setChosenId(undefined)}
              />
            )
          )}
          {foundMail !== undefined && writing === undefined && (
            <header className="case-head">
              <button type="button" className="quiet-button desk-back" onClick={() => setFoundMail(undefined)}>
                ← {t('desk.messages')}
              </button>
              <h2>
                <bdi>{foundMail.caseRef}</bdi>
              </h2>
            </header>
          )}
          {proposal !== undefined && writing === undefined && (
            <WaitingCard
              key={proposal.id}
              use={use}
              id={proposal.id}
              now={messages.now}
              onEnded={(isReleased) => {
                chooseProposal(undefined);
                setTold(t(isReleased ? 'desk.stored' : 'case.release-refused'));
                if (isReleased) setChosenId(proposal.id);
                messages.read();
              }}
              onBack={() => chooseProposal(undefined)}
            />
          )}
          {writing === undefined && chosen === undefined && proposal === undefined && foundMail === undefined && (
            <p className="soft desk-nothing">{t('desk.nothing-chosen')}</p>
          )}
          {besideWithMails(beside, writing === undefined ? mailsShown : []).map((one) =>
            'mail' in one ? (
              <MailCard key={one.mail} use={use} mail={one} />
            ) : (
              <MessageCard
                key={one.id}
                use={use}
                row={one}
                opened={opened.get(one.id)}
                isChosen={one.id === chosenId}
                now={messages.now}
                onOpen={() => void open(one)}
              />
            ),
          )}
        </div>
        {chosen !== undefined && writing === undefined && (
          <div className="desk-beside">
            {opened.has(chosen.id) && !chosen.isOwn && <RelatedList key={chosen.id} id={chosen.id} />}
            <FactsPane key={chosen.id} use={use} row={chosen} inCase={thread.length} onSent={messages.read} />
            {session.permissions.includes('case.read') && (
              <CasePane
                key={chosen.caseRef}
                use={use}
                caseRef={chosen.caseRef}
                messageId={chosen.id}
                assignee={chosen.assignee}
                news={thread.map(({ id, status, caseAssignee }) => `${id} ${status} ${caseAssignee}`).join('\n')}
                now={messages.now}
                onChanged={messages.read}
                onCase={chooseCase}
                onMails={setMails}
              />
            )}
          </div>
        )}
        <p className="unseen" role="status">
          {t('desk.unread-count', { count: rows.filter(isUnread).length })}
        </p>
      </main>
      {showsKeys && <DeskKeysDialog onClose={() => setShowsKeys(false)} />}
    </>
  );
}

interface CaseHeadProps {
  readonly row: MessageRow;
  readonly mayReply: boolean;
  readonly onReply: () => void;
  readonly onArchive: (() => void) | undefined;
  readonly onBack: () => void;
}

function CaseHead({ row, mayReply, onReply, onArchive, onBack }: CaseHeadProps): ReactNode {
  const { t } = useWords();
  return (
    <header className="case-head">
      <button type="button" className="quiet-button desk-back" onClick={onBack}>
        ← {t('desk.messages')}
      </button>
      <h2>
        <bdi>{row.caseRef}</bdi>
      </h2>
      {onArchive !== undefined && (
        <button type="button" className="quiet-button" onClick={onArchive}>
          {t(row.isArchived ? 'desk.return' : 'desk.archive')} <KeyCap>E</KeyCap>
        </button>
      )}
      {mayReply && (
        <button type="button" className="main-button" onClick={onReply}>
          {t('desk.reply')} <KeyCap>R</KeyCap>
        </button>
      )}
    </header>
  );
}

/** By when each is from: of a mail, by its own word. */
function besideWithMails(rows: readonly MessageRow[], mails: readonly Mail[]): readonly (MessageRow | Mail)[] {
  const when = (one: MessageRow | Mail) => ('mail' in one ? one.datedAt : one.at);
  return [...rows, ...mails].toSorted((one, other) => when(one) - when(other));
}

function isOfCase({ caseRef }: Mail, chosen: string | undefined): boolean {
  return chosen?.toUpperCase() === caseRef.toUpperCase();
}
