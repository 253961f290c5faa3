using Holdfast.Codec;
using Holdfast.Codec.Schemas;

namespace Holdfast.Tests.Examples.Encapsulation;

/// <summary>Read and written again, octets stay what they are.</summary>
internal static class RoundTrip
{
    /// <summary>Read verbatim they come back; read canonically they are the same value.</summary>
    public static void Holds(WireEntry entry, ReadOnlySpan<byte> octets, WireFacts facts = default)
    {
        var covered = Covered(entry, octets, facts);
        var verbatim = Read(entry, octets, facts, Fidelity.Verbatim);
        Assert.Equal(covered, Convert.ToHexStringLower(verbatim.ToArray()));

        var canonical = Read(entry, octets, facts, Fidelity.Canonical);
        Assert.Equal(canonical, Read(entry, canonical.ToArray(), facts, Fidelity.Canonical));
    }

    /// <summary>And also the canonical writer gives these very octets.</summary>
    public static void IsCanonical(
        WireEntry entry, ReadOnlySpan<byte> octets, WireFacts facts = default)
    {
        Holds(entry, octets, facts);
        Assert.Equal(
            Covered(entry, octets, facts),
            Convert.ToHexStringLower(Read(entry, octets, facts, Fidelity.Canonical).ToArray()));
    }

    private static string Covered(WireEntry entry, ReadOnlySpan<byte> octets, WireFacts facts)
    {
        Assert.True(entry.Probe(octets, facts, out var probe, out var error), $"{entry}: {error}");
        return Convert.ToHexStringLower(octets[..probe.Octets]);
    }

    private static IWireValue Read(
        WireEntry entry, ReadOnlySpan<byte> octets, WireFacts facts, Fidelity fidelity)
    {
        Assert.True(
            entry.Read(octets, facts, fidelity, out var value, out var error), $"{entry}: {error}");
        return value!;
    }
}
