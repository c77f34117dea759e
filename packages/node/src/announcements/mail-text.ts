// SPDX-License-Identifier: Apache-2.0
// What a mail says: that so many messages wait. Its words are fixed; whatever else stands in it lies in base64 (spec/announcements.md, 12 and 13).
import { toBase64, utf8 } from '@iims/wire/bytes';
import type { MailLanguage } from '../announced-events.ts';

/** What waits at the moment. */
export interface WaitingMessages {
  readonly unopened: number;
  /** Whether there are more than were counted. */
  readonly isMore: boolean;
  readonly urgent: number;
  /** None where the configuration says so. */
  readonly caseReferences: readonly string[];
}

export interface MailToCompose {
  readonly from: string;
  readonly to: readonly string[];
  readonly language: MailLanguage;
  readonly exercise: boolean;
  /** What stands before the @ of the message id: letters, digits and hyphens. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A whole mail (RFC 5322), with CRLF. No line begins with a full stop. */
export function composeMail(mail: MailToCompose, waiting: WaitingMessages): string {
  const { from, to, language, exercise, id, at } = mail;
  const { subject, unopened, urgent, about, hint } = WORDS[language];
  const mark = exercise ? 'EXERCISE ' : '';
  const lines = [
    ...(exercise ? ['EXERCISE EXERCISE EXERCISE', ''] : []),
    `${unopened}: ${waiting.unopened}${waiting.isMore ? '+' : ''}`,
    `${urgent}: ${waiting.urgent}`,
    ...(waiting.caseReferences.length === 0 ? [] : [`${about}: ${waiting.caseReferences.join(', ')}`]),
    '',
    hint,
    '',
  ];
  return [
    `From: <${from}>`,
    `To: ${to.map((one) => `<${one}>`).join(',\r\n ')}`,
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}@${from.slice(from.indexOf('@') + 1)}>`,
    `Subject: ${encodedWords(`${mark}${subject}`)}`,
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...inLines(toBase64(utf8(lines.join('\r\n')))),
    '',
  ].join('\r\n');
}

/** RFC 2047: words of at most 75 characters, none of which cuts a letter. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let word = '';
  for (const letter of text) {
    if (utf8(word + letter).length > WORD_BYTES_MAX) {
      words.push(word);
      word = '';
    }
    word += letter;
  }
  return [...words, word].map((one) => `=?utf-8?B?${toBase64(utf8(one))}?=`).join('\r\n ');
}

function inLines(base64: string): string[] {
  return base64.match(/.{1,76}/g) ?? [];
}

/** 52 characters of base64: with what marks them, and the name of the field, less than a line. */
const WORD_BYTES_MAX = 39;

/** The page has in each language the name that stands here. */
const WORDS: Readonly<
  Record<MailLanguage, Readonly<Record<'subject' | 'unopened' | 'urgent' | 'about' | 'hint', string>>>
> = {
  en: {
    subject: 'IIMS: messages are waiting',
    unopened: 'Messages that nobody has opened',
    urgent: 'Of these urgent',
    about: 'Cases',
    hint: 'To read them, sign in and open the page Desk. This mail carries nothing of what they say; do not answer it.',
  },
  uk: {
    subject: 'IIMS: є непрочитані повідомлення',
    unopened: 'Повідомлень, яких ніхто не відкривав',
    urgent: 'З них термінових',
    about: 'Справи',
    hint: 'Щоб прочитати їх, увійдіть і відкрийте сторінку «Листування». Цей лист не містить нічого з їхнього змісту; не відповідайте на нього.',
  },
  ka: {
    subject: 'IIMS: გელოდებათ შეტყობინებები',
    unopened: 'შეტყობინებები, რომლებიც არავის გაუხსნია',
    urgent: 'მათგან სასწრაფო',
    about: 'საქმეები',
    hint: 'წასაკითხად შედით სისტემაში და გახსენით გვერდი „მიმოწერა“. ეს წერილი მათი შინაარსიდან არაფერს შეიცავს; ნუ უპასუხებთ მას.',
  },
  az: {
    subject: 'IIMS: oxunmamış mesajlar var',
    unopened: 'Heç kimin açmadığı mesajlar',
    urgent: 'Onlardan təcili',
    about: 'İşlər',
    hint: 'Oxumaq üçün daxil olun və «Yazışma» səhifəsini açın. Bu məktubda onların məzmunundan heç nə yoxdur; ona cavab verməyin.',
  },
  ro: {
    subject: 'IIMS: vă așteaptă mesaje',
    unopened: 'Mesaje pe care nu le-a deschis nimeni',
    urgent: 'Dintre acestea urgente',
    about: 'Dosare',
    hint: 'Pentru a le citi, autentificați-vă și deschideți pagina „Corespondență”. Acest e-mail nu conține nimic din cuprinsul lor; nu răspundeți la el.',
  },
  ru: {
    subject: 'IIMS: есть непрочитанные сообщения',
    unopened: 'Сообщений, которые никто не открывал',
    urgent: 'Из них срочных',
    about: 'Дела',
    hint: 'Чтобы прочитать их, войдите и откройте страницу «Переписка». Это письмо ничего не говорит об их содержании; не отвечайте на него.',
  },
};
