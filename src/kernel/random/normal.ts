/**
 * The standard normal distribution: quantile and cumulative probability to machine precision.
 *
 * Quantile: Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37 (1988),
 * routine PPND16. Probability: the rational Chebyshev approximations of Cody, "Rational Chebyshev approximations for the
 * error function", Math. Comp. 23 (1969), in the form for the normal integral (Cody 1993, ACM TOMS 19, algorithm 715).
 * Only exp, log and sqrt are used: their bits are the same on every supported Node version.
 */

/**
 * Returns the quantile of the standard normal distribution.
 *
 * @param p probability, strictly between 0 and 1 (0 and 1 give NaN or an infinity)
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (q <= 0.425 && q >= -0.425) {
    const r = 0.180625 - q * q;
    return (
      (q *
        (((((((2509.0809287301227 * r + 33430.57558358813) * r + 67265.7709270087) * r + 45921.95393154987) * r +
          13731.69376550946) *
          r +
          1971.5909503065513) *
          r +
          133.14166789178438) *
          r +
          3.3871328727963665)) /
      (((((((5226.495278852854 * r + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) * r +
        5394.196021424751) *
        r +
        687.1870074920579) *
        r +
        42.31333070160091) *
        r +
        1)
    );
  }
  return normalTailQuantile(p, q);
}

function normalTailQuantile(p: number, q: number): number {
  let r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  let value: number;
  if (r <= 5) {
    r -= 1.6;
    value =
      (((((((0.0007745450142783414 * r + 0.022723844989269184) * r + 0.2417807251774506) * r + 1.2704582524523684) * r +
        3.6478483247632045) *
        r +
        5.769497221460691) *
        r +
        4.630337846156546) *
        r +
        1.4234371107496835) /
      (((((((1.0507500716444169e-9 * r + 0.0005475938084995345) * r + 0.015198666563616457) * r + 0.14810397642748008) *
        r +
        0.6897673349851) *
        r +
        1.6763848301838038) *
        r +
        2.053191626637759) *
        r +
        1);
  } else {
    r -= 5;
    value =
      (((((((2.0103343992922881e-7 * r + 0.000027115555687434876) * r + 0.0012426609473880784) * r +
        0.026532189526576124) *
        r +
        0.29656057182850487) *
        r +
        1.7848265399172913) *
        r +
        5.463784911164114) *
        r +
        6.657904643501103) /
      (((((((2.0442631033899397e-15 * r + 1.421511758316446e-7) * r + 0.000018463183175100548) * r +
        0.0007868691311456133) *
        r +
        0.014875361290850615) *
        r +
        0.1369298809227358) *
        r +
        0.599832206555888) *
        r +
        1);
  }
  return q < 0 ? -value : value;
}

const CENTRE_P = [2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356, 0.06568233791820745];
const CENTRE_Q = [47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673];
const MIDDLE_P = [
  0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002, 2494.5375852903726, 6848.190450536283,
  11602.65143764735, 9842.714838383978, 1.0765576773720192e-8,
];
const MIDDLE_Q = [
  22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097, 34900.95272114598,
  38912.00328609327, 19685.429676859992,
];
const TAIL_P = [
  0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934, 0.000029112874951168793,
  0.023073441764940174,
];
const TAIL_Q = [
  1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 0.00007297515550839662,
];
const INVERSE_SQRT_TWO_PI = 0.3989422804014327;

/**
 * Returns P(Z ≤ x) of the standard normal distribution, to about 1e-15 relative in the lower tail.
 * The upper tail P(Z > x) is `normalCdf(-x)`, which keeps its relative precision.
 */
export function normalCdf(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.67448975) return 0.5 + centre(x);
  const tail = y <= 5.656854249492381 ? middleTail(y) : farTail(y);
  return x < 0 ? tail : 1 - tail;
}

function centre(x: number): number {
  const square = x * x;
  let top = CENTRE_P[4]! * square;
  let bottom = square;
  for (let i = 0; i < 3; i++) {
    top = (top + CENTRE_P[i]!) * square;
    bottom = (bottom + CENTRE_Q[i]!) * square;
  }
  return (x * (top + CENTRE_P[3]!)) / (bottom + CENTRE_Q[3]!);
}

function middleTail(y: number): number {
  let top = MIDDLE_P[8]! * y;
  let bottom = y;
  for (let i = 0; i < 7; i++) {
    top = (top + MIDDLE_P[i]!) * y;
    bottom = (bottom + MIDDLE_Q[i]!) * y;
  }
  return gaussian(y) * ((top + MIDDLE_P[7]!) / (bottom + MIDDLE_Q[7]!));
}

function farTail(y: number): number {
  const square = 1 / (y * y);
  let top = TAIL_P[5]! * square;
  let bottom = square;
  for (let i = 0; i < 4; i++) {
    top = (top + TAIL_P[i]!) * square;
    bottom = (bottom + TAIL_Q[i]!) * square;
  }
  const ratio = (square * (top + TAIL_P[4]!)) / (bottom + TAIL_Q[4]!);
  return (gaussian(y) * (INVERSE_SQRT_TWO_PI - ratio)) / y;
}

/** exp(−y²/2) with y split at sixteenths, so that the rounding of y² does not grow in the exponent. */
function gaussian(y: number): number {
  const rounded = Math.trunc(y * 16) / 16;
  const rest = (y - rounded) * (y + rounded);
  return Math.exp(-rounded * rounded * 0.5) * Math.exp(-rest * 0.5);
}
