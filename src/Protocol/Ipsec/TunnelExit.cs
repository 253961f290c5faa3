using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Protocol.Ipsec;

/// <summary>What happens to an inner packet where a tunnel ends, RFC 4301 §5.1.2.</summary>
internal static class TunnelExit
{
    /// <summary>
    /// Ends the tunnel; false: what was carried is no packet of the kind that Next Header says, or
    /// it must be dropped here.
    /// </summary>
    /// <param name="policy">The SA's policy.</param>
    /// <param name="outer">The packet that was received.</param>
    /// <param name="payload">What it carried, TFC padding included; it is changed in place.</param>
    /// <param name="at">Where that stood in the packet, for refusals.</param>
    /// <param name="next">What Next Header says.</param>
    /// <param name="written">Octets of the inner packet.</param>
    /// <param name="refusal">Why it does not go on.</param>
    public static bool TryLeave(
        TunnelPolicy policy, ReadOnlySpan<byte> outer, Span<byte> payload, int at,
        IpProtocol next, out int written, out PacketRefusal refusal)
    {
        written = 0;
        if (next != IpProtocol.Ipv4 && next != IpProtocol.Ipv6)
        {
            refusal = new(PacketFault.WrongNextHeader, at, "Next Header");
            return false;
        }

        if (!InnerPacket.TryRead(payload, at, out var inner, out refusal))
        {
            return false;
        }

        if (inner.Protocol != next)
        {
            refusal = new(PacketFault.Malformed, at, "Version");
            return false;
        }

        if (!EcnTunnel.TryLeave(inner.Ecn, InnerPacket.EcnOf(outer), out var ecn))
        {
            refusal = new(PacketFault.WrongEcn, 1, "ECN");
            return false;
        }

        if (ecn != inner.Ecn)
        {
            InnerPacket.WriteEcn(payload, ecn);
        }

        if (policy.LowersHopLimit && !InnerPacket.TryLowerHopLimit(payload))
        {
            refusal = new(PacketFault.HopLimitUsedUp, at + inner.HopLimitAt, "Hop Limit");
            return false;
        }

        // RFC 4303 §2.7: what the inner length leaves only hid the length of the packet.
        written = inner.Length;
        return true;
    }
}
