import type { Locator, Page } from "@playwright/test";

/** The door; works without script. */
export class LoginPage {
  readonly email: Locator;
  readonly password: Locator;
  readonly submit: Locator;
  readonly error: Locator;

  constructor(readonly page: Page) {
    this.email = page.locator('input[name="email"]');
    this.password = page.locator('input[name="password"]');
    this.submit = page.locator('form[action="/login"] button[type="submit"]');
    this.error = page.locator("#door-error");
  }

  async open(): Promise<void> {
    await this.page.goto("/login");
  }

  async logIn(email: string, password: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.submit.click();
  }
}
