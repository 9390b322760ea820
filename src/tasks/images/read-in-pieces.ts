/** Reads a file piece by piece, so that it can be said how far it is. */
import type { NamedFile } from './image-files.ts';

/** The part of a File that is used. */
export type SlicedFile = Pick<File, 'name' | 'size' | 'slice'>;

/** Bytes read at once: many per file, few enough that a slow disk says something every second. */
const PIECE_BYTES = 4 * 2 ** 20;

/**
 * A file that is read in pieces.
 * @param onPiece told of the bytes of each piece that has arrived
 */
export function inPieces(file: SlicedFile, onPiece: (bytes: number) => void): NamedFile {
  const { name, size } = file;
  return {
    name,
    size,
    async arrayBuffer() {
      const bytes = new Uint8Array(size);
      for (let at = 0; at < size; at += PIECE_BYTES) {
        const piece = await file.slice(at, Math.min(at + PIECE_BYTES, size)).arrayBuffer();
        bytes.set(new Uint8Array(piece), at);
        onPiece(piece.byteLength);
      }
      return bytes.buffer;
    },
  };
}
