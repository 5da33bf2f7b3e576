// English words of the canvas: pinning, pictures to choose from, export.
import type { CanvasWords } from './graph.contract.ts';

const numbers = new Intl.NumberFormat('en');
const count = (n: number): string => numbers.format(n);

export const canvasEn: CanvasWords = {
  seed: 'Picture',
  seeds: {
    neighbourhood: 'Neighbourhood',
    pathUnion: 'Paths to roots',
    dominators: 'Dominators',
    members: 'Members',
    condensation: 'Among components',
    between: 'Path between the two selected',
    asked: 'As asked',
  },
  hops: 'Distance',
  hopsValue: (hops) => (hops === 1 ? '1 hop' : `${hops} hops`),
  answers: {
    noPath: 'There is no such path.',
    otherWay: 'Only the other way round.',
    throughHubs: 'Only over types, modules or objects that very many refer to.',
    limitHit: 'A limit was reached: there may be more.',
  },
  group: (component, type) => `c-${component} ${type}`,
  groupDetail: (component, objects) => `component c-${component}, ${count(objects)} objects`,

  pin: 'Pin in place',
  pinned: 'pinned',
  undo: 'Undo on this picture',
  redo: 'Redo on this picture',
  menu: 'Save and more',
  exportPng: 'Save as PNG',
  exportWhite: 'Save as PNG on white',
  exportSvg: 'Save as SVG',
  notSaved: 'Not saved',
};
