// A picture as a file: as it is drawn, or as the graph it shows for other programs.
import type { Outcome } from '#heap/base/fault.ts';
import { dotOf } from '#heap/exports/dot.ts';
import type { GraphFile } from '#heap/exports/graphFile.ts';
import { graphmlOf } from '#heap/exports/graphml.ts';
import type { Naming } from '#heap/exports/naming.ts';
import { fileStem, savePng, saveText } from '../state/saveFile.ts';
import type { ShellConnection } from '../state/shell.ts';
import type { SvgFile } from './svg.ts';

/** Pixels of a PNG per pixel of the picture; fewer when a side would be longer than browsers draw. */
const SCALE = 2;
const LONGEST_SIDE = 8192;

/** `white`: a PNG in the light theme on white, for documents. */
export type Saving = 'png' | 'white' | 'svg' | 'dot' | 'graphml';

export const SAVINGS: readonly Saving[] = ['png', 'white', 'svg', 'dot', 'graphml'];

/** What a panel can save, and how. */
export interface Exports {
  readonly save: (saving: Saving) => void;
  /** Names are mapped and values hashed in what is saved. */
  readonly redacted: () => boolean;
  readonly redact: () => void;
}

type Saved = Promise<Outcome<{ readonly saved: boolean }>>;

/** `svg` is called only for a file that shows it. */
export function savePicture(
  connection: ShellConnection,
  name: string,
  saving: Saving,
  graph: GraphFile,
  svg: () => SvgFile,
): Saved {
  switch (saving) {
    case 'svg':
      return saveText(connection, name, 'image/svg+xml', [svg().text]);
    case 'dot':
      return saveText(connection, name, 'text/vnd.graphviz', [dotOf(graph)]);
    case 'graphml':
      return saveText(connection, name, 'application/xml', [graphmlOf(graph)]);
    case 'png':
    case 'white':
      return pngOf(svg()).then((png) => savePng(connection, name, png));
  }
}

export function pictureName(title: string, saving: Saving, naming: Naming): string {
  const stem = naming.redacted ? 'picture-redacted' : fileStem(title, 'picture');
  return `${stem}.${saving === 'white' ? 'png' : saving}`;
}

async function pngOf(svg: SvgFile): Promise<Blob> {
  const scale = Math.min(SCALE, LONGEST_SIDE / svg.width, LONGEST_SIDE / svg.height);
  const image = new Image(svg.width, svg.height);
  // The page's policy lets images come from data, not from blobs.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(svg.width * scale);
  canvas.height = Math.round(svg.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (png === null) throw new Error('broken invariant: a canvas within its limits has no picture');
  return png;
}
