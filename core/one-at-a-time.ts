/** Work that is asked for again and again, and never done twice at once: asked for meanwhile, it is done once more behind. */
export class OneAtATime {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  /** @param work never rejects: it deals with its own faults */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  ask(): void {
    if (this.#stopped) return;
    this.#again = this.#running !== null;
    if (this.#again) return;
    this.#running = this.#work().finally(() => {
      this.#running = null;
      if (this.#again) this.ask();
    });
  }

  /** Begins nothing more, and waits for what it has begun. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }
}
