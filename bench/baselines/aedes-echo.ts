import { startBareBroker } from './bare-broker.js';

/** Baseline (a): aedes alone. Every entry comes back as it is; nothing is read, decided or stored. */
await startBareBroker(({ payload }, answer) => {
  answer(payload);
});
