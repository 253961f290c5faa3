using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Esp;

/// <summary>What an SA of ESP may do differently, beyond <see cref="IpsecSa"/>.</summary>
public sealed record EspOptions
{
    /// <summary>What is done where nothing else is asked for.</summary>
    public static EspOptions Default { get; } = new();

    /// <summary>
    /// Payloads shorter than this are filled up to it with octets behind them, RFC 4303 §2.7: in
    /// tunnel mode, and in transport mode for UDP, whose own length tells where it ends.
    /// </summary>
    public int TfcLength { get; init; }

    /// <summary>Whether padding other than 1, 2, 3, ... is refused, RFC 4303 §2.4.</summary>
    public bool ChecksPadding { get; init; } = true;

    /// <summary>
    /// Whether what the window does not call new is refused; without, a duplicate is opened too, as
    /// in a capture that holds it twice.
    /// </summary>
    public bool RefusesReplays { get; init; } = true;

    /// <summary>
    /// Transport mode through a NAT: the addresses that the sender saw (NAT-OA), with which the
    /// sums of TCP and UDP were made. They are put right for the addresses that the packet came
    /// with (RFC 3948 §3.1.2).
    /// </summary>
    public TunnelEndpoints? NatOriginal { get; init; }
}
