import { generate, parser, writeToStream, type Packet } from 'mqtt-packet';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeMqttNumbersWhenNeeded } from '#core/bindings/make-mqtt-numbers.js';

/** The packet as the other side reads it. */
function sent(packet: Packet): Packet | undefined {
  const read: Packet[] = [];
  const reader = parser();
  reader.on('packet', (one) => read.push(one));
  reader.parse(generate(packet));
  return read[0];
}

describe('numbers in MQTT packets that are made when they are needed', () => {
  // Other tests of this process may have had them made already.
  beforeEach(() => {
    writeToStream.cacheNumbers = true;
  });

  it('are not kept', () => {
    makeMqttNumbersWhenNeeded();
    expect(writeToStream.cacheNumbers).toBe(false);
  });

  it.each([1, 255, 256, 65_535])('are as they are by themselves: %i', (messageId) => {
    makeMqttNumbersWhenNeeded();
    expect(sent({ cmd: 'puback', messageId })).toMatchObject({ cmd: 'puback', messageId });
  });
});
