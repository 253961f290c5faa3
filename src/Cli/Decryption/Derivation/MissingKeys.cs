using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption.Derivation;

/// <summary>
/// Why SAs have no keys that the capture showed to begin; as many as a limit allows, the oldest
/// gives way.
/// </summary>
internal sealed class MissingKeys
{
    private const int Most = 4096;

    private readonly Dictionary<(ProtocolId Protocol, ulong Spi), string> _reasons = [];
    private readonly Queue<(ProtocolId Protocol, ulong Spi)> _order = [];

    /// <summary>Remembers why an SA has no keys; the latest reason counts.</summary>
    /// <param name="protocol">IKE, ESP or AH.</param>
    /// <param name="spi">One of its SPIs.</param>
    /// <param name="why">What is missing, for people.</param>
    public void Add(ProtocolId protocol, ulong spi, string why)
    {
        if (!_reasons.ContainsKey((protocol, spi)))
        {
            _order.Enqueue((protocol, spi));
        }

        _reasons[(protocol, spi)] = why;
        if (_order.Count > Most)
        {
            _ = _reasons.Remove(_order.Dequeue());
        }
    }

    /// <summary>Why an SA has no keys; null: nothing is known of it.</summary>
    public string? Why(ProtocolId protocol, ulong spi) =>
        _reasons.GetValueOrDefault((protocol, spi));
}
