import type { FaultGroup, Import } from '#core/api/imports.js';

/** What a check found, as lines for a person. */
export function reportLines(done: Import): string[] {
  const { counts } = done;
  const lines = [
    ...fileLines(done),
    `${counts.rows} rows: ${counts.good} good, ${counts.rejected} rejected, ${counts.empty} empty`,
    ...done.faults.map(faultLine),
    ...differenceLines(done),
  ];
  return lines.map(printable);
}

/** Headings and cells are foreign text: nothing of them may move the cursor of a terminal. */
function printable(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}

function fileLines({ file, columns }: Import): string[] {
  const lines: string[] = [];
  if (file !== null) {
    const how = file.format === 'xlsx' ? `XLSX, sheet ${file.sheet ?? ''}` : `CSV, ${file.encoding ?? ''}`;
    lines.push(`${file.name}: ${how}`);
  }
  if (columns !== null) {
    const pairs = Object.entries(columns.mapping).map(([field, heading]) => `${field}=${heading}`);
    lines.push(`columns ${pairs.join(', ')}`);
    if (columns.unused.length > 0) lines.push(`not used: ${columns.unused.join(', ')}`);
  }
  return lines;
}

function faultLine({ code, zh, en, effect, count, examples }: FaultGroup): string {
  const shown = examples.map(({ line, value }) => (value === '' ? `${line}` : `${line} "${value}"`));
  const more = count > examples.length ? ', ...' : '';
  return `  ${effect} ${count} x ${code}: ${zh} / ${en} (line ${shown.join(', ')}${more})`;
}

function differenceLines({ difference }: Import): string[] {
  if (difference === null) return [];
  const { residents, households, switchedOff } = difference;
  const lines = [
    `residents: ${residents.new} new, ${residents.changed} changed, ${residents.same} the same, ${residents.missing} missing from the file`,
    `households: ${households.new} new, ${households.known} known, ${households.missing} missing from the file`,
  ];
  if (residents.kept > 0) {
    lines.push(
      `${residents.kept} residents are not called missing: isolated, or of a household with rejected rows`,
    );
  }
  if (switchedOff.households > 0) {
    lines.push(
      `removing the missing would switch off ${switchedOff.households} of ${switchedOff.of} households`,
    );
  }
  return lines;
}
