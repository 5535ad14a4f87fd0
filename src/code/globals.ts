type ByVersion = readonly (readonly [major: number, names: string])[];

/** Globals of the language, each under the major version of Node that brought it. */
const ofLanguage: ByVersion = [
  [20, "AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date"],
  [20, "Error EvalError FinalizationRegistry Float32Array Float64Array Function Infinity Int16Array"],
  [20, "Int32Array Int8Array Intl JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError"],
  [20, "Reflect RegExp Set SharedArrayBuffer String Symbol SyntaxError TypeError URIError Uint16Array"],
  [20, "Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly decodeURI"],
  [20, "decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN parseFloat"],
  [20, "parseInt undefined unescape"],
  [22, "Iterator"],
  [24, "AsyncDisposableStack DisposableStack Float16Array SuppressedError"],
  [26, "Temporal"],
];

/** Globals that Node adds in every thread, likewise. */
const ofNode: ByVersion = [
  [20, "AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy"],
  [20, "CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException"],
  [20, "DecompressionStream Event EventTarget File FormData Headers MessageChannel MessageEvent MessagePort"],
  [20, "Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver"],
  [20, "PerformanceObserverEntryList PerformanceResourceTiming ReadableByteStreamController ReadableStream"],
  [20, "ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController"],
  [20, "ReadableStreamDefaultReader Request Response SubtleCrypto TextDecoder TextDecoderStream TextEncoder"],
  [20, "TextEncoderStream TransformStream TransformStreamDefaultController URL URLSearchParams"],
  [20, "WritableStream WritableStreamDefaultController WritableStreamDefaultWriter atob btoa clearImmediate"],
  [20, "clearInterval clearTimeout console crypto fetch global performance process queueMicrotask"],
  [20, "setImmediate setInterval setTimeout structuredClone"],
  [21, "Navigator navigator"],
  [22, "WebSocket"],
  [23, "CloseEvent"],
  [24, "URLPattern"],
  [25, "ErrorEvent Storage localStorage sessionStorage"],
  [26, "QuotaExceededError"],
];

const major = Number.parseInt(process.versions.node, 10);

function present(names: ByVersion): string[] {
  return names.filter(([version]) => version <= major).flatMap(([, list]) => list.split(" "));
}

/** Names that the language itself gives every thread of this version of Node. */
export const languageGlobals: ReadonlySet<string> = new Set(present(ofLanguage));

/** Names that every thread of this version of Node has before a program adds its own. */
export const globalNames: ReadonlySet<string> = new Set([...languageGlobals, ...present(ofNode)]);

/** Names that a loaded source finds in its scope besides the globals. */
export const taskNames: ReadonlySet<string> = new Set([
  "getClient",
  "getWorker",
  "getTask",
  "getSelf",
  "secede",
  "rejoin",
]);
