/** A sketch for each lesson's card: what it is about, not data. */
const bell = (x: number, place: number, height: number, width = 1) =>
  height * Math.exp(-0.5 * ((x - place) / width) ** 2);

const W = 150;
const H = 64;
const POINTS = Array.from({ length: 51 }, (_, i) => i / 50);

function curve(value: (t: number) => number): string {
  return POINTS.map(
    (t, i) => `${i === 0 ? 'M' : 'L'}${(6 + t * (W - 12)).toFixed(1)} ${(H / 2 - value(t) * 26).toFixed(1)}`,
  ).join('');
}

const hillAndValley = (t: number) => bell(t, 0.72, 0.95, 0.11) - bell(t, 0.26, 0.95, 0.13);
const hill = (t: number) => bell(t, 0.72, 0.95, 0.11);
const valley = (t: number) => -bell(t, 0.26, 0.95, 0.13);

const DATA = (
  <path d={curve(hillAndValley)} stroke="var(--data)" strokeWidth="3" strokeDasharray="0.1 5" strokeLinecap="round" />
);

const SKETCHES: Readonly<Record<string, React.ReactNode>> = {
  stuck: (
    <>
      {DATA}
      <path d={curve(hill)} stroke="var(--network)" strokeWidth="2.5" />
    </>
  ),
  splitting: (
    <>
      {DATA}
      <path d={curve((t) => bell(t, 0.68, 0.5, 0.08))} stroke="var(--split)" strokeWidth="1.8" />
      <path d={curve((t) => bell(t, 0.78, 0.5, 0.12))} stroke="var(--split)" strokeWidth="1.8" />
      <path d={curve(hill)} stroke="var(--network)" strokeWidth="2.5" />
    </>
  ),
  fresh: (
    <>
      {DATA}
      <path d={curve(hill)} stroke="var(--network)" strokeWidth="2.5" />
      <path d={curve(valley)} stroke="var(--fresh)" strokeWidth="2.5" />
      <path d={`M${6 + 0.26 * (W - 12)} ${H - 12}l5 5l-5 5l-5 -5Z`} fill="var(--fresh)" stroke="none" />
    </>
  ),
  'step-size': (
    <>
      <path d={curve((t) => -0.95 + 1.9 * t * t)} stroke="var(--split)" strokeWidth="2.5" />
      <path d={curve((t) => -0.95 + 1.1 * t)} stroke="var(--fresh)" strokeWidth="2.5" />
    </>
  ),
  integral: (
    <>
      {[0, 1, 2].map((k) => (
        <rect
          key={k}
          x={14 + k * 41}
          y={8}
          width={39}
          height={(48 * (2 * k + 1)) / 6}
          fill="var(--split)"
          opacity="0.25"
          stroke="none"
        />
      ))}
      <path d={`M14 8L${14 + 122} 56`} stroke="var(--split)" strokeWidth="2.5" />
    </>
  ),
};

export function LessonSketch({ id }: { id: string }) {
  return (
    <svg className="lesson-sketch" viewBox={`0 0 ${W} ${H}`} aria-hidden="true" fill="none">
      <path d={`M6 ${id === 'integral' ? 8 : H / 2}H${W - 6}`} stroke="var(--line)" />
      {SKETCHES[id]}
    </svg>
  );
}
