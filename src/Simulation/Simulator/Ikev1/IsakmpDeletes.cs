using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>Deletes, RFC 2408 §3.15, as an Informational exchange says them.</summary>
internal static class IsakmpDeletes
{
    /// <summary>CHILD SAs end, by the SPIs on which the sender receives.</summary>
    public static Information Of(params ReadOnlySpan<Spi> spis)
    {
        List<(IsakmpProtocolId, Spi)> children = [];
        foreach (var spi in spis)
        {
            children.Add((IsakmpProtocolId.Esp, spi));
        }

        return new() { Children = [.. children] };
    }

    /// <summary>An ISAKMP SA ends, and CHILD SAs with it.</summary>
    public static Information Of(IkeSpiPair cookies, params ReadOnlySpan<Spi> spis) =>
        Of(spis) with { Isakmps = [cookies] };

    /// <summary>Which CHILD SAs of ESP end.</summary>
    public static IEnumerable<Spi> EspOf(Information information) => information.Children
        .Where(child => child.Protocol == IsakmpProtocolId.Esp).Select(child => child.Spi);
}
