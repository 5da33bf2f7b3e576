/** The bytes of a dump, unwrapped. Made by `main/loading`; heap code names no platform. */
export interface ByteSource {
  /** Bytes in all; undefined while a compressed source has not ended. */
  readonly length: number | undefined;
  /** True: any offset may be read at any time. False: only forward from the last released offset. */
  readonly seekable: boolean;
  /**
   * Bytes [offset, offset + count), fewer only at the end of the source. The view is valid until the next read.
   * Faults: `source/unreadable`, `source/changed`.
   */
  read(offset: number, count: number): Promise<Uint8Array>;
  /** The same at once, into `into`, where the source can; returns how many bytes there were. */
  readonly readNow?: ((into: Uint8Array, offset: number) => number) | undefined;
  /** Bytes before `offset` will not be asked for again. */
  release(offset: number): void;
}
