// The Cytoscape stylesheet of the visual reference, made from computed tokens once per theme.
import type { StylesheetJson } from 'cytoscape';
import { COMPONENT_POINTS, FRAME_POINTS, FUNCTION_POINTS, MODULE_POINTS } from './shapes.ts';
import type { Tokens } from './tokens.ts';

/** Below these zooms labels of shapes and of references are hidden, for 11 px text. */
const SHAPE_LABELS_FROM = 0.6 * 11;
const EDGE_LABELS_FROM = 0.8 * 11;

export function stylesheet(tokens: Tokens): StylesheetJson {
  return [
    ...shapeRules(tokens),
    ...roleRules(tokens),
    ...edgeRules(tokens),
    ...edgeRoleRules(tokens),
    ...markRules(tokens),
  ];
}

type Rules = StylesheetJson[number][];

function shapeRules(tokens: Tokens): Rules {
  const { colour } = tokens;
  return [
    {
      selector: 'node',
      style: {
        shape: 'ellipse',
        width: 'data(width)',
        height: 'data(height)',
        'background-color': colour('surface-1'),
        'border-width': 1.5,
        'border-color': colour('ref-strong'),
        label: 'data(label)',
        'text-valign': 'bottom',
        'text-margin-y': 3,
        'font-family': tokens.fontUi,
        'font-size': 11,
        'font-weight': 500,
        color: colour('text-1'),
        'text-outline-color': colour('surface-sunken'),
        'text-outline-width': 2,
        'min-zoomed-font-size': SHAPE_LABELS_FROM,
        'overlay-opacity': 0,
      },
    },
    { selector: 'node.module', style: { shape: 'polygon', 'shape-polygon-points': MODULE_POINTS.join(' ') } },
    {
      selector: 'node.component',
      style: {
        shape: 'polygon',
        'shape-polygon-points': COMPONENT_POINTS.join(' '),
        'border-color': colour('cycle'),
        'border-width': 2.5,
      },
    },
    { selector: 'node.container', style: { shape: 'round-rectangle', 'corner-radius': '8' } },
    { selector: 'node.type', style: { shape: 'diamond' } },
    { selector: 'node.frame', style: { shape: 'polygon', 'shape-polygon-points': FRAME_POINTS.join(' ') } },
    { selector: 'node.function', style: { shape: 'polygon', 'shape-polygon-points': FUNCTION_POINTS.join(' ') } },
    { selector: 'node.atom', style: { shape: 'rectangle', 'border-width': 1 } },
    {
      selector: 'node.fold',
      style: {
        shape: 'round-rectangle',
        'corner-radius': '8',
        'border-style': 'dashed',
        'border-dash-pattern': [4, 3],
        'border-width': 1.25,
        'text-valign': 'center',
        'text-margin-y': 0,
        'text-wrap': 'wrap',
        'text-outline-width': 0,
        'font-size': 10.5,
      },
    },
  ];
}

function roleRules({ colour }: Tokens): Rules {
  return [
    {
      selector: 'node.inside',
      style: { 'border-width': 2.5, 'border-color': colour('cycle'), 'background-color': colour('cycle-soft') },
    },
    {
      selector: 'node.garbage',
      style: {
        'border-color': colour('garbage'),
        'background-color': colour('garbage-soft'),
        'background-image': hatch(colour('garbage')),
        'background-fit': 'none',
        'background-repeat': 'repeat',
        'background-width': '8px',
        'background-height': '8px',
        'background-clip': 'node',
        'background-image-opacity': 0.45,
      },
    },
    {
      selector: 'node.root',
      style: {
        'border-style': 'double',
        'border-width': 5,
        'border-color': colour('root'),
        'background-color': colour('root-soft'),
        'min-zoomed-font-size': 0,
      },
    },
  ];
}

function edgeRules({ colour, fontMono }: Tokens): Rules {
  return [
    {
      selector: 'edge',
      style: {
        'curve-style': 'straight',
        width: 1.25,
        'line-color': colour('ref-strong'),
        'target-arrow-color': colour('ref-strong'),
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.9,
        label: 'data(label)',
        'font-family': fontMono,
        'font-size': 11,
        color: colour('text-2'),
        'text-background-color': colour('surface-sunken'),
        'text-background-opacity': 1,
        'text-background-padding': '1px',
        'min-zoomed-font-size': EDGE_LABELS_FROM,
        'overlay-opacity': 0,
      },
    },
  ];
}

function edgeRoleRules({ colour }: Tokens): Rules {
  return [
    { selector: 'edge.paired', style: { 'curve-style': 'bezier', 'control-point-step-size': 92 } },
    {
      selector: 'edge.inside',
      style: {
        width: 2.5,
        'line-color': colour('cycle'),
        'target-arrow-color': colour('cycle'),
        color: colour('cycle-text'),
        'text-background-opacity': 0.8,
      },
    },
    {
      selector: 'edge.path',
      style: {
        width: 2.5,
        'line-color': colour('ref-path'),
        'target-arrow-color': colour('ref-path'),
        'min-zoomed-font-size': 0,
      },
    },
    {
      selector: 'edge.entry',
      style: {
        width: 3.5,
        'line-color': colour('entry'),
        'target-arrow-color': colour('entry'),
        color: colour('entry-text'),
        'font-weight': 700,
        'min-zoomed-font-size': 0,
        'z-index': 2,
      },
    },
    ...doubtRules({ colour }),
    {
      selector: 'edge.dominates',
      style: {
        'line-style': 'dashed',
        'line-dash-pattern': [7, 3],
        'line-color': colour('line-3'),
        'target-arrow-color': colour('line-3'),
        'target-arrow-shape': 'vee',
      },
    },
    { selector: 'edge.fold', style: { 'line-color': colour('line-3'), 'target-arrow-color': colour('line-3') } },
    { selector: 'edge.bare', style: { 'curve-style': 'haystack', 'target-arrow-shape': 'none', label: '' } },
  ];
}

/** References that hold nothing, and those one cannot be sure of. */
function doubtRules({ colour }: Pick<Tokens, 'colour'>): Rules {
  return [
    {
      selector: 'edge.weak',
      style: {
        'line-style': 'dashed',
        'line-dash-pattern': [2, 3],
        'line-color': colour('ref-weak'),
        'target-arrow-color': colour('ref-weak'),
        'target-arrow-fill': 'hollow',
      },
    },
    // Whatever its role: one cannot be sure of it.
    { selector: 'edge.possible', style: { 'line-style': 'dashed', 'line-dash-pattern': [6, 4] } },
    {
      selector: 'edge.strong.possible',
      style: { 'line-color': colour('ref-possible'), 'target-arrow-color': colour('ref-possible') },
    },
  ];
}

function markRules({ colour }: Tokens): Rules {
  return [
    {
      selector: 'edge.cut',
      style: {
        width: 1.5,
        'line-style': 'dashed',
        'line-dash-pattern': [4, 4],
        'line-color': colour('entry'),
        'target-arrow-shape': 'none',
        label: '',
      },
    },
    {
      selector: 'node.selected',
      style: {
        'outline-width': 3,
        'outline-offset': 2,
        'outline-color': colour('accent'),
        'min-zoomed-font-size': 0,
        'font-weight': 600,
        'z-index': 3,
      },
    },
    {
      selector: 'node.hovered',
      style: { 'outline-width': 1.5, 'outline-offset': 2, 'outline-color': colour('line-3') },
    },
    { selector: 'node.selected.hovered', style: { 'outline-width': 3, 'outline-color': colour('accent') } },
    { selector: 'edge.touched', style: { 'min-zoomed-font-size': 0, 'z-index': 1 } },
    {
      selector: 'edge.touched.bare',
      style: { 'curve-style': 'straight', 'target-arrow-shape': 'triangle', label: 'data(label)' },
    },
  ];
}

/** One diagonal stroke, tiled. The colour is a token of ours, never text of a dump. */
function hatch(colour: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M-1 7l4-4M1 9l8-8M5 9l4-4" stroke="${colour}" stroke-width="1.5"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
