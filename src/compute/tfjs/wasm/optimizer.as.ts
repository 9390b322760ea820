/** Stochastic gradient descent with momentum, as PyTorch's SGD defines it, in place. */

/**
 * d = gradient + decay p, v = momentum v + d, p -= rate (d + momentum v) (Nesterov) or rate v.
 * @param parameters [count], changed, @param velocity [count], changed
 */
export function descend(
  parameters: usize,
  velocity: usize,
  gradient: usize,
  count: i32,
  rate: f32,
  momentum: f32,
  decay: f32,
  nesterov: bool,
): void {
  const bytes: usize = (<usize>count) << 2;
  const vectors: usize = bytes & ~15;
  const rates = f32x4.splat(rate);
  const momenta = f32x4.splat(momentum);
  const decays = f32x4.splat(decay);
  for (let k: usize = 0; k < vectors; k += 16) {
    const p = v128.load(parameters + k);
    const d = f32x4.add(v128.load(gradient + k), f32x4.mul(p, decays));
    const v = f32x4.add(f32x4.mul(momenta, v128.load(velocity + k)), d);
    v128.store(velocity + k, v);
    const step = nesterov ? f32x4.add(d, f32x4.mul(momenta, v)) : v;
    v128.store(parameters + k, f32x4.sub(p, f32x4.mul(rates, step)));
  }
  for (let k = vectors; k < bytes; k += 4) {
    const p = load<f32>(parameters + k);
    const d = load<f32>(gradient + k) + p * decay;
    const v = momentum * load<f32>(velocity + k) + d;
    store<f32>(velocity + k, v);
    store<f32>(parameters + k, p - rate * (nesterov ? d + momentum * v : v));
  }
}
