// Talking to the simulator: plain JSON calls, and a stream that says when to look again.

export async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(`/sim/${path}`, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

// Calls `look` after each change, never twice at once, and tells whether the stream is there.
export function follow(look, connected) {
  let running = false;
  let again = false;
  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      try {
        await look();
        connected(true);
      } catch {
        connected(false);
      }
    } while (again);
    running = false;
  };
  const source = new EventSource("/sim/stream");
  source.addEventListener("changed", run);
  source.addEventListener("error", () => connected(false));
  return run;
}

export function fileData(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
