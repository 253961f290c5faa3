namespace Holdfast.Benchmarks.Baselines;

/// <summary>
/// Ethernet II, IPv4, UDP, then ESP, IKEv2 or HSRP, with the checks that the README lists.
/// </summary>
internal interface IPacketParser
{
    static abstract string Name { get; }

    static abstract TOutcome Parse<TOutcome>(ReadOnlySpan<byte> frame)
        where TOutcome : struct, IOutcome<TOutcome>;
}
