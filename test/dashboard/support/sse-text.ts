/** One event as a browser would see it. */
export interface SseEvent {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
}

/** Reads the events of a stream's text, as the HTML standard says (section 9.2.6); a torn last one is left out. */
export function sseEvents(text: string): SseEvent[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((block) => new Map(block.split('\n').map(fieldOf)))
    .filter((fields) => fields.has('event'))
    .map((fields) => ({
      id: fields.get('id') ?? '',
      name: fields.get('event') ?? '',
      data: JSON.parse(fields.get('data') ?? 'null') as unknown,
    }));
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(': ');
  return [line.slice(0, colon), line.slice(colon + 2)];
}
