// SPDX-License-Identifier: Apache-2.0
// Pages as PDF/A-2b: one layout for the papers of a ceremony and for the case that a court reads (decisions/0012).
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { hexGroups, rows, spokenGroups } from './digest-groups.ts';

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

/** Elements in the order in which they are called; none is broken over two pages. */
export interface Page {
  title(text: string, under: readonly string[]): void;
  heading(text: string): void;
  paragraph(text: string): void;
  note(text: string): void;
  /** Name on the left, text on the right. */
  pair(name: string, text: string): void;
  code(lines: readonly string[]): void;
  tick(text: string): void;
  /** 16 groups in four rows, large, and small beside them the same in hexadecimal; in the right column if it belongs to a pair. */
  fingerprint(of: string, sha256Hex: string, column?: 'right'): void;
  /** Lines of large fixed-width groups, each after its number. */
  shareLines(lines: readonly string[]): void;
  /** Lines to write on: what each is for, below it. */
  signatures(names: readonly string[]): void;
  /** Fields to fill in on one line. */
  fields(names: readonly string[]): void;
  gap(points: number): void;
  /** What is called inside stays on one page, if a page can hold it. */
  together(draw: () => void): void;
  nextPage(): void;
  finish(): Promise<Uint8Array>;
}

/** Something on a page: how high it is, in points, and how it is drawn from `y` on. */
interface Element {
  readonly height: number;
  draw(y: number): void;
}

export function openPage(setup: PageSetup): Page {
  const document = makeDocument(setup);
  const finished = buffer(document as unknown as NodeJS.ReadableStream);
  document.on('pageAdded', () => beginPage(document, setup));
  document.addPage();
  let held: Element[] | undefined;
  const place = (...elements: readonly Element[]): void => {
    if (held) {
      held.push(...elements);
      return;
    }
    const needed = elements.reduce((sum, { height }) => sum + height, 0);
    if (document.y + needed > CONTENT_END && needed <= CONTENT_HEIGHT) document.addPage();
    for (const element of elements) {
      if (document.y + element.height > CONTENT_END) document.addPage();
      const y = document.y;
      element.draw(y);
      document.x = MARGIN.left;
      document.y = y + element.height;
    }
  };
  const elements = elementsOf(document);
  return {
    title: (text, under) => place(elements.title(text, under)),
    heading: (text) => place(elements.heading(text)),
    paragraph: (text) => place(elements.text(text, BODY, BLACK)),
    note: (text) => place(elements.text(text, SMALL, GREY)),
    pair: (name, text) => place(elements.pair(name, text)),
    code: (lines) => place(elements.code(lines)),
    tick: (text) => place(elements.tick(text)),
    fingerprint: (of, sha256Hex, column) =>
      place(elements.fingerprint(of, sha256Hex, column === 'right' ? NAME_WIDTH : 0)),
    shareLines: (lines) => place(elements.shareLines(lines)),
    signatures: (names) => place(...elements.signatures(names)),
    fields: (names) => place(elements.fields(names)),
    gap: (points) => place({ height: points, draw: () => undefined }),
    together(draw) {
      held = [];
      draw();
      const all = held;
      held = undefined;
      place(...all);
    },
    nextPage: () => void document.addPage(),
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

function elementsOf(document: PDFKit.PDFDocument) {
  const heightOf = (face: Face, size: number, text: string, width = WIDTH): number =>
    document.font(face).fontSize(size).heightOfString(text, { width, lineGap: LINE_GAP });
  const write = (face: Face, size: number, color: string, text: string, x: number, y: number, width: number): void => {
    document.font(face).fontSize(size).fillColor(color).text(text, x, y, { width, lineGap: LINE_GAP });
  };
  const writeLine = (face: Face, size: number, color: string, text: string, x: number, y: number): void => {
    document.font(face).fontSize(size).fillColor(color).text(text, x, y, { lineBreak: false });
  };
  const rule = (x: number, y: number, width: number, color: string, weight: number): void => {
    document
      .lineWidth(weight)
      .strokeColor(color)
      .moveTo(x, y)
      .lineTo(x + width, y)
      .stroke();
  };
  return {
    title(text: string, under: readonly string[]): Element {
      const height = heightOf('bold', 22, text);
      const heights = under.map((line) => heightOf('regular', 10.5, line));
      return {
        height: height + heights.reduce((sum, each) => sum + each, 0) + 14,
        draw(y) {
          write('bold', 22, BLACK, text, MARGIN.left, y, WIDTH);
          let at = y + height + 4;
          for (const [index, line] of under.entries()) {
            write('regular', 10.5, BLACK, line, MARGIN.left, at, WIDTH);
            at += heights[index]!;
          }
        },
      };
    },
    heading(text: string): Element {
      return { height: 37, draw: (y) => write('bold', 13, BLACK, text, MARGIN.left, y + 14, WIDTH) };
    },
    text(text: string, size: number, color: string): Element {
      const height = heightOf('regular', size, text) + 3;
      return { height, draw: (y) => write('regular', size, color, text, MARGIN.left, y, WIDTH) };
    },
    pair(name: string, text: string): Element {
      const [left, right] = [NAME_WIDTH - 10, WIDTH - NAME_WIDTH];
      const height = Math.max(heightOf('bold', BODY, name, left), heightOf('regular', BODY, text, right)) + 4;
      return {
        height,
        draw(y) {
          if (name !== '') write('bold', BODY, BLACK, name, MARGIN.left, y, left);
          write('regular', BODY, BLACK, text, MARGIN.left + NAME_WIDTH, y, right);
        },
      };
    },
    code(lines: readonly string[]): Element {
      const inner = lines.length * CODE_ROW + 10;
      return {
        height: inner + 8,
        draw(y) {
          document.rect(MARGIN.left, y + 2, WIDTH, inner).fill(PALE);
          for (const [index, line] of lines.entries()) {
            writeLine('mono', 8.2, BLACK, line, MARGIN.left + 8, y + 7 + index * CODE_ROW);
          }
        },
      };
    },
    tick(text: string): Element {
      return {
        height: heightOf('regular', BODY, text, WIDTH - 20) + 5,
        draw(y) {
          document
            .lineWidth(0.8)
            .strokeColor(BLACK)
            .rect(MARGIN.left + 0.5, y + 2.2, 9.5, 9.5)
            .stroke();
          write('regular', BODY, BLACK, text, MARGIN.left + 20, y, WIDTH - 20);
        },
      };
    },
    fingerprint(of: string, sha256Hex: string, indent: number): Element {
      const x = MARGIN.left + indent;
      const [spoken, hex] = [rows(spokenGroups(sha256Hex)), rows(hexGroups(sha256Hex))];
      return {
        height: 4 * GROUP_ROW + 26,
        draw(y) {
          writeLine('bold', 9, BLACK, of, x, y + 2);
          for (const [row, groups] of spoken.entries()) {
            const at = y + 17 + row * GROUP_ROW;
            for (const [column, group] of groups.entries()) writeLine('mono', 14, BLACK, group, x + column * 56, at);
            writeLine('mono', SMALL, GREY, hex[row]!.join(' '), x + 238, at + 5.5);
          }
        },
      };
    },
    shareLines(lines: readonly string[]): Element {
      return {
        height: lines.length * SHARE_ROW + 10,
        draw(y) {
          for (const [index, line] of lines.entries()) {
            const at = y + 4 + index * SHARE_ROW;
            writeLine('bold', BODY, GREY, `${index + 1}`, MARGIN.left, at + 5);
            for (const [column, group] of line.split(' ').entries()) {
              const isCheck = column === 4;
              const x = MARGIN.left + 30 + column * 82 + (isCheck ? 14 : 0);
              writeLine('mono', 18, isCheck ? GREY : BLACK, group, x, at);
            }
            rule(MARGIN.left, at + 27, WIDTH, LINE, 0.4);
          }
        },
      };
    },
    signatures(names: readonly string[]): readonly Element[] {
      const width = (WIDTH - 30) / 2;
      return rowsOfTwo(names).map((pair) => ({
        height: 58,
        draw(y) {
          for (const [index, name] of pair.entries()) {
            const x = MARGIN.left + index * (width + 30);
            rule(x, y + 36, width, BLACK, 0.6);
            writeLine('regular', SMALL, GREY, name, x, y + 40);
          }
        },
      }));
    },
    fields(names: readonly string[]): Element {
      const width = WIDTH / names.length;
      return {
        height: 28,
        draw(y) {
          for (const [index, name] of names.entries()) {
            const x = MARGIN.left + index * width;
            writeLine('regular', SMALL, GREY, name, x, y + 8);
            const begins = x + document.widthOfString(name) + 6;
            rule(begins, y + 18, x + width - 12 - begins, BLACK, 0.6);
          }
        },
      };
    },
  };
}

function rowsOfTwo(names: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(names.length / 2) }, (_, row) => names.slice(2 * row, 2 * row + 2));
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
/** Text that is broken by hand may not reach into the foot. */
const CONTENT_END = 841.89 - MARGIN.bottom;
const CONTENT_HEIGHT = CONTENT_END - MARGIN.top;
const LINE_GAP = 2;
const CODE_ROW = 12;
const GROUP_ROW = 19;
const SHARE_ROW = 31;
const BODY = 10;
const SMALL = 8.5;
const BLACK = '#111111';
const GREY = '#555555';
const LINE = '#bbbbbb';
const PALE = '#f2f2f2';
const WATERMARK = '#ececec';
