/** Hues of OKLCH for functions; those around red are for transfers and failures alone. */
const FIRST_HUE = 62;
const HUE_STEP = 13.5;
const HUES = 21;
/** Both are told from white and from black by a ratio of 3, and carry black text by 4.5. */
const LIGHTNESS = [0.585, 0.65] as const;
const CHROMA = 0.12;

const known = new Map<string, string>();

/** The colour of a function: always the same for the same name, and visible on light and dark ground. */
export function colourOf(name: string): string {
  const colour = known.get(name) ?? mixed(hash(name));
  known.set(name, colour);
  return colour;
}

/** WCAG's ratio of contrast of two colours, each as `#rrggbb`. */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function mixed(seed: number): string {
  const hue = FIRST_HUE + (seed % HUES) * HUE_STEP;
  const lightness = LIGHTNESS[Math.floor(seed / HUES) % LIGHTNESS.length] ?? LIGHTNESS[0];
  return fromOklch(lightness, CHROMA, (hue * Math.PI) / 180);
}

/** FNV-1a, whose high bits are mixed into the low ones. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return (sum ^ (sum >>> 15)) >>> 0;
}

/** Björn Ottosson's OKLCH as sRGB; what lies outside is clipped. Hue in radians. */
function fromOklch(lightness: number, chroma: number, hue: number): string {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const small = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * small,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * small,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * small,
  ];
  return `#${channels.map((linear) => encoded(linear).toString(16).padStart(2, "0")).join("")}`;
}

function encoded(linear: number): number {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, value)));
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
