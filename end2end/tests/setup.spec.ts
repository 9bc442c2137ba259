// The first start: nobody exists yet, and the link on the console makes the first administrator, once.
import { Desk, until } from "../desk.ts";
import { expect, test } from "../fixtures.ts";
import { LoginPage } from "../pages/login.ts";

test("the link on the console makes the first administrator, and works once", async ({ page, accessible, complaints }) => {
  complaints.expect(/status of (401|403|404|410|422)/);
  const empty = await Desk.launch(["serve"]);
  try {
    const link = (): string | undefined => /http:\/\/\S+\/setup\?token=\S+/.exec(empty.output)?.[0];
    await until("the link is printed", 5_000, async () => link() !== undefined);
    await page.goto(link() ?? "");
    await accessible(page);

    const name = page.getByLabel("Seu nome");
    const email = page.getByLabel("E-mail");
    const password = page.getByLabel("Nova senha");
    await name.fill("Teresa Admin");
    await email.fill("teresa@exemplo.com.br");
    // The browser's own check would not even send it.
    await password.evaluate((field: HTMLInputElement) => field.removeAttribute("minlength"));
    await password.fill("curta");
    await page.getByRole("button", { name: "Criar conta" }).click();
    await expect(page.locator("#door-error")).toBeVisible();
    await expect(name).toHaveValue("Teresa Admin");
    await expect(email).toHaveValue("teresa@exemplo.com.br");
    await accessible(page);

    await password.fill("uma frase longa e fácil");
    await page.getByRole("button", { name: "Criar conta" }).click();
    await expect(page).not.toHaveURL(/setup/);
    const used = link() ?? "";
    const login = new LoginPage(page);
    if (await login.email.isVisible()) await login.logIn("teresa@exemplo.com.br", "uma frase longa e fácil");
    await expect(page.locator(".bar .link")).toHaveClass(/link-live/);

    await page.context().clearCookies();
    await page.goto(used);
    await page.getByLabel("Seu nome").fill("Outra pessoa");
    await page.getByLabel("E-mail").fill("outra@exemplo.com.br");
    await page.getByLabel("Nova senha").fill("outra frase bem longa");
    await page.getByRole("button", { name: "Criar conta" }).click();
    await expect(page.locator("#door-error")).toBeVisible();
  } finally {
    // Nothing may still be loading when the desk goes.
    await page.close();
    await empty.close();
  }
});
