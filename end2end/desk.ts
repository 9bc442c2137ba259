// One running desk with its simulator, on free ports and a data folder of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Password of every demo person in these tests. */
export const PASSWORD = "janela de vinte e quatro horas";

/** The demo's people, by what they log in with. */
export const PEOPLE = {
  ana: "ana@guiche.local",
  bruno: "bruno@guiche.local",
  sonia: "sonia@guiche.local",
  admin: "admin@guiche.local",
} as const;

/** One of the demo's people. */
export type Person = keyof typeof PEOPLE;

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** Asks again until `probe` says yes; never longer than `limit` milliseconds. */
export async function until(what: string, limit: number, probe: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + limit;
  while (!(await probe())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${limit} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** `guiche demo` as a process. */
export class Desk {
  #process: ChildProcess | undefined;
  #output = "";

  private constructor(
    /** How the program is called. */
    readonly command: readonly string[],
    /** Where the desk answers. */
    readonly url: string,
    /** Where the simulator answers. */
    readonly simulatorUrl: string,
    /** Database, key and password of this desk. */
    readonly dataDir: string,
  ) {}

  /** Starts a desk, with demo data unless told otherwise, and waits until it is ready. */
  static async launch(command: readonly string[] = ["demo", "--password", PASSWORD]): Promise<Desk> {
    const [port, simulatorPort] = [await freePort(), await freePort()];
    const folder = await mkdtemp(path.join(tmpdir(), "guiche-end2end-"));
    const desk = new Desk(command, `http://127.0.0.1:${port}`, `http://127.0.0.1:${simulatorPort}`, folder);
    try {
      await desk.start();
    } catch (error) {
      await desk.close();
      throw error;
    }
    return desk;
  }

  /** Starts the process; the data of the last time are still there. */
  async start(): Promise<void> {
    const binary = process.env["GUICHE_E2E_BINARY"] ?? path.join(root, "target/debug/guiche");
    const child = spawn(binary, this.command, {
      cwd: this.dataDir,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        GUICHE_LISTEN: new URL(this.url).host,
        GUICHE_SIMULATOR_LISTEN: new URL(this.simulatorUrl).host,
        GUICHE_DATA_DIR: this.dataDir,
        GUICHE_SITE_ROOT: process.env["GUICHE_E2E_SITE"] ?? path.join(root, "target/site"),
        GUICHE_LOG: "warn",
      },
    });
    this.#process = child;
    const keep = (bytes: Buffer): void => {
      this.#output = (this.#output + bytes.toString()).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => keep(Buffer.from(String(error))));
    await until("the desk is ready", 30_000, async () => {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
        throw new Error(`the desk ended at once:\n${this.#output}`);
      }
      return fetch(`${this.url}/ready`).then((answer) => answer.ok, () => false);
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.#output}`);
    });
  }

  /** Ends the process: in good order (SIGTERM), or as a crash would (SIGKILL). */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill(signal);
    const impatience = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(impatience);
  }

  /** Ends the process and forgets its data. */
  async close(): Promise<void> {
    await this.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** What the process printed last. */
  get output(): string {
    return this.#output;
  }
}
