import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import {
  autoDetect,
  DarwinPortBinding,
  LinuxPortBinding,
  type BindingInterface,
} from '@serialport/bindings-cpp';
import { SerialPortStream } from '@serialport/stream';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import { guardRead } from './guarded-read.js';
import { NodeSerialConnection } from './node-serial-connection.js';
import type { SerialOpener, SerialTarget } from './serial-port.js';

/** Real serial ports through node-serialport: a fresh port object for each connection, the path locked while it is open. */
export const nodeSerialOpener: SerialOpener = {
  open: async (target, events) => {
    const stream = await openStream(target).catch(async (error: unknown) => {
      throw await openFault(target.path, error);
    });
    return new NodeSerialConnection(stream, target.path, events);
  },
};

function openStream({ path, line }: SerialTarget): Promise<SerialPortStream> {
  return new Promise((resolve, reject) => {
    const options = { path, ...line, lock: true };
    const stream: SerialPortStream = new SerialPortStream(
      { ...options, binding: guardedBinding() },
      (error) => {
        if (error === null) resolve(stream);
        else reject(error);
      },
    );
  });
}

function guardedBinding(): BindingInterface {
  const binding = autoDetect() as BindingInterface;
  return {
    list: () => binding.list(),
    open: async (options) => {
      const port = await binding.open(options);
      if (port instanceof LinuxPortBinding || port instanceof DarwinPortBinding)
        guardRead(port, options.path);
      return port;
    },
  };
}

/** The binding's errors are sentences without a code, so the path itself is asked first. */
async function openFault(path: string, cause: unknown): Promise<GateError> {
  const code = await accessCode(path);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new GateError('device-missing', { path }, { cause });
  if (code === 'EACCES' || code === 'EPERM') return new GateError('device-denied', { path }, { cause });
  const problem = messageOf(cause);
  const isBusy = /Cannot lock port|Device or resource busy/.test(problem);
  if (isBusy) return new GateError('device-busy', { path }, { cause });
  return new GateError('device-open-failed', { path, problem }, { cause });
}

async function accessCode(path: string): Promise<string | null> {
  try {
    await access(path, constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? null;
  }
}
