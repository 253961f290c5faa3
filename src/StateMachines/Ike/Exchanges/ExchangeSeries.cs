using Holdfast.Codec;

namespace Holdfast.StateMachines.Ike;

/// <summary>Key exchanges that follow a CREATE_CHILD_SA of ours, RFC 9370 §2.2.4: what is made is
/// what both messages of it say, once the last one is there.</summary>
/// <param name="Request">What we have asked for.</param>
/// <param name="Answer">What the peer grants.</param>
public sealed record ExchangeSeries(ExchangeMessage Request, ExchangeMessage Answer)
{
    /// <summary>How many exchanges are done.</summary>
    public int Done { get; init; }

    /// <summary>The secrets of those.</summary>
    public KeyHandle Kept { get; init; }

    /// <summary>What the next one has to name.</summary>
    public Octets Link { get; init; }
}
