import { hasProgram } from '../support/has-program.js';
import { notAvailable, type Section } from '../support/section.js';
import { ratios } from '../support/series.js';
import { slowFsyncEnvironment } from '../support/slow-fsync.js';
import { tournament } from '../support/tournament.js';
import { fieldOn, mainRegister, rateLine, rates, saturatedEntrant } from './field.js';

const TITLE = 'Saturated, every fsync slower';

/** The same crowd where each fsync takes longer, as on the SD card of a small machine. */
export const slowDisk: Section = {
  name: 'slow-fsync',
  run: async (context) => {
    const { options, cleanup } = context;
    if (!hasProgram('cc')) return notAvailable(TITLE, 'this machine has no C compiler (cc)');
    const seeded = await mainRegister(context);
    const field = fieldOn(seeded, context, await slowFsyncEnvironment(options.fsyncMs, cleanup));
    const order = [field.b, field.c, field.own];
    const scores = await tournament(
      order.map((contestant) => saturatedEntrant(contestant, seeded, context)),
      context,
    );
    const runs = scores.map(({ tasks: [only = []] }) => only);
    const [b = [], , own = []] = runs;
    return {
      title: `${TITLE} by ${options.fsyncMs} ms`,
      lines: [
        ...order.map(({ name }, index) => rateLine(name, runs[index] ?? [])),
        {
          what: 'gatehouse / (b), slow fsync',
          unit: 'times',
          values: ratios(rates(own), rates(b)),
          goal: { atLeast: 50 },
        },
      ],
    };
  },
};
