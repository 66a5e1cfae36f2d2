import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { SignedReportSchema } from '#core/api/retention.js';
import { importPassPublicKey } from '#core/bindings/ed25519.js';
import { canonicalJson } from '#core/canonical-json.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import { messageParser } from '#core/wire/parse-message.js';
import type { Terminal } from '../terminal.js';

export function reportCommand(terminal: Terminal): Command {
  const verify = new Command('verify')
    .description('checks the signature of an end-of-epidemic report')
    .argument('<file>', 'the report')
    .action(async (file: string) => {
      const key = await verifiedKey(file);
      terminal.out(`the report is whole; it was signed with the key ${key}`);
    });
  return new Command('report').description('signed reports').addCommand(verify);
}

/** The id of the key that has signed the report. @throws GateError `report-invalid` */
async function verifiedKey(file: string): Promise<string> {
  const parsed = messageParser(SignedReportSchema)(await textOf(file));
  if (!parsed.ok) throw new GateError('report-invalid', { file, problem: parsed.problem });
  const { report, signature, key } = parsed.value;
  const publicKey = importPassPublicKey(Buffer.from(key['x'] ?? '', 'base64url'));
  const text = new TextEncoder().encode(canonicalJson(report));
  if (publicKey.verify(text, Buffer.from(signature, 'base64url'))) return publicKey.id;
  throw new GateError('report-invalid', { file, problem: 'its signature does not fit: it was changed' });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new GateError('report-invalid', { file, problem: messageOf(error) });
  }
}
