import fc from 'fast-check';
import { checkCharacter } from '#core/register-file/id-number.js';

/** A well-formed identity number: place, birth date, sequence number and the check character that belongs to them. */
export function idNumber(birth = '19491231', sequence = '002', place = '110105'): string {
  const body = `${place}${birth}${sequence}`;
  return `${body}${checkCharacter(body)}`;
}

const day = fc
  .date({ min: new Date('1920-01-01T00:00:00Z'), max: new Date('2020-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));

/** Identity numbers of made-up people. */
export const anyIdNumber: fc.Arbitrary<string> = fc
  .tuple(day, fc.integer({ min: 1, max: 999 }), fc.integer({ min: 110_000, max: 659_999 }))
  .map(([birth, sequence, place]) => idNumber(birth, String(sequence).padStart(3, '0'), String(place)));

const FAMILY = '王 李 张 刘 陈 杨 黄 赵 周 吴 徐 孙 马 朱 胡 郭 何 高 林 罗'.split(' ');
const GIVEN = '伟 芳 娜 秀 英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂 梅'.split(' ');

export const anyName: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...FAMILY), fc.array(fc.constantFrom(...GIVEN), { minLength: 1, maxLength: 2 }))
  .map(([family, given]) => `${family}${given.join('')}`);
