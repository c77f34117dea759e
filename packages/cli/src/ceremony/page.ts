// SPDX-License-Identifier: Apache-2.0
// Pages of a ceremony as PDF/A-2b: one layout for the transcript, the script and the share sheets (decisions/0011).
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { hexGroups, rows, spokenGroups } from './fingerprint.ts';

export interface PageSetup {
  readonly title: string;
  /** Beside the title on top of every page. */
  readonly subject: string;
  /** In the foot of every page: which document this page belongs to. */
  readonly foot: string;
  readonly isExercise: boolean;
  /** Milliseconds since 1970: the document's own time, so that the same content gives the same bytes. */
  readonly madeAt: number;
}

/** Elements in the order in which they are called; each keeps its parts on one page. */
export interface Page {
  title(text: string, under: readonly string[]): void;
  heading(text: string): void;
  paragraph(text: string): void;
  note(text: string): void;
  /** Name on the left, text on the right. */
  pair(name: string, text: string): void;
  code(lines: readonly string[]): void;
  tick(text: string): void;
  /** 16 groups in four rows, large, and small beside them the same in hexadecimal. */
  fingerprint(of: string, sha256Hex: string): void;
  /** Lines of large fixed-width groups, each after its number. */
  shareLines(lines: readonly string[]): void;
  /** Lines to write on: what each is for, below it. */
  signatures(names: readonly string[]): void;
  /** Fields to fill in on one line. */
  fields(names: readonly string[]): void;
  gap(points: number): void;
  /** Goes to the next page if fewer points are left. */
  keep(points: number): void;
  nextPage(): void;
  finish(): Promise<Uint8Array>;
}

export function openPage(setup: PageSetup): Page {
  const document = makeDocument(setup);
  const finished = buffer(document as unknown as NodeJS.ReadableStream);
  document.on('pageAdded', () => beginPage(document, setup));
  document.addPage();
  const left = (): number => document.page.height - MARGIN.bottom - document.y;
  const keep = (points: number): void => {
    if (left() < points) document.addPage();
  };
  const text = (font: Face, size: number, content: string, options: PDFKit.Mixins.TextOptions = {}): void => {
    document
      .font(font)
      .fontSize(size)
      .fillColor(BLACK)
      .text(content, MARGIN.left, document.y, { width: WIDTH, lineGap: 2, ...options });
  };
  const height = (font: Face, size: number, content: string, width = WIDTH): number =>
    document.font(font).fontSize(size).heightOfString(content, { width, lineGap: 2 });
  return {
    keep,
    gap: (points) => {
      document.y += points;
    },
    nextPage: () => void document.addPage(),
    title(content, under) {
      text('bold', 22, content, { lineGap: 0 });
      document.y += 6;
      for (const line of under) text('regular', 10.5, line);
      document.y += 10;
    },
    heading(content) {
      keep(70);
      document.y += 14;
      text('bold', 13, content, { lineGap: 0 });
      document.y += 5;
    },
    paragraph(content) {
      keep(height('regular', BODY, content));
      text('regular', BODY, content);
      document.y += 3;
    },
    note(content) {
      keep(height('regular', 8.5, content));
      document
        .font('regular')
        .fontSize(8.5)
        .fillColor(GREY)
        .text(content, MARGIN.left, document.y, { width: WIDTH, lineGap: 2 });
      document.y += 3;
    },
    pair(name, content) {
      const needed = Math.max(
        height('regular', BODY, content, WIDTH - NAME_WIDTH),
        height('bold', BODY, name, NAME_WIDTH - 10),
      );
      keep(needed + 4);
      const top = document.y;
      document
        .font('bold')
        .fontSize(BODY)
        .fillColor(BLACK)
        .text(name, MARGIN.left, top, { width: NAME_WIDTH - 10, lineGap: 2 });
      document.font('regular').text(content, MARGIN.left + NAME_WIDTH, top, { width: WIDTH - NAME_WIDTH, lineGap: 2 });
      document.y = top + needed + 4;
    },
    code(lines) {
      const size = 8.2;
      const rowHeight = 12;
      keep(lines.length * rowHeight + 14);
      document.y += 2;
      const top = document.y;
      document.rect(MARGIN.left, top, WIDTH, lines.length * rowHeight + 10).fill(PALE);
      for (const [index, line] of lines.entries()) {
        document
          .font('mono')
          .fontSize(size)
          .fillColor(BLACK)
          .text(line, MARGIN.left + 8, top + 5.5 + index * rowHeight, { lineBreak: false });
      }
      document.x = MARGIN.left;
      document.y = top + lines.length * rowHeight + 16;
    },
    tick(content) {
      const needed = height('regular', BODY, content, WIDTH - 20);
      keep(needed + 5);
      const top = document.y;
      document
        .lineWidth(0.8)
        .strokeColor(BLACK)
        .rect(MARGIN.left + 0.5, top + 2.2, 9.5, 9.5)
        .stroke();
      document
        .font('regular')
        .fontSize(BODY)
        .fillColor(BLACK)
        .text(content, MARGIN.left + 20, top, { width: WIDTH - 20, lineGap: 2 });
      document.y = top + needed + 5;
    },
    fingerprint(of, sha256Hex) {
      keep(104);
      document.y += 2;
      document
        .font('bold')
        .fontSize(9)
        .fillColor(BLACK)
        .text(of, MARGIN.left, document.y, { width: WIDTH, lineBreak: false, ellipsis: true });
      const top = document.y + 4;
      const [spoken, hex] = [rows(spokenGroups(sha256Hex)), rows(hexGroups(sha256Hex))];
      for (const [row, groups] of spoken.entries()) {
        const y = top + row * 19;
        for (const [column, group] of groups.entries()) {
          document
            .font('mono')
            .fontSize(14)
            .fillColor(BLACK)
            .text(group, MARGIN.left + column * 66, y, { lineBreak: false });
        }
        document
          .font('mono')
          .fontSize(8.5)
          .fillColor(GREY)
          .text(hex[row]!.join('  '), MARGIN.left + 300, y + 5.5, { lineBreak: false });
      }
      document.x = MARGIN.left;
      document.y = top + 4 * 19 + 8;
    },
    shareLines(lines) {
      const top = document.y + 4;
      for (const [index, line] of lines.entries()) {
        const y = top + index * 31;
        document
          .font('bold')
          .fontSize(10)
          .fillColor(GREY)
          .text(`${index + 1}`, MARGIN.left, y + 5, { lineBreak: false });
        for (const [column, group] of line.split(' ').entries()) {
          const isCheck = column === 4;
          const x = MARGIN.left + 30 + column * 82 + (isCheck ? 14 : 0);
          document
            .font('mono')
            .fontSize(18)
            .fillColor(isCheck ? GREY : BLACK)
            .text(group, x, y, { lineBreak: false });
        }
        document
          .lineWidth(0.4)
          .strokeColor(LINE)
          .moveTo(MARGIN.left, y + 27)
          .lineTo(MARGIN.left + WIDTH, y + 27)
          .stroke();
      }
      document.x = MARGIN.left;
      document.y = top + lines.length * 31 + 6;
    },
    signatures(names) {
      const column = (WIDTH - 30) / 2;
      for (let index = 0; index < names.length; index += 2) {
        keep(58);
        const y = document.y + 34;
        for (const [offset, name] of names.slice(index, index + 2).entries()) {
          const x = MARGIN.left + offset * (column + 30);
          document
            .lineWidth(0.6)
            .strokeColor(BLACK)
            .moveTo(x, y)
            .lineTo(x + column, y)
            .stroke();
          document
            .font('regular')
            .fontSize(8.5)
            .fillColor(GREY)
            .text(name, x, y + 4, { width: column, lineBreak: false, ellipsis: true });
        }
        document.x = MARGIN.left;
        document.y = y + 20;
      }
    },
    fields(names) {
      keep(26);
      const column = WIDTH / names.length;
      const y = document.y + 16;
      for (const [index, name] of names.entries()) {
        const x = MARGIN.left + index * column;
        document
          .font('regular')
          .fontSize(8.5)
          .fillColor(GREY)
          .text(name, x, y - 9, { lineBreak: false });
        const start = x + document.widthOfString(name) + 6;
        document
          .lineWidth(0.6)
          .strokeColor(BLACK)
          .moveTo(start, y + 1)
          .lineTo(x + column - 12, y + 1)
          .stroke();
      }
      document.x = MARGIN.left;
      document.y = y + 10;
    },
    async finish() {
      const { count } = document.bufferedPageRange();
      for (let page = 0; page < count; page++) {
        document.switchToPage(page);
        drawFoot(document, setup, `${page + 1} / ${count}`);
      }
      document.end();
      return new Uint8Array(await finished);
    },
  };
}

type Face = 'regular' | 'bold' | 'mono';

function makeDocument({ title, subject, madeAt }: PageSetup): PDFKit.PDFDocument {
  const document = new PDFDocument({
    size: 'A4',
    margins: MARGIN,
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: '1.7',
    subset: 'PDF/A-2b',
    font: FONTS.regular,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: title,
      Subject: subject,
      Author: 'IIMS',
      Creator: 'IIMS',
      Producer: 'IIMS',
      CreationDate: new Date(madeAt),
      ModDate: new Date(madeAt),
    },
  } as PDFKit.PDFDocumentOptions);
  for (const [face, file] of Object.entries(FONTS)) document.registerFont(face, file);
  return document;
}

/** What lies under the content: the mark of an exercise, and the head. */
function beginPage(document: PDFKit.PDFDocument, { title, subject, isExercise }: PageSetup): void {
  const { width, height } = document.page;
  if (isExercise) {
    document.save().rotate(-52, { origin: [width / 2, height / 2] });
    document
      .font('bold')
      .fontSize(112)
      .fillColor(WATERMARK)
      .text('EXERCISE', 0, height / 2 - 78, { width, align: 'center', lineBreak: false });
    document.restore();
  }
  document.font('regular').fontSize(8.5).fillColor(GREY);
  document.text(title, MARGIN.left, HEAD_AT, { lineBreak: false });
  const mark = isExercise ? `EXERCISE · ${subject}` : subject;
  document.text(mark, width - MARGIN.right - document.widthOfString(mark), HEAD_AT, { lineBreak: false });
  document
    .lineWidth(0.5)
    .strokeColor(LINE)
    .moveTo(MARGIN.left, HEAD_AT + 15)
    .lineTo(width - MARGIN.right, HEAD_AT + 15)
    .stroke();
  document.x = MARGIN.left;
  document.y = MARGIN.top;
}

function drawFoot(document: PDFKit.PDFDocument, { foot }: PageSetup, number: string): void {
  const { width, height } = document.page;
  // Text below the margin would begin another page.
  document.page.margins.bottom = 0;
  const y = height - FOOT_HEIGHT;
  document
    .lineWidth(0.5)
    .strokeColor(LINE)
    .moveTo(MARGIN.left, y - 6)
    .lineTo(width - MARGIN.right, y - 6)
    .stroke();
  document
    .font('mono')
    .fontSize(6.4)
    .fillColor(GREY)
    .text(foot, MARGIN.left, y + 1.5, { lineBreak: false });
  document.font('bold').fontSize(8.5).fillColor(BLACK);
  document.text(number, width - MARGIN.right - document.widthOfString(number), y, { lineBreak: false });
}

const FONT_FOLDER = join(import.meta.dirname, 'fonts');
const FONTS: Readonly<Record<Face, string>> = {
  regular: join(FONT_FOLDER, 'noto-sans-regular.ttf'),
  bold: join(FONT_FOLDER, 'noto-sans-bold.ttf'),
  mono: join(FONT_FOLDER, 'noto-sans-mono-medium.ttf'),
};
/** Points. The left margin leaves room for the holes of a binder. */
const MARGIN = { top: 74, bottom: 68, left: 71, right: 52 };
const WIDTH = 595.28 - MARGIN.left - MARGIN.right;
const HEAD_AT = 38;
const FOOT_HEIGHT = 40;
const NAME_WIDTH = 130;
const BODY = 10;
const BLACK = '#111111';
const GREY = '#555555';
const LINE = '#bbbbbb';
const PALE = '#f2f2f2';
const WATERMARK = '#ececec';
