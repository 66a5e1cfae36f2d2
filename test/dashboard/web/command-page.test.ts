import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, SECOND } from '#core/units/instant.js';
import { buildWeb } from '../../support/build-web.js';
import { chromiumPath, launchChromium } from '../../support/chromium.js';
import { FakeService, PASSWORD } from '../../support/fake-service.js';
import { busyMorning, entryFor, entryRecord, gateState } from '../../support/made-up-compound.js';

const chromium = chromiumPath();
const NO_CHROMIUM = 'no Chromium: install one or name it with GATEHOUSE_CHROMIUM';

interface Settings {
  readonly locale?: string;
  readonly width?: number;
  readonly height?: number;
  readonly timezoneId?: string;
}

/** The local time of Shanghai, which has no daylight saving, as though it were UTC. */
const inShanghai = (at: number): Date => new Date(at + 8 * HOUR);
const timeOf = (local: Date): string => local.toISOString().slice(11, 19);
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

describe.skipIf(chromium === null)(
  `the command page in a browser${chromium === null ? ` (${NO_CHROMIUM})` : ''}`,
  () => {
    let pages: Awaited<ReturnType<typeof buildWeb>>;
    let browser: Browser;
    let service: FakeService;
    let address: string;
    let context: BrowserContext;
    let page: Page;
    let faults: string[];

    beforeAll(async () => {
      pages = await buildWeb();
      browser = await launchChromium(chromium ?? '');
    });

    afterAll(async () => {
      await browser.close();
      await pages.remove();
    });

    beforeEach(async () => {
      service = new FakeService(pages.root);
      service.lists = busyMorning(Date.now());
      address = await service.start();
      await open({});
    });

    afterEach(async () => {
      await context.close();
      await service.stop();
      expect(faults).toEqual([]);
    });

    async function open(settings: Settings): Promise<void> {
      const { locale = 'zh-CN', width = 1280, height = 800, timezoneId = 'UTC' } = settings;
      const viewport = { width, height };
      context = await browser.newContext({ locale, timezoneId, viewport, reducedMotion: 'reduce' });
      page = await context.newPage();
      faults = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        // Chromium itself reports the 401 that makes the page ask for a password, and streams that break.
        const isNetwork = message.text().startsWith('Failed to load resource');
        if (message.type() === 'error' && !isNetwork) faults.push(message.text());
      });
      page.on('request', (request) => {
        if (!request.url().startsWith(address)) faults.push(`foreign request: ${request.url()}`);
      });
      await page.clock.install();
      await page.goto(address);
    }

    async function reopen(settings: Settings): Promise<void> {
      await context.close();
      await open(settings);
    }

    async function logIn(): Promise<void> {
      await page.locator('[name=password]').fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.locator('[data-link=live]').waitFor();
      await page.locator('.row').first().waitFor();
    }

    const textOf = (selector: string): Promise<string> => page.locator(selector).first().innerText();
    const told = (id: number): void => {
      service.tell({ kind: 'entry', replayed: false, entry: entryRecord(id, Date.now()) });
    };

    /** Serious and critical findings of axe, in words. */
    async function seriousFindings(): Promise<string[]> {
      await page.evaluate(axe.source);
      const results = await page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
        return violations.map(({ id, impact, nodes }) => ({
          id,
          impact,
          where: nodes.map((node) => node.html),
        }));
      });
      return results
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, where }) => `${id}: ${where.slice(0, 3).join(' | ')}`);
    }

    it('is entered by keyboard with the one-time password, after a clear word on a wrong one', async () => {
      expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('password');
      await page.keyboard.press('Enter');
      expect(await textOf('[role=alert]')).toBe('请填写用户名和密码。');
      await page.keyboard.type('not the password');
      await page.keyboard.press('Enter');
      await page.getByText('用户名或密码不对').waitFor();
      expect(await page.locator('[name=password]').getAttribute('aria-invalid')).toBe('true');
      await page.keyboard.type(PASSWORD);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.locator('.row').first().waitFor();
    });

    it('lets a controller acknowledge, put aside and resolve an alarm with a word of a list, in both languages', async () => {
      await logIn();
      const card = page.locator('.alarm').first();
      const firstId = service.lists.alarms.find(({ kind }) => kind === 'fever-confirmed')?.id ?? 0;
      await card.getByRole('button', { name: '确认', exact: true }).click();
      await expect.poll(() => page.locator('.alarm-acknowledged').count()).toBe(2);
      expect(service.steps).toEqual([{ path: `/api/v1/alarms/${firstId}/acknowledge`, body: null }]);

      await page.getByRole('button', { name: 'English' }).click();
      const next = page.locator('.alarm.alarm-new').first();
      await next.getByRole('button', { name: 'Put aside 30 min' }).click();
      expect(await seriousFindings()).toEqual([]);
      await next.getByRole('button', { name: 'Waiting for an answer' }).click();
      await expect.poll(() => service.steps.length).toBe(2);
      await expect.poll(() => page.locator('.alarm-acknowledged').count()).toBe(3);
      expect(service.steps[1]?.body).toEqual({ reason: 'waiting', minutes: 30 });

      const last = page.locator('.alarm').last();
      await last.getByRole('button', { name: 'Resolve' }).click();
      await last.getByRole('button', { name: 'Taken to hospital' }).click();
      await expect.poll(() => service.steps.length).toBe(3);
      expect(service.steps[2]).toMatchObject({ body: { outcome: 'hospital' } });
    });

    it('says why the service did not accept what was done to an alarm', async () => {
      await logIn();
      service.lists = { ...service.lists, alarms: [] };
      const card = page.locator('.alarm').first();
      await card.getByRole('button', { name: '由我处理' }).click();
      await card.getByRole('alert').waitFor();
      expect(await card.getByRole('alert').innerText()).toBe('未完成：not-found');
    });

    it('shows a verdict with shape, word and reason in both languages', async () => {
      await logIn();
      service.tell({
        kind: 'entry',
        replayed: false,
        entry: { ...entryFor(7_001, Date.now(), 'quota-used'), nextAt: Date.now() + 1_000 },
      });
      const row = page.locator('.row').first();
      await row.getByText('本户外出次数已用').waitFor();
      expect(await row.locator('.badge').innerText()).toBe('不可');
      expect(await row.locator('.badge svg path').count()).toBe(2);
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');

      await page.getByRole('button', { name: 'English' }).click();
      await row.getByText('The household has used its outing').waitFor();
      expect(await row.locator('.badge').innerText()).toBe('Stop');
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      expect(await page.title()).toBe('Gatehouse command');
      await page.reload();
      await page.locator('.row').first().waitFor();
      expect(await textOf('#feed-title')).toBe('Live feed');
    });

    it('shows a temperature for retakes and fevers only, and nobody’s name', async () => {
      await logIn();
      const rows = page.locator('.row');
      for (const row of await rows.all()) {
        const verdict = await row.locator('.badge').innerText();
        const hasTemperature = (await row.innerText()).includes('°C');
        if (hasTemperature) expect(['重测', '发热']).toContain(verdict);
      }
      expect(await page.locator('.row-temperature').count()).toBeGreaterThan(3);
    });

    it('turns grey within 12 s of silence, says since when, does not move, and comes back', async () => {
      await logIn();
      const boxes = (): Promise<unknown> =>
        page
          .locator('.panel, .head, .truth')
          .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON() as unknown));
      const before = await boxes();
      const rowsBefore = await page.locator('.row').count();
      service.speaks = false;
      await page.clock.fastForward(12 * SECOND);
      await page.locator('[data-link=silent]').waitFor({ timeout: 3_000 });
      expect(await textOf('.truth [role=status]')).toMatch(/^\d\d:\d\d:\d\d 起没有数据$/);
      expect(await boxes()).toEqual(before);
      expect(await page.locator('.row').count()).toBe(rowsBefore);

      service.speaks = true;
      await page.locator('[data-link=live]').waitFor();
      told(9_000);
      await page.locator('.row').nth(rowsBefore).waitFor();
    });

    it('resumes after the connection broke, and loads afresh after a restart of the service', async () => {
      await logIn();
      const loads = (): number =>
        service.requests.filter((request) => request === 'GET /api/v1/entries').length;
      const streams = (): number =>
        service.requests.filter((request) => request === 'GET /api/v1/live').length;
      expect([loads(), streams()]).toEqual([1, 1]);
      service.dropStreams();
      await expect.poll(streams).toBe(2);
      told(7_100);
      await expect.poll(() => page.locator('.row').count()).toBe(61);
      expect(loads()).toBe(1);
      service.restart();
      await expect.poll(loads).toBe(2);
    });

    it('holds the feed under the pointer and offers what is new', async () => {
      await logIn();
      await page.locator('.feed-scroll').hover();
      for (const id of [7_201, 7_202, 7_203]) told(id);
      const button = page.getByRole('button', { name: '3 条新记录' });
      await button.waitFor();
      expect(await page.locator('.row').count()).toBe(60);
      await button.click();
      await expect.poll(() => page.locator('.row').count()).toBe(63);
    });

    it('holds the feed while it is scrolled or has the keyboard', async () => {
      await logIn();
      await page.locator('.feed-scroll').evaluate((list) => list.scrollTo(0, 300));
      await page.getByText('已暂停').waitFor();
      await page.locator('.feed-scroll').evaluate((list) => list.scrollTo(0, 0));
      await page.getByText('已暂停').waitFor({ state: 'detached' });
      await page.locator('.head-button').focus();
      for (let stop = 0; stop < 60; stop += 1) {
        await page.keyboard.press('Tab');
        if ((await page.getByText('已暂停').count()) > 0) break;
      }
      await page.getByText('已暂停').waitFor();
    });

    it('survives messages it can not read and says how many', async () => {
      await logIn();
      service.tellGarbage('{"entry":');
      service.tellGarbage('{"entry":{"id":"x"}}');
      told(7_300);
      await expect.poll(() => page.locator('.row').count()).toBe(61);
      await expect.poll(() => textOf('.truth')).toMatch(/页面读不懂的消息\s2/);
    });

    it('keeps 200 rows however many entries pass', async () => {
      await logIn();
      for (let id = 10_000; id < 10_600; id += 1) told(id);
      await expect.poll(() => page.locator('.row').count()).toBe(200);
    });

    it('shows the times of the compound, and says so, where the browser is elsewhere', async () => {
      const now = Date.now();
      const midnight = Math.floor(inShanghai(now).getTime() / DAY) * DAY + 3 * DAY;
      const refused = { ...entryFor(7_400, now, 'quota-used'), nextAt: midnight - 8 * HOUR };
      service.lists = { ...service.lists, entries: [refused] };
      await reopen({ locale: 'en-GB', timezoneId: 'America/New_York' });
      await logIn();
      const weekday = WEEKDAYS[new Date(midnight).getUTCDay()] ?? '';
      expect(await textOf('.row .coming')).toBe(`next ${weekday} 00:00`);
      expect(await textOf('.row time')).toContain(timeOf(inShanghai(now)));
      const raisedAt = service.lists.alarms[0]?.raisedAt ?? 0;
      expect(await textOf('.alarm time')).toContain(timeOf(inShanghai(raisedAt)));
      const hours = [now, now + HOUR].map((at) => timeOf(inShanghai(at)).slice(0, 2));
      expect(hours).toContain((await textOf('.truth-clock')).slice(0, 2));
      expect(await textOf('.truth-zone')).toBe('GMT+8');
      expect(await page.locator('.truth-zone').getAttribute('title')).toBe('Asia/Shanghai');
    });

    it('shows its own times, and says so, where the compounds do not share a zone', async () => {
      const now = Date.now();
      const far = gateState('far', now, { timezone: 'Asia/Urumqi' });
      const { gates } = service.lists;
      service.lists = { ...service.lists, gates: [...gates, far], entries: [entryRecord(7_500, now)] };
      await reopen({ locale: 'en-GB', timezoneId: 'Asia/Tokyo' });
      await logIn();
      const inTokyo = new Date(now + 9 * HOUR);
      expect(await textOf('.row time')).toContain(timeOf(inTokyo));
      expect(await textOf('.truth-zone')).toBe('GMT+9');
      service.lists = { ...service.lists, gates };
      service.restart();
      await expect.poll(() => textOf('.truth-zone')).toBe('GMT+8');
      expect(await textOf('.row time')).toContain(timeOf(inShanghai(now)));
    });

    it('names no zone where the browser is in that of the compound', async () => {
      await reopen({ timezoneId: 'Asia/Shanghai' });
      await logIn();
      expect(await page.locator('.truth-clock').count()).toBe(1);
      expect(await page.locator('.truth-zone').count()).toBe(0);
    });

    it('leaves by logging out, and shows nothing afterwards', async () => {
      await logIn();
      await page.getByRole('button', { name: '退出' }).click();
      await page.locator('form').waitFor();
      expect(await page.locator('.row').count()).toBe(0);
      await expect.poll(() => service.viewers).toBe(0);
    });

    it.each([
      { locale: 'zh-CN', width: 1920, height: 1080, columns: 3 },
      { locale: 'en-GB', width: 1920, height: 1080, columns: 3 },
      { locale: 'en-GB', width: 1280, height: 800, columns: 2 },
      { locale: 'zh-CN', width: 390, height: 844, columns: 1 },
      { locale: 'en-GB', width: 390, height: 844, columns: 1 },
    ])(
      'fits $width x $height in $locale, and axe finds nothing serious',
      async ({ columns, ...settings }) => {
        await reopen(settings);
        expect(await seriousFindings()).toEqual([]);
        await logIn();
        expect(await seriousFindings()).toEqual([]);
        const sides = await page
          .locator('.panel')
          .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
        expect(new Set(sides).size).toBe(columns);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
      },
    );

    it('has nothing serious for axe while it is grey either', async () => {
      await logIn();
      service.speaks = false;
      await page.clock.fastForward(12 * SECOND);
      await page.locator('[data-link=silent]').waitFor();
      expect(await seriousFindings()).toEqual([]);
    });
  },
);
