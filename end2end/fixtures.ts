import AxeBuilder from "@axe-core/playwright";
import { test as base, type BrowserContext, expect, type Page } from "@playwright/test";
import { Desk, PASSWORD, PEOPLE, type Person } from "./desk.ts";
import { Simulator } from "./pages/simulator.ts";

/** Everything the browser complained about. A test fails for each complaint it did not announce. */
export class Complaints {
  readonly #heard: string[] = [];
  readonly #expected: RegExp[] = [];

  /** Listens to every page of a context: console errors, uncaught errors, violations of the content policy. */
  async watch(context: BrowserContext): Promise<void> {
    context.on("console", (message) => {
      // A violation of the content policy is a console error too.
      if (message.type() === "error") this.#heard.push(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (event) => this.#heard.push(`uncaught: ${event.error().message}`));
  }

  /** Complaints that belong to what this test does: a refused request, a server that is gone. */
  expect(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** Those nobody announced. */
  unexpected(): string[] {
    return this.#heard.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }
}

interface TestFixtures {
  /** The desk of this file. */
  desk: Desk;
  /** The customers' phones, and faults on demand. */
  simulator: Simulator;
  /** Fails the test for complaints it did not announce. */
  complaints: Complaints;
  /** A page of somebody who is logged in, in a browser context of their own. */
  as: (person: Person) => Promise<Page>;
  /** Fails when the page, or the part of it named by a selector, breaks a rule of WCAG 2.2 A or AA. */
  accessible: (page: Page, part?: string) => Promise<void>;
}

interface WorkerFixtures {
  /** Keeps the desk of the file whose tests are running. */
  running: { file: string | undefined; desk: Desk | undefined; simulator: Simulator | undefined };
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  running: [
    async ({}, use) => {
      const running: WorkerFixtures["running"] = { file: undefined, desk: undefined, simulator: undefined };
      await use(running);
      await running.desk?.close();
    },
    { scope: "worker", timeout: 60_000 },
  ],

  // What one file leaves behind (a language, a second number) is nothing to the next.
  desk: async ({ running }, use, info) => {
    if (running.desk === undefined || running.file !== info.file) {
      await running.desk?.close();
      running.desk = await Desk.launch();
      running.simulator = new Simulator(running.desk.simulatorUrl);
      running.file = info.file;
    }
    await use(running.desk);
  },

  // One a desk: it counts the customers it made.
  simulator: async ({ desk, running }, use) => {
    running.simulator ??= new Simulator(desk.simulatorUrl);
    await use(running.simulator);
  },

  baseURL: async ({ desk }, use) => {
    await use(desk.url);
  },

  complaints: [
    async ({ context }, use) => {
      const complaints = new Complaints();
      await complaints.watch(context);
      await use(complaints);
      expect(complaints.unexpected(), "the browser had nothing to complain about").toEqual([]);
    },
    { auto: true },
  ],

  as: async ({ browser, contextOptions, desk, complaints }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (person) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: desk.url });
      contexts.push(context);
      await complaints.watch(context);
      const answer = await context.request.post("/login", {
        headers: { origin: desk.url, accept: "application/json" },
        data: { email: PEOPLE[person], password: PASSWORD },
      });
      expect(answer.status(), `${person} logs in`).toBe(204);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  accessible: async ({}, use) => {
    await use(async (page, part) => {
      let axe = new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]);
      if (part !== undefined) axe = axe.include(part);
      const { violations } = await axe.analyze();
      const found = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.target.join(" ")) }));
      expect(found, "WCAG 2.2 AA").toEqual([]);
    });
  },
});

export { expect };
