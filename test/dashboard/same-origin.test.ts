import { describe, expect, it } from 'vitest';
import { isSameOrigin } from '#dashboard/same-origin.js';

describe('a request that changes something', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    // A proxy may have changed the host; the browser's own word counts more.
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://gates.example', host: '127.0.0.1:8080' }, true],
    [{ 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' }, false],
    [{ origin: 'http://192.168.1.9:8080', host: '192.168.1.9:8080' }, true],
    [{ origin: 'http://192.168.1.9:9090', host: '192.168.1.9:8080' }, false],
    [{ origin: 'http://evil.example', host: '192.168.1.9:8080' }, false],
    [{ origin: 'null', host: '192.168.1.9:8080' }, false],
    [{ origin: 'http://evil.example' }, false],
    [{ host: '192.168.1.9:8080' }, true],
  ])('with the headers %j comes from a page of ours, or from no page: %s', (headers, expected) => {
    expect(isSameOrigin(headers)).toBe(expected);
  });
});
