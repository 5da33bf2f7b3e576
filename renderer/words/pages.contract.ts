// Word lists that pages share with their words.

export type EstimateVerdict = 'fits' | 'tight' | 'doesNotFit';
