export async function benchPage(_seconds: number): Promise<{ report: string; passed: boolean; result: unknown }> {
  return { report: 'not yet', passed: false, result: {} };
}
