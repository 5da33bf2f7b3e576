// Keyed hashes of texts, for exports that hide them: HMAC of the browser, whose key never leaves it.

/** 12 hexadecimal digits for each text. */
export type KeyedTokens = (texts: ReadonlySet<string>) => Promise<ReadonlyMap<string, string>>;

/** Every call makes a key of its own: equal texts have equal tokens in one export and never in two. */
export function keyedTokens(): KeyedTokens {
  const key = crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return async (texts) => {
    const signing = await key;
    const pairs = [...texts].map(async (text) => [text, await tokenOf(signing, text)] as const);
    return new Map(await Promise.all(pairs));
  };
}

async function tokenOf(key: CryptoKey, text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text)));
  return Array.from(hash.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
