/** Pieces of WGSL that the programs share: declarations, and access to channels four at a time. */

/** Threads per workgroup of programs in which each thread works for itself. */
export const THREADS = 64;

export interface Binding {
  readonly name: string;
  /** Number of floats next to each other that are read together: 4 if the channels are a multiple of 4, otherwise 1. */
  readonly lanes: 1 | 4;
  readonly access: 'read' | 'read_write';
  readonly type?: 'f32' | 'i32';
}

export const read = (name: string, lanes: 1 | 4 = 1, type: 'f32' | 'i32' = 'f32'): Binding => ({
  name,
  lanes,
  access: 'read',
  type,
});
export const write = (name: string, lanes: 1 | 4 = 1): Binding => ({ name, lanes, access: 'read_write' });

/** Storage buffers and the uniform `u` with one word per name; names with a prime are floats. */
export function declare(bindings: readonly Binding[], uniforms: readonly string[]): string {
  const storage = bindings.map(({ name, lanes, access, type = 'f32' }, k) => {
    const element = lanes === 4 ? 'vec4f' : type;
    return `@group(0) @binding(${k}) var<storage, ${access}> ${name}: array<${element}>;`;
  });
  const fields = uniforms.map((name) => (name.endsWith("'") ? `${name.slice(0, -1)}: f32,` : `${name}: u32,`));
  return `${storage.join('\n')}
struct Uniforms { ${fields.join(' ')} }
@group(0) @binding(${bindings.length}) var<uniform> u: Uniforms;`;
}

/** `load_NAME(row, block)`: four channels of a row of `channels` floats, zeros for those that are not there. */
export function loader({ name, lanes }: Binding, channels: string): string {
  if (lanes === 4) {
    return `fn load_${name}(row: u32, block: u32) -> vec4f { return ${name}[row * (${channels} / 4u) + block]; }`;
  }
  // Reads past the last row stay in the buffer (WebGPU sees to that); what is read there is not used.
  return `fn load_${name}(row: u32, block: u32) -> vec4f {
  let at = row * ${channels} + 4u * block;
  let value = vec4f(${name}[at], ${name}[at + 1u], ${name}[at + 2u], ${name}[at + 3u]);
  return select(vec4f(), value, vec4u(0, 1, 2, 3) < vec4u(${channels} - 4u * block));
}`;
}

/** `store_NAME(row, block, value)`, the counterpart. */
export function storer({ name, lanes }: Binding, channels: string): string {
  const head = `fn store_${name}(row: u32, block: u32, value: vec4f)`;
  if (lanes === 4) return `${head} { ${name}[row * (${channels} / 4u) + block] = value; }`;
  return `${head} {
  let at = row * ${channels} + 4u * block;
  let left = ${channels} - 4u * block;
  ${name}[at] = value.x;
  if (left > 1u) { ${name}[at + 1u] = value.y; }
  if (left > 2u) { ${name}[at + 2u] = value.z; }
  if (left > 3u) { ${name}[at + 3u] = value.w; }
}`;
}

/** A main function whose body knows `index`, the thread's number. */
export function everyThread(body: string): string {
  return `@compute @workgroup_size(${THREADS})
fn main(
  @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32
) {
  let index = (group.y * groups.x + group.x) * ${THREADS}u + local;
  ${body}
}`;
}

export const lanesOf = (channels: number): 1 | 4 => (channels % 4 === 0 ? 4 : 1);

export const blocksOf = (channels: number): number => Math.ceil(channels / 4);

/** Words of uniforms: integers as they are, floats by their bits. */
export function words(integers: readonly number[], floats: readonly number[] = []): Uint32Array<ArrayBuffer> {
  const result = new Uint32Array(integers.length + floats.length);
  result.set(integers);
  new Float32Array(result.buffer).set(floats, integers.length);
  return result;
}
