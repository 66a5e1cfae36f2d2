/** Why a resident needs a closer eye, in the words of community offices. The key is stored and sent. */
export const CARE_MARKS = {
  'elderly-alone': {
    zh: '独居老人',
    en: 'elderly living alone',
    others: ['独居', '空巢老人', '孤寡老人', '空巢'],
  },
  elderly: { zh: '高龄老人', en: 'very old', others: ['高龄', '老人', '老年人', '80岁以上'] },
  dialysis: { zh: '透析', en: 'dialysis', others: ['血液透析', '血透', '尿毒症', '透析患者'] },
  oncology: { zh: '肿瘤患者', en: 'cancer treatment', others: ['肿瘤', '癌症', '化疗', '放疗', '放化疗'] },
  chronic: { zh: '慢性病', en: 'chronic illness', others: ['慢病', '基础病', '基础疾病', '慢性病患者'] },
  pregnant: { zh: '孕产妇', en: 'pregnant or just delivered', others: ['孕妇', '产妇'] },
  infant: { zh: '婴幼儿', en: 'infant', others: ['婴儿', '幼儿', '新生儿'] },
  disabled: { zh: '残疾人', en: 'disabled', others: ['残疾', '残障', '残障人士'] },
  bedridden: { zh: '失能卧床', en: 'bedridden', others: ['卧床', '失能', '半失能', '行动不便'] },
  mental: { zh: '精神障碍', en: 'mental illness', others: ['精神疾病', '精神病患者'] },
  'child-alone': { zh: '无人照看儿童', en: 'child without a carer', others: ['留守儿童', '独居儿童'] },
  hardship: { zh: '困难家庭', en: 'in hardship', others: ['困难户', '低保', '低保户', '特困'] },
  'no-phone': { zh: '无手机', en: 'no phone', others: ['不会用手机', '无智能手机', '老年机'] },
} as const satisfies Record<string, { zh: string; en: string; others: readonly string[] }>;

export type CareMark = keyof typeof CARE_MARKS;

export const CARE_MARK_CODES = Object.keys(CARE_MARKS) as CareMark[];

const SEPARATORS = /[/、,;，；|+]+/;
const NONE = new Set(['无', '否', '没有', '正常', '普通', 'none', 'no', '-', '—']);

/** The marks a cell names, or the first word that is none. An explicit "none" (无) is an empty list. */
export function readCareMarks(text: string): readonly CareMark[] | { readonly unknown: string } {
  const marks: CareMark[] = [];
  for (const word of text.split(SEPARATORS).flatMap(wordsOf)) {
    const mark = MARK_OF_WORD.get(plain(word));
    if (mark !== undefined) marks.push(mark);
    else if (!NONE.has(plain(word))) return { unknown: word };
  }
  return sortedMarks(marks);
}

/** Spaces part words too, unless they belong to the name of a mark. */
function wordsOf(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return MARK_OF_WORD.has(plain(text)) ? [text] : words;
}

/** Each mark once, in the order of their codes, so that equal sets are equal texts. */
export function sortedMarks(marks: readonly CareMark[]): readonly CareMark[] {
  return [...new Set(marks)].sort();
}

/** How the register keeps a set of marks. */
export function careText(marks: readonly CareMark[]): string {
  return sortedMarks(marks).join(',');
}

/** The marks of a kept text; what a newer version has written and this one does not know is left out. */
export function marksOf(text: string | null): readonly CareMark[] {
  const words = (text ?? '').split(',');
  return CARE_MARK_CODES.filter((mark) => words.includes(mark)).sort();
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/\s/g, '');
}

const MARK_OF_WORD: ReadonlyMap<string, CareMark> = new Map(
  CARE_MARK_CODES.flatMap((mark) => {
    const { zh, en, others } = CARE_MARKS[mark];
    return [mark, zh, en, ...others].map((word) => [plain(word), mark] as const);
  }),
);
