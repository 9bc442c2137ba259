import { expect, type Locator, type Page } from "@playwright/test";

/** What the composer can be used for, in the order of its buttons. */
const MODES = ["reply", "note", "template"] as const;

/** The console: list, thread with composer, status bar. */
export class ConsolePage {
  /** The rows of the list. */
  readonly rows: Locator;
  /** The open conversation. */
  readonly thread: Locator;
  /** The composer, whatever its face. */
  readonly composer: Locator;
  /** Where text is typed. */
  readonly editor: Locator;
  /** How long the window is open. */
  readonly countdown: Locator;
  /** Why nothing, or only a template, can be sent. */
  readonly strip: Locator;
  /** Whether this page is up to date. */
  readonly link: Locator;

  constructor(readonly page: Page) {
    this.rows = page.locator("a.row");
    this.thread = page.getByRole("log");
    this.composer = page.locator(".composer");
    this.editor = this.composer.locator("textarea");
    this.countdown = this.composer.locator(".countdown");
    this.strip = this.composer.locator(".strip");
    this.link = page.locator(".bar .link");
  }

  /** Opens a list and waits until the page is alive and up to date. */
  async open(path = "/"): Promise<void> {
    await this.page.goto(path);
    await this.live();
  }

  /** Waits until the page has everything that happened. */
  async live(): Promise<void> {
    await expect(this.link).toHaveClass(/link-live/);
  }

  /** The row of a customer. */
  row(name: string): Locator {
    return this.rows.filter({ hasText: name });
  }

  /** Opens the ticket of a customer. */
  async choose(name: string): Promise<void> {
    await this.row(name).click();
    await expect(this.composer).toBeVisible();
  }

  /** A message in the thread. */
  message(text: string): Locator {
    return this.thread.getByText(text, { exact: true });
  }

  /** Switches the composer. */
  async mode(mode: (typeof MODES)[number]): Promise<void> {
    await this.composer.locator("button.mode").nth(MODES.indexOf(mode)).click();
  }

  /** Presses a key where no text is being typed. */
  async key(key: string): Promise<void> {
    await this.page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    });
    await this.page.keyboard.press(key);
  }

  /** Writes and sends, by keys alone. */
  async say(text: string): Promise<void> {
    await this.editor.fill(text);
    await this.editor.press("Control+Enter");
  }
}
