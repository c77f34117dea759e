// SPDX-License-Identifier: Apache-2.0
// What is to be done in a case: by whom, by when, and whether it is done.
import { CASE_TASK_CHARACTERS_MAX } from '@iims/wire/case-codes';
import { type ReactNode, useState } from 'react';
import { clockOf, dayOf } from '../language/dates.ts';
import { useWords } from '../language/use-words.ts';
import type { CaseTask } from './case-calls.ts';
import { OneLineForm } from './one-line-form.tsx';
import type { CaseUse } from './use-case.ts';

interface CaseTasksProps {
  readonly kept: CaseUse;
  readonly tasks: readonly CaseTask[];
  readonly mayKeep: boolean;
  readonly now: number;
}

export function CaseTasks({ kept, tasks, mayKeep, now }: CaseTasksProps): ReactNode {
  const { t } = useWords();
  const [assignee, setAssignee] = useState('');
  const [due, setDue] = useState('');
  const add = async (text: string) => {
    const isDone = await kept.act({
      act: 'task',
      text,
      ...(assignee === '' ? {} : { assignee }),
      ...(due === '' ? {} : { due: new Date(due).toISOString() }),
    });
    if (isDone) setDue('');
    return isDone;
  };
  return (
    <>
      <h3>{t('case.tasks')}</h3>
      <ul className="case-list">
        {tasks.map((task) => (
          <TaskRow key={task.task} task={task} kept={kept} mayKeep={mayKeep} now={now} />
        ))}
      </ul>
      {mayKeep && (
        <OneLineForm
          name="task"
          label={t('case.task')}
          button={t('case.add')}
          charactersMax={CASE_TASK_CHARACTERS_MAX}
          onSay={add}
        >
          <select value={assignee} aria-label={t('case.task-for')} onChange={({ target }) => setAssignee(target.value)}>
            <option value="">{t('case.anybody')}</option>
            {kept.operators.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
          <input
            type="datetime-local"
            value={due}
            aria-label={t('case.task-due')}
            onChange={({ target }) => setDue(target.value)}
          />
        </OneLineForm>
      )}
    </>
  );
}

interface TaskRowProps {
  readonly task: CaseTask;
  readonly kept: CaseUse;
  readonly mayKeep: boolean;
  readonly now: number;
}

function TaskRow({ task: { task, text, assignee, dueAt, isDone }, kept, mayKeep, now }: TaskRowProps): ReactNode {
  const { date } = useWords();
  const isLate = !isDone && dueAt !== undefined && dueAt < now;
  const about = [
    ...(assignee === '' ? [] : [assignee]),
    ...(dueAt === undefined ? [] : [`${date(dayOf(dueAt))} ${clockOf(dueAt, false)}`]),
  ].join(' · ');
  return (
    <li>
      <label className={isDone ? 'case-check case-done' : 'case-check'}>
        <input
          type="checkbox"
          checked={isDone}
          disabled={!mayKeep}
          onChange={({ target }) => void kept.act({ act: 'change-task', task, done: target.checked })}
        />
        <bdi dir="auto">{text}</bdi>
      </label>
      {about !== '' && <span className={isLate ? 'overdue' : 'soft'}>{about}</span>}
    </li>
  );
}
