import { type ApiClient, connectApi } from '#cli/api-client.js';
import { GatehouseProcess } from './gatehouse-process.js';

/** A `gatehouse central` process whose addresses stay the same when it is started again. */
export class CentralProcess {
  readonly dataDir: string;
  #process: GatehouseProcess | null = null;
  #http = '127.0.0.1:0';
  #mqtt = '127.0.0.1:0';
  #password = '';

  constructor(dataDir: string) {
    this.dataDir = dataDir;
  }

  get mqtt(): string {
    return this.#mqtt;
  }

  get url(): string {
    return `http://${this.#http}`;
  }

  /** The administrator's one-time password, printed at the first start. */
  get password(): string {
    return this.#password;
  }

  async start(): Promise<void> {
    const words = ['central', '--data', this.dataDir, '--http', this.#http, '--mqtt', this.#mqtt];
    const child = new GatehouseProcess([...words, '--log', 'warn']);
    this.#process = child;
    await child.line(/^ready$/);
    this.#http = await child.line(/^dashboard +http:\/\/(.*)$/);
    this.#mqtt = await child.line(/^mqtt +(.*)$/);
    if (this.#password === '') this.#password = await child.line(/one-time password (.*)$/);
  }

  api(): Promise<ApiClient> {
    return connectApi({ data: this.dataDir });
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    await this.#process?.end(signal);
  }
}
