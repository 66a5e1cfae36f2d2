import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '#dashboard/server.js';
import { chromiumPath, launchChromium } from '../support/chromium.js';
import { startTestApp } from './support/test-app.js';

const chromium = chromiumPath();

describe('the page of the interface', () => {
  it.skipIf(chromium === null)(
    'shows the routes in a browser, and asks no other host for anything',
    async () => {
      const { app } = await startTestApp();
      const { url } = await listen(app, { host: '127.0.0.1', port: 0 });
      const browser = await launchChromium(chromium ?? '');
      onTestFinished(() => browser.close());
      const page = await browser.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => requests.push(request.url()));

      await page.goto(`${url}/api/docs`);
      await page.getByText('/api/v1/passes/{pass}/revoke').waitFor();
      await page.getByText('What happens at the gates, as it happens').click();
      await page.getByText('Server-sent events.').waitFor();
      expect(await page.title()).toBe('Gatehouse: HTTP');
      expect(
        requests.filter((address) => !address.startsWith(`${url}/`) && !address.startsWith('data:')),
      ).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );
});
