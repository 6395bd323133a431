/// <reference types="node" />
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** What a look finds at last, within half a minute. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 150; attempt++) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(200);
  }
  throw new Error(`${what} did not come`);
}

/** What came, where nothing may go wrong. */
export function good<T>({ data, error }: { data?: T; error?: unknown }): T {
  assert(data !== undefined, JSON.stringify(error));
  return data;
}

/** The token of the mail to the address that the slug is part of. */
export async function mailedToken(mails: string, slug: string) {
  const name = (await readdir(mails)).find(file => file.includes(slug));
  return name && /token=([\w-]+)/.exec(await readFile(`${mails}/${name}`, "utf8"))?.[1];
}
