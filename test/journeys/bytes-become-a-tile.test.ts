import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../support/chromium.js';
import { CentralProcess } from './support/central-process.js';
import { measurementLine, scanLine } from './support/checkpoint-lines.js';
import { TestCompound } from './support/compound.js';
import { startGateOnPty, type GateOnPty } from './support/gate-on-pty.js';
import { temporaryFolder } from './support/temporary-folder.js';

const path = chromiumPath();
const reason = path === null ? ' (skipped: no Chromium is installed)' : '';

describe.skipIf(path === null)(
  `bytes on a serial line become a tile in the browser${reason}`,
  { timeout: 90_000 },
  () => {
    const folder = temporaryFolder();
    const central = new CentralProcess(join(folder, 'central'));
    const foreign: string[] = [];
    let gate: GateOnPty | null = null;
    let browser: Browser | null = null;
    let page: Page | null = null;
    let qr = '';

    beforeAll(async () => {
      await central.start();
      const compound = await TestCompound.create(await central.api());
      const password = await compound.addGate('north');
      gate = await startGateOnPty({ gate: 'north', password, address: central.mqtt, folder });
      qr = (await compound.addHousehold('3-2-501')).qr;
      browser = await launchChromium(path ?? '');
      page = await browser.newPage({ locale: 'en-GB' });
      page.on('request', (request) => {
        if (!request.url().startsWith(central.url)) foreign.push(request.url());
      });
    });

    afterAll(async () => {
      await browser?.close();
      await gate?.stop();
      await central.end('SIGTERM');
    });

    it('after log-in with the one-time password', async () => {
      await page?.goto(central.url);
      await page?.fill('input[name=password]', central.password);
      await page?.click('button[type=submit]');
      const tile = page?.locator('.tile', { hasText: 'north' });
      await tile?.waitFor();
      expect(await tile?.textContent()).toContain('Online');

      await gate?.show(scanLine(qr), measurementLine(36.5));
      const row = page?.getByText('3-2-501').first();
      await row?.waitFor();
      expect(await page?.locator('body').textContent()).toContain('May go out');
      await page?.waitForFunction(() => /Out\s*1/.test(document.querySelector('.tile')?.textContent ?? ''));
    });

    it('and a second outing is shown as refused, in the other language too', async () => {
      // The same code within 3 s is the same scan.
      await wait(3_200);
      await gate?.show(measurementLine(36.6), scanLine(qr));
      await page?.getByText('The household has used its outing').first().waitFor();
      await page?.getByRole('button', { name: '中文' }).first().click();
      await page?.getByText('本户外出次数已用').first().waitFor();
    });

    it('without one request to another machine', () => {
      expect(foreign).toEqual([]);
    });
  },
);
