import { Command, Option } from 'commander';
import { MISSING_CHOICES } from '#core/api/imports.js';
import { ENCODINGS } from '#core/register-file/text-encoding.js';
import type { ServiceOptions } from '../api-client.js';
import { importFile, undoImport, type ImportOptions } from '../import/import-file.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';

export function importCommand(terminal: Terminal): Command {
  const undo = new Command('undo')
    .description('gives the register back what an import changed')
    .argument('<id>', 'as the import printed it')
    .action((id: string, options: ServiceOptions) => undoImport(id, options, terminal));
  const households = fileCommand('households', terminal).description('the same as import FILE');
  return fileCommand('import', terminal)
    .description('households and residents from a file: CSV (UTF-8, GB18030, UTF-16) or XLSX')
    .enablePositionalOptions()
    .addCommand(withServiceOptions(undo))
    .addCommand(households);
}

function fileCommand(name: string, terminal: Terminal): Command {
  const command = new Command(name)
    .argument('<file>', 'one resident a row, with headings such as 楼栋, 单元, 室, 姓名 (see docs/import.md)')
    .option('--compound <id>', 'the compound they belong to')
    .option('--dry-run', 'check every row and change nothing')
    .addOption(
      new Option('--missing <choice>', 'residents who are registered but not in the file')
        .choices(MISSING_CHOICES)
        .default('keep'),
    )
    .addOption(new Option('--encoding <name>', 'if it is not found out rightly').choices(ENCODINGS))
    .option('--sheet <name>', 'of a workbook (default: the first)')
    .option('--mapping <text>', 'which column is what, such as name=住户,building=楼')
    .option('--rejected <file>', 'writes rejected rows with their reasons into a file')
    .option('--yes', 'take over the good rows although others are rejected; switch off many households')
    .action((file: string, options: ImportOptions) => importFile(file, options, terminal));
  return withServiceOptions(command);
}
