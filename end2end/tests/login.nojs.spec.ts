import { PASSWORD, PEOPLE } from "../desk.ts";
import { expect, test } from "../fixtures.ts";
import { LoginPage } from "../pages/login.ts";

test("logs in without any script", async ({ page }) => {
  const login = new LoginPage(page);
  await login.open();
  await login.logIn(PEOPLE.ana, PASSWORD);
  await expect(page).not.toHaveURL(/\/login/);
});

test("refuses a wrong password and says so without any script", async ({ page, complaints }) => {
  complaints.expect(/status of 401/);
  const login = new LoginPage(page);
  await login.open();
  await login.logIn(PEOPLE.bruno, "not the password");
  await expect(login.error).toBeVisible();
  await expect(login.email).toHaveValue(PEOPLE.bruno);
});
