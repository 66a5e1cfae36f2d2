import mqttPacket from 'mqtt-packet';

/**
 * Has mqtt-packet, which aedes and MQTT.js write their packets with, make the two bytes of a number when it needs them. By
 * itself it makes all 65,536 of them at the first packet and keeps each in a Buffer of its own: 10 MB.
 */
export function makeMqttNumbersWhenNeeded(): void {
  mqttPacket.writeToStream.cacheNumbers = false;
}
