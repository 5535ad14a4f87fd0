import { randomBytes } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Extent, Extents } from "./extents.ts";

/**
 * One file in the system's temporary folder (`TMPDIR`) for what has no place in memory. It has no name from
 * the moment it is open, so that nothing is left behind however the process ends.
 */
export class SpillFile {
  readonly #extents = new Extents();
  #file: Promise<FileHandle> | null = null;
  /** Where the system does not let go of the name of an open file. */
  #path: string | null = null;

  /** Writes bytes; rejects when they have no room. */
  async write(bytes: Uint8Array): Promise<Extent> {
    const extent = this.#extents.take(bytes.byteLength);
    try {
      const file = await this.#open();
      for (let done = 0; done < bytes.byteLength; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, extent.offset + done);
        done += bytesWritten;
      }
      return extent;
    } catch (error) {
      this.#extents.free(extent);
      throw error;
    }
  }

  /** Fills `target` with what begins `offset` bytes into a piece. */
  async read(extent: Extent, offset: number, target: Uint8Array): Promise<void> {
    const file = await this.#open();
    for (let done = 0; done < target.byteLength; ) {
      const place = extent.offset + offset + done;
      const { bytesRead } = await file.read(target, done, target.byteLength - done, place);
      if (bytesRead === 0) throw new Error("The file of spilled results has been cut short.");
      done += bytesRead;
    }
  }

  /** Nobody needs a piece any more; what is free at the end is given back to the disk. */
  free(extent: Extent): void {
    const before = this.#extents.end;
    this.#extents.free(extent);
    if (this.#extents.end < before) void this.#shrink();
  }

  async close(): Promise<void> {
    const file = await this.#file?.catch(() => null);
    await file?.close();
    if (this.#path !== null) await unlink(this.#path).catch(() => {});
  }

  #open(): Promise<FileHandle> {
    if (this.#file === null) {
      this.#file = this.#create();
      // Another try may find room where this one found none.
      this.#file.catch(() => {
        this.#file = null;
      });
    }
    return this.#file;
  }

  async #create(): Promise<FileHandle> {
    const path = join(tmpdir(), `troupe-${process.pid}-${randomBytes(4).toString("hex")}`);
    const file = await open(path, "wx+", 0o600);
    await unlink(path).catch(() => {
      this.#path = path;
    });
    return file;
  }

  async #shrink(): Promise<void> {
    try {
      const file = await this.#file;
      // What has been written meanwhile is not cut off: the end is looked up when the file is at hand.
      await file?.truncate(this.#extents.end);
    } catch {
      // The room is used again by what comes next.
    }
  }
}
