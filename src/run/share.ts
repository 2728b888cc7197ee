/**
 * Typed arrays that all threads see at once, and the list of buffers that an answer gives away.
 *
 * The account table and replayed prices can be large. Put on shared memory they are held once, whatever the number of
 * threads; the kernel only reads them.
 */

/** Arrays below this many bytes are cheaper to copy than to share. */
const SHARE_BYTES_MIN = 16_384;

/**
 * A deep copy of plain data whose large typed arrays lie on SharedArrayBuffers. Values are equal bit for bit.
 *
 * @param value  plain objects, arrays, typed arrays and primitives
 */
export function shareTypedArrays<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (ArrayBuffer.isView(value)) return shareView(value);
  if (Array.isArray(value)) return value.map(copy);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, copy(entry)]));
}

function shareView(view: ArrayBufferView): ArrayBufferView {
  if (view.byteLength < SHARE_BYTES_MIN || view.buffer instanceof SharedArrayBuffer) return view;
  const shared = new SharedArrayBuffer(view.byteLength);
  new Uint8Array(shared).set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  const View = view.constructor as new (buffer: SharedArrayBuffer) => ArrayBufferView;
  return new View(shared);
}

/** Every distinct ArrayBuffer below a value, for a transfer list. Shared buffers need none and are left out. */
export function listBuffers(value: unknown, found: Set<ArrayBuffer> = new Set()): ArrayBuffer[] {
  if (value !== null && typeof value === 'object') {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer && value.buffer.byteLength > 0) found.add(value.buffer);
    } else {
      for (const entry of Object.values(value)) listBuffers(entry, found);
    }
  }
  return [...found];
}
