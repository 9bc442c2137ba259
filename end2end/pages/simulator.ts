// The customers' side, over the simulator's own HTTP calls (`/sim`).

/** A message as the simulator shows it on a phone. */
export interface PhoneMessage {
  id: string;
  [field: string]: unknown;
}

/** A customer with the messages of their phone. */
export interface Customer {
  id: string;
  name: string;
  [field: string]: unknown;
}

/** How the next sends of the desk go wrong. */
export type SendFault = { kind: string; times?: number; skip?: number; to?: string; [field: string]: unknown };

/** The phones of the customers. A customer is named by simulator id, phone or BSUID. */
export class Simulator {
  #customers = 0;

  constructor(readonly url: string) {}

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.url}/sim${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} /sim${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  /** Somebody nobody wrote with before; without a phone they are known by BSUID only. */
  async customer(name: string, { phone = true }: { phone?: boolean } = {}): Promise<Customer> {
    this.#customers += 1;
    const digits = `55319${String(70_000_000 + this.#customers)}`;
    return this.#call("POST", "/customers", phone ? { name, phone: digits } : { name });
  }

  /** A customer with all messages of their phone. */
  read(customer: string): Promise<Customer> {
    return this.#call("GET", `/customers/${encodeURIComponent(customer)}`);
  }

  /** The customer writes. A string is a text; anything else is a message as the webhooks have it. */
  async write(customer: string, message: string | Record<string, unknown>): Promise<string> {
    const body = typeof message === "string" ? { text: message } : message;
    const said = await this.#call<{ id: string }>("POST", `/customers/${encodeURIComponent(customer)}/messages`, body);
    return said.id;
  }

  /** The chat is on the customer's screen: what arrives is read. */
  async look(customer: string, open = true): Promise<void> {
    await this.#call("POST", `/customers/${encodeURIComponent(customer)}/open`, { open });
  }

  /** The simulator takes the customer's last message to be that much older. */
  async age(customer: string, by: { hours?: number; seconds?: number }): Promise<void> {
    await this.#call("POST", `/customers/${encodeURIComponent(customer)}/age`, by);
  }

  /** A status by hand. */
  async status(message: string, status: "sent" | "delivered" | "read" | "failed", code?: number): Promise<void> {
    await this.#call("POST", `/messages/${encodeURIComponent(message)}/status`, code === undefined ? { status } : { status, code });
  }

  /** Meta decides something about a template, by the provider's id. */
  async template(id: string, change: Record<string, unknown>): Promise<void> {
    await this.#call("POST", `/templates/${encodeURIComponent(id)}`, change);
  }

  /** One of the next sends goes wrong. */
  async failSend(fault: SendFault): Promise<void> {
    await this.#call("POST", "/faults/sends", fault);
  }

  /** Every fault, in place of those before. */
  async faults(faults: Record<string, unknown>): Promise<void> {
    await this.#call("PUT", "/faults", faults);
  }

  /** All is well again. */
  async heal(): Promise<void> {
    await this.#call("DELETE", "/faults");
  }

  /** One more business number; a new account is not subscribed to. */
  async addNumber(number: { phone_number_id: string; display_phone_number: string; verified_name: string; waba_id?: string }): Promise<void> {
    await this.#call("POST", "/numbers", number);
  }

  /** How the platform rates a number; the webhooks that tell of it go out. */
  async rate(number: string, rating: Record<string, string | boolean>): Promise<void> {
    await this.#call("PATCH", `/numbers/${number}`, rating);
  }

  /** The provider makes the webhook's handshake with this word. */
  async handshake(word: string): Promise<void> {
    const made = await this.#call<{ ok: boolean; error?: string }>("POST", "/webhook/verify", { verify_token: word });
    if (!made.ok) throw new Error(`the handshake failed: ${made.error ?? ""}`);
  }

  /** What the desk sent so far, with the history of each message. */
  async sent(): Promise<PhoneMessage[]> {
    return (await this.#call<{ sent: PhoneMessage[] }>("GET", "/sent")).sent;
  }

  /** Every send request and every webhook after a serial. */
  log(since = 0): Promise<{ last: number; sends: Record<string, unknown>[]; webhooks: Record<string, unknown>[] }> {
    return this.#call("GET", `/log?since=${since}`);
  }
}
