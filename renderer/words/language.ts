// The language of the page: Chinese where the system asks for it, else English.
export const LANGUAGES = ['en', 'zh-CN'] as const;

export type Language = (typeof LANGUAGES)[number];

/** `zh`, `zh-CN`, `zh-Hans-SG` read Chinese; everything else reads English. */
export function languageOf(preferred: string): Language {
  return /^zh\b/i.test(preferred) ? 'zh-CN' : 'en';
}

export const language: Language = languageOf(globalThis.navigator?.language ?? 'en');
