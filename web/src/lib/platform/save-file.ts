// Owns how a file leaves the page: where the browser lets the person choose a place, there; else as a
// download. Doesn't know what is in it.

export type FileSaved =
  /** Written where the person said. */
  | 'saved'
  /** Handed to the browser, which puts it with its downloads, or asks where. */
  | 'downloaded'
  | 'cancelled'
  /** It could not be written: the disk is full, or the stick is gone. */
  | 'failed'
  /** There was nothing to write. */
  | 'nothing';

interface ChosenFile {
  createWritable(): Promise<{
    write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
    close(): Promise<void>;
  }>;
}

export type ChooseFile = (options: { suggestedName: string }) => Promise<ChosenFile>;

/** How long the browser may take to fetch what it was handed. */
const urlLastsMs = 60_000;

/**
 * To be called in the very moment of a press: browsers ask for a place only then. So `make` runs
 * afterwards, and gives undefined when there is nothing to save after all.
 */
export async function saveFile(
  name: string,
  make: () => Promise<Uint8Array<ArrayBuffer> | undefined>,
  choose: ChooseFile | undefined = browserChoose(),
): Promise<FileSaved> {
  let chosen: ChosenFile | undefined;
  try {
    chosen = await choose?.({ suggestedName: name });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return 'cancelled';
    // The browser has it and does not let this page use it. A download it is, then.
  }
  const bytes = await make();
  if (!bytes) return 'nothing';
  if (!chosen) return download(name, bytes);
  try {
    const file = await chosen.createWritable();
    await file.write(bytes);
    await file.close();
    return 'saved';
  } catch {
    return 'failed';
  }
}

/** A name that every system takes: no signs with a meaning, and not too long. */
export function fileNameOf(...parts: readonly string[]): string {
  const words = parts.map((part) =>
    part
      .replaceAll(/[\\/:*?"<>|\u0000-\u001f\u007f]+/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .replace(/^[.\s]+/, '')
      .trim(),
  );
  const [first = '', ...others] = words.filter((word) => word !== '');
  return [[...first].slice(0, 80).join('').trim(), ...others].join(' ');
}

function browserChoose(): ChooseFile | undefined {
  const { showSaveFilePicker: choose } = globalThis as { showSaveFilePicker?: ChooseFile };
  return choose && ((options) => choose.call(globalThis, options));
}

function download(name: string, bytes: Uint8Array<ArrayBuffer>): FileSaved {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), urlLastsMs);
  return 'downloaded';
}
