namespace Holdfast.Cli.Decryption.Derivation;

/// <summary>
/// What was said in exchanges that are still to go on; as many as a limit allows, for what nobody
/// answers is forgotten, the oldest first.
/// </summary>
internal sealed class PendingExchanges<TName, TSaid>
    where TName : notnull
    where TSaid : class
{
    private const int Most = 256;

    private readonly Dictionary<TName, TSaid> _said = [];
    private readonly Queue<TName> _order = [];

    /// <summary>Remembers something, in place of an earlier one of the same name.</summary>
    public void Add(TName name, TSaid said)
    {
        if (!_said.ContainsKey(name))
        {
            _order.Enqueue(name);
        }

        _said[name] = said;
        while (_said.Count > Most || _order.Count > 2 * Most)
        {
            _ = _said.Remove(_order.Dequeue());
        }
    }

    /// <summary>What was said under that name; null: not seen.</summary>
    public TSaid? Find(TName name) => _said.GetValueOrDefault(name);

    /// <summary>What was said under that name, which is answered now; null: not seen.</summary>
    public TSaid? Take(TName name) => _said.Remove(name, out var said) ? said : null;
}
