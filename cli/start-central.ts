import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startService, type Service, type ServiceOptions } from '#broker/service.js';
import { buildApp } from '#dashboard/app.js';
import { listen } from '#dashboard/server.js';
import type { Address } from '#core/units/address.js';
import { ADDRESS_FILE } from './api-client.js';
import type { Tools } from './tools.js';
import { VERSION } from '#core/version.js';

export interface CentralOptions extends ServiceOptions {
  readonly http: Address;
}

/** The running central process: service, broker and dashboard. */
export interface RunningCentral {
  readonly service: Service;
  readonly url: string;
  /** One-time password of the administrator that this start has made; null when there was one. */
  readonly firstPassword: string | null;
  stop(): Promise<void>;
}

/** Starts the service and its dashboard; when the dashboard cannot listen, the service is stopped again. */
export async function startCentral(options: CentralOptions, tools: Tools): Promise<RunningCentral> {
  const service = await startService(options, tools);
  try {
    return await withDashboard(service, options, tools);
  } catch (error) {
    await service.stop();
    throw error;
  }
}

async function withDashboard(
  service: Service,
  options: CentralOptions,
  tools: Tools,
): Promise<RunningCentral> {
  const app = await buildApp(service.central, {
    ...tools,
    webRoot: fileURLToPath(new URL('../dashboard/web', import.meta.url)),
    secureCookies: false,
    version: VERSION,
  });
  const { url } = await listen(app, options.http);
  const addressFile = join(options.dataDir, ADDRESS_FILE);
  await writeFile(addressFile, `${url}\n`);
  return {
    service,
    url,
    firstPassword: await service.firstPassword(),
    stop: async () => {
      await app.close();
      await service.stop();
      await rm(addressFile, { force: true });
    },
  };
}
