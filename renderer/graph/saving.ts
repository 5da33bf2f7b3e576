// A picture as a file: through the save dialog on the desktop, as a download in a browser.
import type { ShellConnection } from '../state/shell.ts';
import type { SvgFile } from './svg.ts';

/** Pixels of a PNG per pixel of the picture; fewer when a side would be longer than browsers draw. */
const SCALE = 2;
const LONGEST_SIDE = 8192;

/** `white`: a PNG in the light theme on white, for documents. */
export type Saving = 'png' | 'white' | 'svg';

/** What a panel can save, and how. */
export interface Exports {
  readonly kinds: readonly Saving[];
  save(saving: Saving): void;
}

type Format = 'png' | 'svg';

/** The desktop's save channel takes text only. */
export function savingsOf(connection: ShellConnection): readonly Saving[] {
  return connection.kind === 'web' ? ['png', 'white', 'svg'] : ['svg'];
}

/** The name of the file; undefined when nothing was written. */
export async function savePicture(
  connection: ShellConnection,
  title: string,
  saving: Saving,
  svg: SvgFile,
): Promise<string | undefined> {
  const format = saving === 'svg' ? 'svg' : 'png';
  const name = pictureName(title, format);
  if (connection.kind === 'desktop') {
    const outcome = await connection.shell.call('saveExport', { name, text: svg.text });
    return outcome.ok && outcome.value.saved ? name : undefined;
  }
  const blob = format === 'svg' ? new Blob([svg.text], { type: 'image/svg+xml' }) : await pngOf(svg);
  if (blob === undefined) return undefined;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return name;
}

/** Only letters that every file system takes. */
export function pictureName(title: string, format: Format): string {
  const stem = title
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  return `${stem === '' ? 'picture' : stem}.${format}`;
}

async function pngOf(svg: SvgFile): Promise<Blob | undefined> {
  const scale = Math.min(SCALE, LONGEST_SIDE / svg.width, LONGEST_SIDE / svg.height);
  const image = new Image(svg.width, svg.height);
  // The page's policy lets images come from data, not from blobs.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(svg.width * scale);
  canvas.height = Math.round(svg.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'));
}
