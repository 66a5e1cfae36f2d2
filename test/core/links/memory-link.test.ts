import { systemClock } from '#core/bindings/system-clock.js';
import { MemoryBroker } from '#core/links/memory-broker.js';
import { memoryLink } from '#core/links/memory-link.js';
import { fixedEntropy } from '../../support/fixed-entropy.js';
import { messageLinkContract } from './message-link-contract.js';

const RETRY = { first: 5, longest: 20, factor: 2, jitter: 0 };

messageLinkContract('the in-memory link', () => {
  const broker = new MemoryBroker();
  return Promise.resolve({
    link: (identity) =>
      memoryLink(broker, identity, { clock: systemClock, entropy: fixedEntropy(), retry: RETRY }),
    cut: (client) => broker.cut(client),
    stopBroker: () => {
      broker.goDown();
      return Promise.resolve();
    },
    startBroker: () => {
      broker.comeUp();
      return Promise.resolve();
    },
    setPassword: (client, password) => broker.setPassword(client, password),
    dispose: () => Promise.resolve(),
  });
});
