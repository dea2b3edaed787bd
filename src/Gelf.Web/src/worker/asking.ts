import type { Answer } from "./surroundings.ts";

const patience = 3500;

/**
 * Asks over HTTP what is at a relay's address, since a browser does not say why a WebSocket did not open. It also spares the
 * browser vain WebSockets, which all but Safari punish with waits of up to a minute.
 */
export function ask(url: string, done: (answer: Answer) => void): () => void {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patience);
  let calledOff = false;
  void find(url, abort.signal).then((answer) => {
    clearTimeout(timer);
    if (!calledOff) done(answer);
  });
  return () => {
    calledOff = true;
    abort.abort();
  };
}

async function find(url: string, signal: AbortSignal): Promise<Answer> {
  const options: RequestInit = { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer", signal };
  try {
    const response = await fetch(url, options);
    // A relay refuses who shows no token, and names its versions.
    const versions = response.status === 401 ? (await response.text()).match(/\bgelf\.\d+\b/g) : null;
    return versions === null ? "foreign" : { versions };
  } catch {
    if (signal.aborted) return "silent";
  }
  try {
    await fetch(url, { ...options, mode: "no-cors" }); // what does not let pages of others read its answers still gives one
    return "foreign";
  } catch {
    return "silent";
  }
}
