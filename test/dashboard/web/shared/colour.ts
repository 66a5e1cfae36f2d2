/** Linear light of red, green and blue, each 0 to 1. */
type Light = readonly [number, number, number];

/** How a colour looks to people with a colour deficiency: Machado, Oliveira and Fernandes 2009, severity 1.0. */
export const DEFICIENCIES = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Record<string, readonly [Light, Light, Light]>;

export type Deficiency = keyof typeof DEFICIENCIES;

/** WCAG 2 contrast of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(lightOf(a)), luminance(lightOf(b))].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

/** CIE76 difference of two colours as somebody with the deficiency sees them. */
export function differenceFor(deficiency: Deficiency, a: string, b: string): number {
  const [one, other] = [a, b].map((colour) => labOf(seen(DEFICIENCIES[deficiency], lightOf(colour))));
  return one === undefined || other === undefined ? Number.NaN : Math.hypot(...minus(one, other));
}

function lightOf(hex: string): Light {
  const channel = (from: number): number => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function luminance([red, green, blue]: Light): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function seen(matrix: readonly [Light, Light, Light], light: Light): Light {
  const row = (weights: Light): number => {
    const sum = weights[0] * light[0] + weights[1] * light[1] + weights[2] * light[2];
    return Math.min(1, Math.max(0, sum));
  };
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

/** CIELAB of linear sRGB, white point D65. */
function labOf([red, green, blue]: Light): Light {
  const x = root((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = root(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = root((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function root(value: number): number {
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116;
}

function minus(a: Light, b: Light): Light {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}
