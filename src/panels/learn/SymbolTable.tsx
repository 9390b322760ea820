/** The paper's symbols, what they are, and what the page calls them. */
const SYMBOLS = [
  ['f, f_t', 'the network; in growing phase t', 'Function fit, the amber curve'],
  ['θ_i', 'parameters of neuron i', 'a bell in Function fit and Network'],
  ['m, m′', 'neurons there are; fresh candidates tried', 'Fresh candidates'],
  ['ε', 'radius of the neighbourhood', 'Step size'],
  ['ε_i', 'how far candidate i is switched on', 'Amplitude, in the table of Importance'],
  ['δ_i', 'direction of a split, or parameters of a fresh neuron', 'the dotted curves'],
  ['s_i', 'score of candidate i, its mean slope', 'Score integral'],
  ['n', 'points at which the slope is taken', 'Quadrature points'],
  ['η_t', 'how much a growth may add', 'Neuron budget'],
] as const;

/** `ε_i` with its index lowered. */
function Symbols({ text }: { text: string }) {
  return text.split(', ').map((symbol, index) => {
    const [base, below] = symbol.split('_');
    return (
      <span key={symbol}>
        {index > 0 && ', '}
        <var>{base}</var>
        {below && (
          <sub>
            <var>{below}</var>
          </sub>
        )}
      </span>
    );
  });
}

export function SymbolTable() {
  return (
    <table className="data-table symbol-table">
      <thead>
        <tr>
          <th scope="col">Symbol</th>
          <th scope="col">What it is</th>
          <th scope="col">On the page</th>
        </tr>
      </thead>
      <tbody>
        {SYMBOLS.map(([symbol, meaning, name]) => (
          <tr key={symbol}>
            <th scope="row">
              <Symbols text={symbol} />
            </th>
            <td>{meaning}</td>
            <td>{name}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
