import type { LinkIdentity, MessageLink } from '#core/ports/message-link.js';
import { KeptLink, type KeptLinkOptions } from './kept-link.js';
import type { MemoryBroker } from './memory-broker.js';

/** A link to a broker in memory, for tests and rehearsals. */
export function memoryLink(
  broker: MemoryBroker,
  identity: LinkIdentity,
  options: Omit<KeptLinkOptions, 'address'>,
): MessageLink {
  return new KeptLink((events) => broker.connect(identity, events), { ...options, address: broker.address });
}
