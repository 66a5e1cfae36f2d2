import { buildingOf, type HouseholdId } from '#core/units/ids.js';
import { compareFlats } from '#core/print/flat-order.js';
import { A4 } from '#core/print/paper.js';
import { PASS_KIND_WORDS } from '#core/pass/pass-kind-words.js';
import type { PrintedPass } from '#core/print/printed-pass.js';
import { fittedText } from './fitted-text.js';
import type { KnownCharacters } from './known-characters.js';
import type { PdfPaper } from './pdf-paper.js';
import type { PrintOrder } from './print-order.js';

const MARGIN = 15;
const TITLE_AT = 22;
const SUBTITLE_AT = 28;
const HEAD_AT = 36;
const FIRST_ROW = 39;
const ROW_HEIGHT = 9;
export const ROWS_PER_PAGE = 26;
const TITLE_SIZE = 14;
const TEXT_SIZE = 10;
const SMALL_SIZE = 8;

interface Column {
  readonly title: string;
  readonly x: number;
  readonly width: number;
  readonly text: (pass: PrintedPass, number: number) => string;
}

/** The last column stays empty: there the resident signs. */
const COLUMNS: readonly Column[] = [
  { title: '序号 No.', x: 15, width: 14, text: (_, number) => String(number) },
  { title: '户号 Flat', x: 30, width: 30, text: ({ flat }) => flat ?? '' },
  { title: '姓名 Name', x: 61, width: 32, text: ({ name }) => name ?? '' },
  { title: '证件 Pass', x: 94, width: 22, text: ({ kind }) => PASS_KIND_WORDS[kind].zh },
  { title: '证号末四位 Code', x: 117, width: 26, text: ({ code }) => code.slice(-CODE_SHOWN) },
  { title: '领取人签名 Signature', x: 144, width: 51, text: () => '' },
];
const CODE_SHOWN = 4;

/** What identifies one building's list. */
interface BuildingList {
  readonly building: string | null;
  readonly passes: readonly PrintedPass[];
}

/** Draws a list for each building, by unit and room, to be signed when passes are handed out. */
export async function drawSignatureLists(
  order: PrintOrder,
  paper: PdfPaper,
  characters: KnownCharacters,
): Promise<void> {
  const hasNames = order.passes.some(({ name }) => name !== null);
  const columns = COLUMNS.filter(({ title }) => hasNames || !title.startsWith('姓名'));
  for (const list of signatureLists(order.passes)) {
    for (let from = 0; from < list.passes.length; from += ROWS_PER_PAGE) {
      await paper.newPage(A4);
      drawHead(list, { order, from, columns }, { paper, characters });
      for (const [row, pass] of list.passes.slice(from, from + ROWS_PER_PAGE).entries()) {
        drawRow({ pass, row, number: from + row + 1 }, columns, { paper, characters });
      }
    }
  }
  await paper.finish();
}

/** The passes of each building in the order of their flats; those of no flat come last. */
export function signatureLists(passes: readonly PrintedPass[]): readonly BuildingList[] {
  const sorted = passes.toSorted((a, b) => compareFlats(a.flat, b.flat));
  const lists = new Map<string | null, PrintedPass[]>();
  for (const pass of sorted) {
    const building = pass.flat === null ? null : buildingOf(pass.flat as HouseholdId);
    const list = lists.get(building) ?? [];
    lists.set(building, [...list, pass]);
  }
  return [...lists].map(([building, list]) => ({ building, passes: list }));
}

interface ListTools {
  readonly paper: PdfPaper;
  readonly characters: KnownCharacters;
}

interface HeadPlace {
  readonly order: PrintOrder;
  readonly from: number;
  readonly columns: readonly Column[];
}

function drawHead(list: BuildingList, { order, from, columns }: HeadPlace, tools: ListTools): void {
  const { paper } = tools;
  const building = list.building === null ? '' : `  ${list.building} 栋 Building ${list.building}`;
  const page = from / ROWS_PER_PAGE + 1;
  const pages = Math.ceil(list.passes.length / ROWS_PER_PAGE);
  const about = `${order.printedOn}   共 ${list.passes.length} 张 ${list.passes.length} passes   第 ${page} / ${pages} 页 Page ${page} / ${pages}`;
  write(`${order.compound}${building}`, { x: MARGIN, y: TITLE_AT, size: TITLE_SIZE, width: 180 }, tools);
  write(
    `通行证领取签名表 Signature list   ${about}`,
    { x: MARGIN, y: SUBTITLE_AT, size: SMALL_SIZE, width: 180 },
    tools,
  );
  for (const { title, x, width } of columns) write(title, { x, y: HEAD_AT, size: SMALL_SIZE, width }, tools);
  paper.stroke({ from: { x: MARGIN, y: FIRST_ROW }, to: { x: A4.width - MARGIN, y: FIRST_ROW } }, 0.4);
}

interface Row {
  readonly pass: PrintedPass;
  readonly row: number;
  readonly number: number;
}

function drawRow({ pass, row, number }: Row, columns: readonly Column[], tools: ListTools): void {
  const below = FIRST_ROW + (row + 1) * ROW_HEIGHT;
  for (const { x, width, text } of columns) {
    write(text(pass, number), { x, y: below - 3, size: TEXT_SIZE, width }, tools);
  }
  tools.paper.stroke({ from: { x: MARGIN, y: below }, to: { x: A4.width - MARGIN, y: below } });
}

interface CellPlace {
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly size: number;
  readonly width: number;
}

function write(raw: string, { x, y, size, width }: CellPlace, { paper, characters }: ListTools): void {
  if (raw === '') return;
  const box = { x, y, width, height: 0 };
  const item = {
    kind: 'text',
    text: characters.printable(raw),
    box,
    size,
    align: 'left',
    mayCut: true,
  } as const;
  const fitted = fittedText(item, (text, points) => paper.widthOf(text, points));
  paper.letter({ ...fitted, at: { x, y } });
}
