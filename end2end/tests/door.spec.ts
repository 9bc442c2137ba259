import { expect, test } from "../fixtures.ts";

test("says that it lives and that it is ready", async ({ request }) => {
  expect((await request.get("/health")).status()).toBe(200);
  expect((await request.get("/ready")).status()).toBe(200);
});

test("lets nobody in without a session, and no foreign script onto a page", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/login/);
  const policy = (await page.request.get("/login")).headers()["content-security-policy"] ?? "";
  const scripts = policy.split(";").find((part) => part.trim().startsWith("script-src")) ?? "";
  expect(scripts).toContain("'self'");
  expect(scripts).not.toContain("'unsafe-inline'");
});
