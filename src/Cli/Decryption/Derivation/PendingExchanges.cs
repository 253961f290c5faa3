namespace Holdfast.Cli.Decryption.Derivation;

/// <summary>
/// What requests said whose responses are still to come; as many as a limit allows, for what
/// nobody answers is forgotten, the oldest first.
/// </summary>
internal sealed class PendingExchanges<T>
    where T : notnull
{
    private const int Most = 256;

    private readonly Dictionary<T, ExchangeFacts> _facts = [];
    private readonly Queue<T> _order = [];

    /// <summary>Remembers a request, in place of an earlier one of the same name.</summary>
    public void Add(T name, ExchangeFacts facts)
    {
        if (!_facts.ContainsKey(name))
        {
            _order.Enqueue(name);
        }

        _facts[name] = facts;
        while (_facts.Count > Most || _order.Count > 2 * Most)
        {
            _ = _facts.Remove(_order.Dequeue());
        }
    }

    /// <summary>The request of that name; null: not seen.</summary>
    public ExchangeFacts? Find(T name) => _facts.GetValueOrDefault(name);

    /// <summary>The request of that name, which is answered now; null: not seen.</summary>
    public ExchangeFacts? Take(T name) => _facts.Remove(name, out var facts) ? facts : null;
}
