// Word lists that pages share with their words.

export type EstimateVerdict = 'fits' | 'tight' | 'doesNotFit';

/** What the process said about its memory. */
export type MemoryWord = 'resident' | 'peak' | 'anonymous' | 'file' | 'swapped';
